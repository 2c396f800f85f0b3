import * as z from 'zod';
import { DocumentKind, DocumentVersion, Sha256 } from '../lib/clinicDocument.ts';
import { Id } from '../lib/ids.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task, type Role } from '../rpc/procedure.ts';

/** From the least to the most; each may what those before it may (row R9). */
export const StaffRole = z.enum(['registrar', 'seniorRegistrar', 'administrator']);
export type StaffRole = z.infer<typeof StaffRole>;

const anyStaff: readonly [Role, ...Role[]] = ['registrar', 'seniorRegistrar', 'administrator'];
const atTheDesk: readonly [Role, ...Role[]] = ['visitor', ...anyStaff];

const refusedByServer = ['offline', 'try_later', 'slow_down', 'not_allowed'] as const;

export const FoundPatient = z.object({
  patientId: Id,
  /** `Кузнецова А. П.`: to compare with a document in hand. */
  name: z.string(),
  /** `MM-DD`. */
  birthDay: z.string(),
  phoneEnd: z.string().nullable(),
});
export type FoundPatient = z.infer<typeof FoundPatient>;

/** Who came by Gosuslugi and was sent to reception, masked like everybody here, and what stood in the way. */
export const EsiaClaim = z.object({
  reason: z.enum([
    'linked_record_closed', 'linked_snils_differs', 'linked_birth_date_differs', 'several_by_snils', 'surname_differs', 'birth_date_differs',
    'linked_to_another', 'snils_differs', 'another_person', 'several_by_name', 'one_by_name', 'nobody',
  ]),
  person: FoundPatient.omit({ patientId: true }),
});
export type EsiaClaim = z.infer<typeof EsiaClaim>;

export const StaffAccount = z.object({ id: Id, login: z.string(), name: z.string(), role: StaffRole, disabled: z.boolean() });
export type StaffAccount = z.infer<typeof StaffAccount>;

export const StaffCase = z.object({
  id: Id,
  kind: z.enum(['duplicate', 'esia_candidate', 'esia_conflict', 'lock', 'withdrawal', 'restore']),
  patient: Id.nullable(),
  otherPatient: Id.nullable(),
  openedAt: Instant,
  /** Of the kinds `esia_…` only. */
  claim: EsiaClaim.nullable(),
});
export type StaffCase = z.infer<typeof StaffCase>;

export const staff = {
  'staff.me': query({
    allow: atTheDesk,
    place: 'desk',
    input: z.object({}),
    output: z.object({
      member: z
        .object({
          id: Id,
          name: z.string(),
          login: z.string(),
          role: StaffRole,
          /** `offline`: by the password this desk remembers; nothing of the centre's can be asked for until they sign in again. */
          mode: z.enum(['online', 'offline']),
          /** R6: this desk has not heard the clinic for more than a day, so a senior has a registrar's rights. */
          limited: z.literal(true).optional(),
          /** Signed in by a one-time password: nothing else is answered before they set their own. */
          mustChange: z.literal(true).optional(),
          /** In the last minute before the desk closes by itself: seconds left when this was read. Any word of a hand takes it away. */
          closesInSeconds: z.int().nonnegative().optional(),
        })
        .nullable(),
      /** Why the last sign-in ended without anybody asking, and whose it was: the page says so and offers the same login. */
      ended: z.object({ why: z.enum(['idle', 'over', 'password', 'unsure']), login: z.string() }).nullable(),
    }),
  }),
  /**
   * Asks the server; without a line, what this desk remembers. `wrong_login` never tells which of the two was wrong, `offline_refused` not
   * whether anybody of this name has ever been here.
   */
  'staff.signIn': task({
    allow: ['visitor'],
    place: 'desk',
    input: z.object({ login: z.string().max(1_000), password: z.string().max(1_000) }),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('in'), mode: z.enum(['online', 'offline']) }),
      z.object({ state: z.literal('wait'), waitSeconds: z.int().positive() }),
    ]),
    errors: ['login_empty', 'password_empty', 'not_here', 'wrong_login', 'offline_refused', 'offline_expired', 'offline_clock', 'device_refused', 'try_later'],
  }),
  'staff.signOut': task({ allow: atTheDesk, place: 'desk', input: z.object({}), output: z.object({}), errors: [] }),
  /** Somebody is at the keyboard. The desk closes ten minutes after the last word of this. */
  'staff.touched': task({ allow: atTheDesk, place: 'desk', input: z.object({}), output: z.object({}), errors: [] }),
  /** X8: one person by whole values, never a list. `several`: say more. */
  'staff.findPatient': task({
    allow: anyStaff,
    input: z.union([
      z.object({ patientId: Id }),
      z.object({ cardNumber: z.string().max(100) }),
      z.object({ snils: z.string().max(100) }),
      z.object({ family: z.string().max(200), given: z.string().max(200), patronymic: z.string().max(200).nullable(), birthDate: z.string().max(10) }),
    ]),
    output: z.object({ patient: FoundPatient.nullable(), several: z.boolean() }),
    errors: ['check_input', ...refusedByServer],
    subjects: ({ patient }) => (patient === null ? [] : [patient.patientId]),
  }),
  /** R7: a code for one visit to a kiosk. Shown once, kept nowhere. */
  'staff.mintCode': task({
    allow: anyStaff,
    input: z.object({ patientId: Id }),
    output: z.object({ patientId: Id, code: z.string(), expiresInSeconds: z.int() }),
    errors: ['not_found', ...refusedByServer],
    subjects: ({ patientId }) => [patientId],
  }),
  /** R6: ends every session of this person and lets nobody in until the password is changed by letter. */
  'staff.lock': task({
    allow: anyStaff,
    input: z.object({ patientId: Id, reason: z.string().trim().min(1).max(500) }),
    output: z.object({ patientId: Id }),
    errors: ['no_account', 'not_found', ...refusedByServer],
    subjects: ({ patientId }) => [patientId],
  }),
  /** W7: the open ones, newest first. */
  'staff.cases': task({
    allow: anyStaff,
    input: z.object({}),
    output: z.object({ cases: z.array(StaffCase) }),
    errors: refusedByServer,
    subjects: ({ cases }) => cases.flatMap(({ patient, otherPatient }) => [patient, otherPatient].filter((one) => one !== null)),
  }),
  'staff.decide': task({
    allow: anyStaff,
    input: z.object({ caseId: Id, decision: z.enum(['document_seen', 'dismissed', 'same_person', 'another_person', 'done']), note: z.string().max(2_000).nullable() }),
    output: z.object({}),
    errors: ['case_decided', 'not_found', ...refusedByServer],
  }),
  /** R5: the person of an `esia_…` case is this patient; a document was seen. The case is decided with it. */
  'staff.linkEsia': task({
    allow: anyStaff,
    input: z.object({ caseId: Id, patientId: Id }),
    output: z.object({ patientId: Id }),
    errors: ['case_decided', 'esia_linked', 'account_locked', 'not_found', ...refusedByServer],
    subjects: ({ patientId }) => [patientId],
  }),
  /** R1: this person signed the sheet, and the member of staff holds it in hand. `acceptanceId` is the caller's, so that saying it twice is saying it once. */
  'staff.recordPaper': task({
    allow: anyStaff,
    input: z.object({ acceptanceId: Id, patientId: Id, kind: DocumentKind, version: DocumentVersion, sha256: Sha256 }),
    output: z.object({ patientId: Id }),
    errors: ['document_mismatch', 'document_not_in_force', 'not_found', ...refusedByServer],
    subjects: ({ patientId }) => [patientId],
  }),
  /** Their own. Everywhere they are signed in ends with it, this desk too. */
  'staff.changePassword': task({
    allow: anyStaff,
    input: z.object({ password: z.string().max(1_000), next: z.string().max(1_000) }),
    output: z.object({}),
    errors: ['wrong_password', 'password_short', 'password_long', 'password_same', ...refusedByServer],
  }),
  /** R9: everybody who may sign in at the clinic's desks, switched off or not. */
  'staff.accounts': task({ allow: ['administrator'], input: z.object({}), output: z.object({ accounts: z.array(StaffAccount) }), errors: refusedByServer }),
  'staff.addAccount': task({
    allow: ['administrator'],
    input: z.object({ login: z.string().max(1_000), name: z.string().max(1_000), role: StaffRole, password: z.string().max(1_000) }),
    output: z.object({ id: Id }),
    errors: ['check_input', 'login_taken', 'password_short', 'password_long', ...refusedByServer],
  }),
  /** For a colleague who has forgotten theirs. Shown once, kept nowhere, good for setting another one only; every sign-in of theirs ends. */
  'staff.resetPassword': task({
    allow: ['administrator'],
    input: z.object({ staffId: Id }),
    output: z.object({ password: z.string(), until: Instant }),
    errors: ['own_password', 'not_found', ...refusedByServer],
  }),
  /** Off: signed out everywhere at once. Never the last administrator, or nobody could switch anybody on again. */
  'staff.switchAccount': task({
    allow: ['administrator'],
    input: z.object({ staffId: Id, disabled: z.boolean() }),
    output: z.object({}),
    errors: ['last_administrator', 'not_found', ...refusedByServer],
  }),
};
