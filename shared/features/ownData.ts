import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task, type Role } from '../rpc/procedure.ts';

const owner: readonly [Role, ...Role[]] = ['patient'];
const anyCall = ['offline', 'try_later'] as const;

/** What happened to a record, as its audit tells it. A deed of a newer server that this device has no words for is `other`. */
export const AccessDeed = z
  .enum([
    ...(['signIn', 'actsFor', 'actingEnded', 'read', 'changed', 'found', 'representativesSeen', 'caseSeen', 'caseOpened', 'caseDecided', 'documentSeen', 'paperSigned', 'codeMinted'] as const),
    ...(['representativeGranted', 'representativeRevoked', 'locked', 'lifted', 'esiaLinked', 'passwordChanged', 'phoneChanged', 'emailChangeBegun', 'emailChanged', 'signInsEnded', 'accountClosed'] as const),
    ...(['exported', 'exportSent', 'exportTaken', 'erased', 'restoreOpened', 'restored'] as const),
    'other',
  ])
  .catch('other');
export type AccessDeed = z.infer<typeof AccessDeed>;

/** What of a record was read or changed, in a person's words and not in FHIR's. */
export const AccessThing = z.enum(['person', 'visits', 'results', 'orders', 'documents', 'representatives', 'audit', 'everything', 'other']);
export type AccessThing = z.infer<typeof AccessThing>;

export const AccessLine = z.object({
  id: z.string().min(1).max(64),
  at: Instant,
  deed: AccessDeed,
  /** `self`: the patient. `system`: the clinic's own information system, by itself. */
  who: z.enum(['self', 'representative', 'staff', 'system']),
  /** Of staff the initials, of a representative surname and initials; empty where there is no person. */
  name: z.string().max(200),
  role: z.enum(['registrar', 'seniorRegistrar', 'administrator']).nullable(),
  /** The office and the number of the device; null where it was not at a device of the clinic. */
  place: LocalText.nullable(),
  device: z.string().max(40).nullable(),
  things: z.array(AccessThing).max(20),
});
export type AccessLine = z.infer<typeof AccessLine>;

/** D4 «Мои данные»: what is held, who has looked, and everything in one file. */
export const ownData = {
  /** Counted in the record on this device. */
  'ownData.held': query({
    allow: owner,
    input: z.object({}),
    output: z.object({ patientId: Id, visits: z.int(), results: z.int(), orders: z.int(), signed: z.int() }),
    subjects: ({ patientId }) => [patientId],
  }),
  /** The newest first. `page`: what the page before said comes next. It is kept at the centre and nowhere here. */
  'ownData.whoLooked': task({
    allow: owner,
    input: z.object({ page: z.string().max(500).nullable() }),
    output: z.object({ patientId: Id, lines: z.array(AccessLine), total: z.int().nonnegative(), next: z.string().max(500).nullable() }),
    errors: anyCall,
    subjects: ({ patientId }) => [patientId],
  }),
  /** Has the PDF made and opens it for the reader of papers. Asked again while it is being made, it waits for the same one. `busy`: the centre makes as many as it can. */
  'ownData.paper': task({
    allow: owner,
    input: z.object({}),
    output: z.object({ patientId: Id, binaryId: Id }),
    errors: [...anyCall, 'busy', 'not_a_pdf', 'file_too_large'],
    subjects: ({ patientId }) => [patientId],
  }),
  /** A letter with a link to the owner's own address, and the code that opens it. `not_own_account`: whoever acts for another (R10) has no letter sent. */
  'ownData.sendHome': task({
    allow: owner,
    input: z.object({}),
    output: z.object({ patientId: Id, email: z.string(), code: z.string().regex(/^\d{6}$/), hours: z.int().positive() }),
    errors: [...anyCall, 'no_email', 'mail_unavailable', 'not_own_account', 'slow_down'],
    subjects: ({ patientId }) => [patientId],
  }),
};
