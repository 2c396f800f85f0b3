import { createHash } from 'node:crypto';
import * as z from 'zod';
import { CodeableConcept, codingOf, idIn, Reference, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { DocumentKind, DocumentVersion, readClinicDocument } from '../../../shared/lib/clinicDocument.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { WriteTx } from '../../db/types.ts';
import type { SyncRules } from '../../sync/rules.ts';
import * as store from './store.ts';

export const sha256Of = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const Identifier = z.object({ system: z.string().optional(), value: z.string().optional() });
const Extension = z.object({ url: z.string(), valueString: z.string().optional() });
const Attachment = z.object({ contentType: z.string().optional(), language: z.string().optional(), data: z.base64().optional(), extension: z.array(Extension).optional() });

const DocumentReference = z.object({
  id: Id,
  status: z.string(),
  subject: Reference.optional(),
  identifier: z.array(Identifier).optional(),
  content: z.array(z.object({ attachment: Attachment })),
  context: z.object({ period: z.object({ start: WireInstant }) }).optional(),
});

function versionOf(identifier: z.infer<typeof Identifier>[] | undefined): string {
  return DocumentVersion.parse(identifier?.find(({ system }) => system === systems.documentVersion)?.value);
}

/** A text that is not the one its own hash names is nobody's to sign. */
function textOf({ data, extension }: z.infer<typeof Attachment>): string {
  const text = Buffer.from(data ?? '', 'base64').toString('utf8');
  if (extension?.find(({ url }) => url === extensions.sha256)?.valueString !== sha256Of(text)) throw new Error('a text does not match its hash');
  readClinicDocument(text);
  return text;
}

const Kind = z.object({ type: CodeableConcept.optional() });

/** Null for what is not a published document: a patient's own, of a visit or a paper copy, or one that was withdrawn. */
function toDocument(content: unknown): store.DocumentRow | null {
  // Looked at before the rest: documents of another kind have another form, and are not to be stumbled over here.
  const kind = DocumentKind.safeParse(codingOf(Kind.safeParse(content).data?.type, systems.documentKind)?.code);
  if (!kind.success) return null;
  const { id, status, subject, identifier, content: texts, context } = DocumentReference.parse(content);
  if (subject !== undefined || status !== 'current' || context === undefined) return null;
  const russian = texts.find(({ attachment }) => attachment.language === 'ru');
  const english = texts.find(({ attachment }) => attachment.language === 'en');
  if (russian === undefined) throw new Error('a document without a Russian text');
  return {
    ...{ id, kind: kind.data, version: versionOf(identifier), effectiveAt: context.period.start },
    textRu: textOf(russian.attachment),
    textEn: english === undefined ? null : textOf(english.attachment),
  };
}

const Consent = z.object({
  id: Id,
  status: z.string(),
  category: z.array(CodeableConcept),
  identifier: z.array(Identifier).optional(),
  patient: Reference,
  dateTime: WireInstant,
  provision: z
    .object({ provision: z.array(z.object({ type: z.string().optional(), purpose: z.array(z.object({ system: z.string().optional(), code: z.string().optional() })).optional() })).optional() })
    .optional(),
});

/** Null for a consent to something else. */
function toConsent(content: unknown): store.ConsentRow | null {
  const { id, status, category, identifier, patient, dateTime, provision } = Consent.parse(content);
  const kind = category.map((concept) => DocumentKind.safeParse(codingOf(concept, systems.documentKind)?.code)).find(({ success }) => success)?.data;
  const patientId = idIn(patient, 'Patient');
  if (kind === undefined || patientId === undefined) return null;
  const denied = (provision?.provision ?? []).filter(({ type }) => type === 'deny').flatMap(({ purpose }) => purpose ?? []);
  const codes = denied.flatMap(({ system, code }) => (system === systems.consentPurpose && code !== undefined ? [code] : []));
  return { id, patientId, kind, version: versionOf(identifier), active: status === 'active' ? 1 : 0, acceptedAt: dateTime, denied: JSON.stringify(codes) };
}

/** The server's answer is the consent; written with the settling, so that no moment shows neither the signature nor the consent. */
function take(tx: WriteTx, content: unknown): void {
  const row = toConsent(content);
  if (row !== null) store.saveConsent(tx, row);
}

const Accepted = z.object({ consent: z.unknown().optional() });
const Output = z.object({ acceptedAt: z.number() });

export const documentsSync = {
  apply: {
    DocumentReference: (tx, { id, content }) => {
      const row = toDocument(content);
      if (row === null) store.removeDocument(tx, id);
      else store.saveDocument(tx, row);
    },
    Consent: (tx, { id, content }) => {
      const row = toConsent(content);
      if (row === null) store.removeConsent(tx, id);
      else store.saveConsent(tx, row);
    },
  },
  remove: { DocumentReference: store.removeDocument, Consent: store.removeConsent },
  push: {
    'documents.accept': {
      touches: ({ kind }) => [`Consent/${kind}`],
      locks: () => [],
      toRequest: ({ kind, version, sha256, how, signature, typedName }, { commandId, signInId, output }) => ({
        ...{ method: 'POST', path: '/identity/acceptances', as: 'device', idempotencyKey: commandId },
        ...(signInId === null ? {} : { signInId }),
        body: { kind, version, sha256, how, signature, typedName, acceptedAt: Output.parse(output).acceptedAt as Instant },
      }),
      applied: (tx, _input, body) => {
        const { consent } = Accepted.parse(body);
        if (consent !== undefined) take(tx, consent);
      },
      // The outbox keeps the refusal; the text stays to be signed.
      refused: () => {},
    },
    'documents.withdraw': {
      touches: () => ['Consent/consent'],
      locks: () => [],
      toRequest: ({ purposes }, { commandId, signInId }) => ({
        ...{ method: 'POST', path: '/identity/consents/withdraw', as: 'device', idempotencyKey: commandId },
        ...(signInId === null ? {} : { signInId }),
        body: { purposes },
      }),
      applied: (tx, _input, body) => take(tx, body),
      refused: () => {},
    },
  },
} satisfies SyncRules<'documents'>;
