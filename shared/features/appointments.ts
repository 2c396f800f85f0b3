import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Kopecks } from '../lib/money.ts';
import { Instant } from '../lib/moscow.ts';
import { command, query, task } from '../rpc/procedure.ts';

/**
 * `sending`: on this disk, the server has not answered yet; the slip says «ожидает подтверждения». A visit made on a lease of this device
 * is `booked` at once, with `pending` until the server has it.
 * `refused`: the server said no to a visit this device had taken; it stays visible until the patient has seen it.
 * The rest are FHIR Appointment.status.
 */
export const VisitStatus = z.enum(['sending', 'refused', 'proposed', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow']);
export type VisitStatus = z.infer<typeof VisitStatus>;

export const Visit = z.object({
  id: Id,
  /** For people only, `К03-0417`. */
  number: z.string(),
  /** `017`, the number in the queue of the office on the day, once the server has given it (S8). */
  queueNumber: z.string().nullable(),
  status: VisitStatus,
  startsAt: Instant,
  durationMinutes: z.int(),
  roleId: Id,
  doctor: z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable(), speciality: LocalText, category: LocalText.nullable() }),
  office: LocalText,
  officeAddress: LocalText.nullable(),
  room: LocalText,
  floor: z.int().nullable(),
  kopecks: Kopecks.nullable(),
  /** A command of this device about this visit that the server has not settled. */
  pending: z.object({ commandId: Id, kind: z.enum(['book', 'cancel', 'move', 'arrive']) }).nullable(),
  /** Code of the last refusal, e.g. `slot_taken`; the words are the page's. */
  refusal: z.string().nullable(),
  /** Until when the patient may cancel or move it, by the clinic's policy. */
  changeableUntil: Instant,
  cancelReason: z.string().nullable(),
});
export type Visit = z.infer<typeof Visit>;

export const CancelReason = z.enum(['plans', 'illness', 'better', 'elsewhere', 'mistake', 'other']);
export type CancelReason = z.infer<typeof CancelReason>;

/** Refusals the server may give to a command (also codes of OperationOutcome) and that dispatch may already know locally. */
export const bookRefusals = ['slot_taken', 'slot_closed', 'slot_past', 'patient_busy', 'too_many_visits', 'consent_withdrawn', 'not_for_this_place', 'not_found'] as const;
export const cancelRefusals = ['not_found', 'too_late', 'not_active'] as const;

const Hold = z.object({ slotId: Id, holdId: Id, expiresAt: Instant, totalSeconds: z.int(), extensionLeft: z.boolean() });
export type Hold = z.infer<typeof Hold>;

/** Half-open: a visit may start the minute another ends. */
export function overlaps(a: { startsAt: number; durationMinutes: number }, b: { startsAt: number; durationMinutes: number }): boolean {
  return a.startsAt < b.startsAt + b.durationMinutes * 60_000 && b.startsAt < a.startsAt + a.durationMinutes * 60_000;
}

export const appointments = {
  /** Asks the server to keep a time for this device. One hold a device: a new one gives the old one back. `longer` is for the accessible profile. */
  'appointments.hold': task({
    allow: ['visitor', 'patient'],
    input: z.object({ slotId: Id, holdId: Id, longer: z.boolean() }),
    output: Hold,
    errors: ['slot_taken', 'slot_closed', 'slot_past', 'not_for_this_place', 'not_found', 'offline', 'try_later'],
  }),
  'appointments.extendHold': task({
    allow: ['visitor', 'patient'],
    input: z.object({ holdId: Id }),
    output: Hold,
    errors: ['hold_gone', 'already_extended', 'offline', 'try_later'],
  }),
  /** Gives the time back at once. Answers when the server has, or when it cannot be reached (the hold then runs out by itself). */
  'appointments.releaseHold': task({ allow: ['visitor', 'patient'], input: z.object({ holdId: Id }), output: z.object({}), errors: [] }),
  /** The hold this device has now, if any, by the backend's knowledge. */
  'appointments.currentHold': query({ allow: ['visitor', 'patient'], input: z.object({}), output: z.object({ hold: Hold.nullable() }) }),

  /** The actor's own visits; the newest past ones first, upcoming ones in order of time. */
  'appointments.mine': query({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, upcoming: z.array(Visit), past: z.array(Visit) }),
    subjects: (output) => [output.patientId],
  }),
  'appointments.one': query({
    allow: ['patient'],
    input: z.object({ appointmentId: Id }),
    output: z.object({ patientId: Id, visit: Visit.nullable() }),
    subjects: (output) => [output.patientId],
  }),

  'appointments.book': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, appointmentId: Id, slotId: Id, holdId: Id.nullable() }),
    /** `confirmed`: the time was this device's alone to give out, so the visit stands already. */
    output: z.object({ appointmentId: Id, number: z.string(), confirmed: z.boolean() }),
    errors: bookRefusals,
  }),
  'appointments.cancel': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, appointmentId: Id, reason: CancelReason, comment: z.string().max(500).nullable() }),
    output: z.object({ appointmentId: Id }),
    errors: cancelRefusals,
  }),
  /** One step (S4): the old time is kept until the new one is sure. */
  'appointments.move': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, appointmentId: Id, slotId: Id, holdId: Id.nullable() }),
    output: z.object({ appointmentId: Id }),
    errors: [...bookRefusals, 'too_late', 'not_active'],
  }),
};
