import * as z from 'zod';
import { DocumentKind, DocumentVersion, Sha256 } from '../lib/clinicDocument.ts';
import { Block } from '../lib/documentBlocks.ts';
import { ChangedSection } from '../lib/documentDiff.ts';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { longestTypedName } from '../lib/typedName.ts';
import { command, query, type Role } from '../rpc/procedure.ts';

const everyone: readonly [Role, ...Role[]] = ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'];

export const DocumentName = z.object({ documentId: Id, kind: DocumentKind, version: DocumentVersion, effective: MoscowDay, title: LocalText });
export type DocumentName = z.infer<typeof DocumentName>;

/** One of the clinic's texts in one language, as it is shown: `sha256` is of exactly these words. */
export const DocumentText = z.object({ ...DocumentName.shape, language: z.enum(['ru', 'en']), sha256: Sha256, blocks: z.array(Block) });
export type DocumentText = z.infer<typeof DocumentText>;

export const GivenPurpose = z.object({ code: z.string(), required: z.boolean(), name: LocalText, stops: LocalText, state: z.enum(['given', 'withdrawing', 'withdrawn']) });
export type GivenPurpose = z.infer<typeof GivenPurpose>;

export const GivenConsent = z.object({
  kind: DocumentKind,
  version: z.string(),
  /** Null when this device does not have the text. */
  documentId: Id.nullable(),
  state: z.enum(['sending', 'given', 'withdrawing', 'withdrawn']),
  acceptedAt: Instant,
  purposes: z.array(GivenPurpose),
});
export type GivenConsent = z.infer<typeof GivenConsent>;

export const documents = {
  /** What is in force, and what will be within two months: said on the first screen before its day (R2). */
  'documents.current': query({ allow: everyone, input: z.object({}), output: z.object({ inForce: z.array(DocumentName), coming: z.array(DocumentName) }) }),
  'documents.one': query({
    allow: everyone,
    input: z.object({ documentId: Id, language: z.enum(['ru', 'en']) }),
    output: z.object({ document: DocumentText.nullable() }),
  }),
  /** What has to be signed before going on: by a patient, what is in force and was not accepted in this version; by a visitor who registers, both. */
  'documents.pending': query({
    allow: ['visitor', 'patient'],
    input: z.object({}),
    output: z.object({
      /** Whose it is; null for a visitor. */
      patientId: Id.nullable(),
      pending: z.array(z.object({ ...DocumentName.shape, /** The version accepted before, if this device has its text. */ beforeId: Id.nullable() })),
    }),
    subjects: ({ patientId }) => (patientId === null ? [] : [patientId]),
  }),
  /** R2: what has changed between two versions, for a person who is no lawyer. */
  'documents.diff': query({
    allow: everyone,
    input: z.object({ beforeId: Id, documentId: Id, language: z.enum(['ru', 'en']) }),
    output: z.object({ sections: z.array(ChangedSection) }),
  }),
  /** D3: «Мои согласия». */
  'documents.mine': query({
    allow: ['patient'],
    input: z.object({}),
    output: z.object({ patientId: Id, consents: z.array(GivenConsent) }),
    subjects: ({ patientId }) => [patientId],
  }),

  /** Works without a line: the hash says which text was on the screen, whatever the server has by then. The acceptance has the command's id. */
  'documents.accept': command({
    allow: ['visitor', 'patient'],
    version: 1,
    input: z.object({
      commandId: Id,
      documentId: Id,
      kind: DocumentKind,
      version: DocumentVersion,
      sha256: Sha256,
      how: z.enum(['finger', 'typed']),
      signature: z.base64().max(56_000).nullable(),
      typedName: z.string().max(longestTypedName).nullable(),
    }),
    output: z.object({ acceptanceId: Id, acceptedAt: Instant }),
    errors: ['document_mismatch', 'document_not_in_force', 'signature_invalid'],
  }),
  'documents.withdraw': command({
    allow: ['patient'],
    version: 1,
    input: z.object({ commandId: Id, /** Null: the whole consent. */ purposes: z.array(z.string().max(40)).min(1).max(20).nullable() }),
    output: z.object({}),
    errors: ['not_active', 'purpose_required', 'purpose_unknown'],
  }),
};
