import * as z from 'zod';
import { CodeableConcept, codingOf, idIn, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { DocumentKind, DocumentVersion, Sha256 } from '../../../shared/lib/clinicDocument.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

const Extension = z.object({ url: z.string(), valueString: z.string().optional() });
const Attachment = z.object({
  contentType: z.string().optional(),
  language: z.string().optional(),
  url: z.string().optional(),
  title: z.string().optional(),
  extension: z.array(Extension).optional(),
});
const DocumentReference = z.object({
  id: Id,
  status: z.string(),
  subject: Reference.optional(),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
  date: WireInstant.optional(),
  content: z.array(z.object({ attachment: Attachment })),
});

const Kind = z.object({ type: CodeableConcept.optional() });

/** Null for the clinic's own text, for a document of a visit, for a file of another kind, and for a copy that was entered in error. */
function toPaper(content: unknown): store.PaperRow | null {
  // Looked at before the rest: documents of another kind have another form, and are not to be stumbled over here.
  const kind = DocumentKind.safeParse(codingOf(Kind.safeParse(content).data?.type, systems.documentKind)?.code);
  if (!kind.success) return null;
  const { id, status, subject, identifier, date, content: files } = DocumentReference.parse(content);
  const file = files.find(({ attachment }) => attachment.contentType === 'application/pdf')?.attachment;
  const binaryId = idIn({ reference: file?.url }, 'Binary');
  const patientId = idIn(subject, 'Patient');
  if (patientId === undefined || file === undefined || binaryId === undefined || date === undefined || status === 'entered-in-error') return null;
  return {
    ...{ id, patientId, binaryId, kind: kind.data, signedAt: date },
    version: DocumentVersion.parse(identifier?.find(({ system }) => system === systems.documentVersion)?.value),
    // Without it nobody could tell a damaged file from the one that was signed.
    sha256: Sha256.parse(file.extension?.find(({ url }) => url === extensions.sha256)?.valueString),
    title: z.string().min(1).max(500).parse(file.title),
    language: file.language?.startsWith('en') === true ? 'en' : 'ru',
  };
}

export const papersSync = {
  apply: {
    DocumentReference: (tx, { id, content }) => {
      const row = toPaper(content);
      if (row === null) store.removePaper(tx, id);
      else store.savePaper(tx, row);
    },
  },
  remove: { DocumentReference: store.removePaper },
  push: {},
} satisfies SyncRules<'papers'>;
