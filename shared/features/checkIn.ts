import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { command, query, task } from '../rpc/procedure.ts';
import { Visit } from './appointments.ts';

/** How long it may take. Everything that cannot be said honestly is null; `inside`: the doctor has begun with this patient. */
export const QueueWait = z.object({
  state: z.enum(['waiting', 'inside', 'over']),
  ahead: z.int().nonnegative().nullable(),
  /** Minutes from the moment of the answer. */
  minutes: z.object({ from: z.int().nonnegative(), until: z.int().nonnegative() }).nullable(),
});
export type QueueWait = z.infer<typeof QueueWait>;

export const checkInRefusals = ['not_found', 'not_active', 'not_today', 'visit_over', 'another_office'] as const;

/** Row S8. */
export const checkIn = {
  /** Says at the clinic that the patient is here. The number is the server's: until it has answered there is none, and the patient is told so. */
  'checkIn.arrive': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, appointmentId: Id }),
    output: z.object({ appointmentId: Id }),
    errors: checkInRefusals,
  }),
  /** The visit as its check-in stands here; read again when the server has answered. */
  'checkIn.one': query({
    allow: ['patient'],
    input: z.object({ appointmentId: Id }),
    output: z.object({ patientId: Id, visit: Visit.nullable(), /** Whether this device stands in the office of the visit. */ here: z.boolean() }),
    subjects: ({ patientId }) => [patientId],
  }),
  'checkIn.wait': task({
    allow: ['patient'],
    input: z.object({ appointmentId: Id }),
    output: z.object({ patientId: Id, wait: QueueWait }),
    errors: [...checkInRefusals, 'offline', 'try_later'],
    subjects: ({ patientId }) => [patientId],
  }),
  /** The same by the QR code of a printed slip, without a sign-in. Nothing in the answer says whose it is. Asked again: the same number, and how long now. */
  'checkIn.bySlip': task({
    allow: ['visitor', 'patient'],
    input: z.object({ slip: z.string().min(1).max(1_000) }),
    output: z.object({ queueNumber: z.string(), startsAt: Instant, room: LocalText.nullable(), floor: z.int().nullable(), wait: QueueWait }),
    errors: ['slip_unknown', 'not_active', 'not_today', 'visit_over', 'another_office', 'slow_down', 'offline', 'try_later'],
  }),
};
