import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { task, type Role } from '../rpc/procedure.ts';

const anyStaff: readonly [Role, ...Role[]] = ['registrar', 'seniorRegistrar', 'administrator'];
const refusedByServer = ['offline', 'try_later', 'slow_down', 'not_allowed'] as const;

/** What sync could not settle by itself (row W5). */
export const ConflictKind = z.enum([
  ...(['slot_taken', 'slot_closed', 'patient_busy', 'patient_merged', 'patient_deleted', 'consent_withdrawn', 'schedule_changed'] as const),
  ...(['field_both_sides', 'identity_duplicate', 'lease_overlap', 'device_cloned', 'quarantined', 'command_refused'] as const),
]);
export type ConflictKind = z.infer<typeof ConflictKind>;

/** The first five are done by the server in the moment of the decision; the others are what a person has done, or will not do. */
export const ConflictDecision = z.enum(['book_there', 'move_there', 'cancel_visit', 'cancel_another', 'apply_to_survivor', 'keep', 'called', 'dropped', 'acknowledged', 'by_hand']);
export type ConflictDecision = z.infer<typeof ConflictDecision>;

/** What was asked of the centre, or what there is. */
export const ConflictDeed = z.enum([
  ...(['book', 'move', 'cancel', 'arrive', 'wait', 'leave', 'accept_offer', 'decline_offer', 'order', 'cancel_order', 'erase', 'seen', 'sign', 'withdraw'] as const),
  ...(['visit', 'hold', 'lease', 'offer', 'closed', 'nothing', 'other'] as const),
]);
export type ConflictDeed = z.infer<typeof ConflictDeed>;

/** One of the two versions. */
export const ConflictSide = z.object({
  what: ConflictDeed,
  doctor: LocalText.nullable(),
  startsAt: Instant.nullable(),
  /** Of the visit, by FHIR's word. */
  status: z.string().max(40).nullable(),
  /** Number of the device it was made at. */
  device: z.string().max(40).nullable(),
  /** When it was made there; of what stands: since when. */
  madeAt: Instant.nullable(),
  /** What the centre answered. */
  refusal: z.string().max(60).nullable(),
});
export type ConflictSide = z.infer<typeof ConflictSide>;

export const ConflictRow = z.object({
  id: Id,
  kind: ConflictKind,
  openedAt: Instant,
  patientId: Id.nullable(),
  /** Masked, as on every list of the desk; empty where there is nobody. */
  patient: z.string().max(200),
  device: z.string().max(40).nullable(),
  decidedAt: Instant.nullable(),
  decision: ConflictDecision.nullable(),
});
export type ConflictRow = z.infer<typeof ConflictRow>;

export const ConflictCase = ConflictRow.extend({
  ours: ConflictSide,
  theirs: ConflictSide,
  suggested: ConflictDecision,
  decisions: z.array(ConflictDecision).min(1).max(8),
  /** The nearest free times of the same doctor, for `book_there` and `move_there`. */
  times: z.array(z.object({ slotId: Id, startsAt: Instant })).max(10),
  note: z.string().max(2_000).nullable(),
  /** First letters of who decided. */
  decidedBy: z.string().max(40).nullable(),
  /** What was decided before and taken back, the oldest first. */
  before: z.array(z.object({ deed: z.enum(['decided', 'undone']), decision: ConflictDecision, at: Instant, by: z.string().max(40) })).max(50),
});
export type ConflictCase = z.infer<typeof ConflictCase>;

const ofCase = ({ one }: { one: ConflictCase }): readonly string[] => (one.patientId === null ? [] : [one.patientId]);

/** W5 «Расхождения»: nothing that sync could not settle is settled silently. */
export const conflicts = {
  /** Open ones, the oldest first; or decided ones, the newest first. */
  'conflicts.list': task({
    allow: anyStaff,
    input: z.object({ state: z.enum(['open', 'decided']) }),
    output: z.object({ cases: z.array(ConflictRow) }),
    errors: refusedByServer,
    subjects: ({ cases }) => cases.flatMap(({ patientId }) => (patientId === null ? [] : [patientId])),
  }),
  'conflicts.one': task({ allow: anyStaff, input: z.object({ caseId: Id }), output: z.object({ one: ConflictCase }), errors: ['not_found', ...refusedByServer], subjects: ofCase }),
  'conflicts.decide': task({
    allow: anyStaff,
    input: z.object({ caseId: Id, decision: ConflictDecision, slotId: Id.nullable(), note: z.string().max(2_000).nullable() }),
    output: z.object({}),
    errors: ['case_decided', 'note_required', 'slot_taken', 'slot_closed', 'slot_past', 'patient_busy', 'consent_withdrawn', 'not_active', 'not_found', ...refusedByServer],
  }),
  /** Opens the case again, and takes back what the decision did where nobody has acted on it since. */
  'conflicts.undo': task({
    allow: anyStaff,
    input: z.object({ caseId: Id }),
    output: z.object({}),
    errors: ['decision_stands', 'not_decided', 'not_found', ...refusedByServer],
  }),
};
