import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { PartOfDay } from '../lib/partOfDay.ts';
import { command, query } from '../rpc/procedure.ts';

const Doctor = z.object({ family: z.string(), given: z.string(), patronymic: z.string().nullable() });

/** One wish on the waiting list (S6). */
export const WaitingEntry = z.object({
  id: Id,
  /** For people only. */
  number: z.string(),
  /** `sending`: on this disk, the server has not answered. `refused`: it said no; it stays visible until the patient has seen it. */
  state: z.enum(['sending', 'waiting', 'refused']),
  /** Null: any doctor of the speciality. */
  doctor: Doctor.nullable(),
  speciality: LocalText,
  /** Both days belong to it. */
  from: MoscowDay,
  until: MoscowDay,
  part: PartOfDay.nullable(),
  joinedAt: Instant,
  /** A command to leave is on its way. */
  leaving: z.boolean(),
  /** Code of the last refusal; the words are the page's. */
  refusal: z.string().nullable(),
});
export type WaitingEntry = z.infer<typeof WaitingEntry>;

/** A freed time that is kept for this patient until `until`. */
export const WaitingOffer = z.object({
  id: Id,
  entryId: Id,
  startsAt: Instant,
  durationMinutes: z.int(),
  doctor: Doctor,
  speciality: LocalText,
  office: LocalText,
  officeAddress: LocalText.nullable(),
  room: LocalText,
  floor: z.int().nullable(),
  offeredAt: Instant,
  until: Instant,
  /** An answer given here that the server has not settled. */
  answering: z.enum(['accept', 'decline']).nullable(),
  refusal: z.string().nullable(),
});
export type WaitingOffer = z.infer<typeof WaitingOffer>;

const join = z.object({ commandId: Id, entryId: Id, roleId: Id, anyDoctor: z.boolean(), from: MoscowDay, until: MoscowDay, part: PartOfDay.nullable() });
const answer = z.object({ commandId: Id, offerId: Id, entryId: Id });

export const waiting = {
  /** What the patient waits for, and what is kept for them now; offers that end first come first. */
  'waiting.mine': query({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, entries: z.array(WaitingEntry), offers: z.array(WaitingOffer) }),
    subjects: (output) => [output.patientId],
  }),
  'waiting.join': command({
    allow: ['patient'],
    version: 1,
    input: join,
    output: z.object({ entryId: Id, number: z.string() }),
    errors: ['not_found', 'day_past', 'already_waiting', 'too_many_entries', 'consent_withdrawn'],
  }),
  'waiting.leave': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, entryId: Id }),
    output: z.object({ entryId: Id }),
    errors: ['not_found', 'not_active'],
  }),
  'waiting.accept': command({
    allow: ['patient'],
    version: 1,
    input: answer,
    output: z.object({ entryId: Id }),
    errors: ['not_found', 'offer_gone', 'patient_busy', 'too_many_visits', 'consent_withdrawn', 'slot_taken', 'slot_closed', 'slot_past'],
  }),
  'waiting.decline': command({
    allow: ['patient'],
    version: 1,
    input: answer,
    output: z.object({ entryId: Id }),
    errors: ['not_found', 'not_active', 'offer_gone'],
  }),
};
