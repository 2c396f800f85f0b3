import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { task, type Role } from '../rpc/procedure.ts';
import { Relationship } from './representation.ts';

const anyStaff: readonly [Role, ...Role[]] = ['registrar', 'seniorRegistrar', 'administrator'];
const refusedByServer = ['offline', 'try_later', 'slow_down', 'not_allowed'] as const;

/** `birth_certificate` for a parent, `guardianship` for a guardian, `power_of_attorney` for a proxy. */
export const RepresentationDocument = z.enum(['birth_certificate', 'guardianship', 'power_of_attorney']);
export type RepresentationDocument = z.infer<typeof RepresentationDocument>;

export const Representation = z.object({
  representationId: Id,
  /** The other one of the two. */
  patientId: Id,
  /** `Кузнецова А. П.`: to compare with a document in hand. */
  name: z.string(),
  /** `MM-DD`. */
  birthDay: z.string(),
  relationship: Relationship,
  document: RepresentationDocument,
  /** The last day on which it holds. */
  until: MoscowDay,
  grantedAt: Instant,
});
export type Representation = z.infer<typeof Representation>;

/** R10, at the desk: who may act for whom, after a document was seen. Only what is in force is listed. */
export const representatives = {
  'representatives.list': task({
    allow: anyStaff,
    input: z.object({ patientId: Id }),
    output: z.object({
      patientId: Id,
      /** They act for this person. */
      representatives: z.array(Representation),
      /** This person acts for them. */
      represents: z.array(Representation),
    }),
    errors: ['not_found', ...refusedByServer],
    subjects: ({ patientId, representatives, represents }) => [patientId, ...[...representatives, ...represents].map((one) => one.patientId)],
  }),
  /** `patientId` is represented by `representativeId`. `until` null: as long as the clinic's rule allows; a proxy needs a day. */
  'representatives.grant': task({
    allow: anyStaff,
    input: z.object({
      patientId: Id,
      representativeId: Id,
      relationship: Relationship,
      document: RepresentationDocument,
      documentSeen: z.boolean(),
      until: z.string().max(10).nullable(),
    }),
    output: z.object({ patientId: Id, representativeId: Id, representationId: Id, until: MoscowDay }),
    /** `until_wrong`: over already, or later than the document or the clinic's rule allows. `representative_is_child`: too young to act for anybody. */
    errors: ['check_input', 'document_not_seen', 'not_a_child', 'representative_is_child', 'already_representative', 'until_wrong', 'not_found', ...refusedByServer],
    subjects: ({ patientId, representativeId }) => [patientId, representativeId],
  }),
  /** Whoever acts for somebody by it at this moment is out within seconds. */
  'representatives.revoke': task({
    allow: anyStaff,
    input: z.object({ representationId: Id, reason: z.string().trim().min(1).max(500) }),
    output: z.object({}),
    errors: ['not_found', ...refusedByServer],
  }),
};
