import type { DocumentName, DocumentText } from '../../../shared/features/documents.ts';
import { documentKinds, readClinicDocument } from '../../../shared/lib/clinicDocument.ts';
import { blocksOf, withoutTitle } from '../../../shared/lib/documentBlocks.ts';
import { compareDocuments } from '../../../shared/lib/documentDiff.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import { givenConsents, isAccepted } from './given.ts';
import * as store from './store.ts';
import { sha256Of } from './sync.ts';

const noticeMilliseconds = 60 * 86_400_000;
/** Two clocks never agree to the second; a day begins for both. */
const early = 60_000;

export function createDocumentsHandlers(): HandlersOf<'documents'> {
  return {
    'documents.current': (db, _input, { now }) => {
      const all = store.listDocuments(db);
      const coming = all.filter(({ effectiveAt }) => effectiveAt > now && effectiveAt - now < noticeMilliseconds);
      return { inForce: inForce(all, now).map(nameOf), coming: coming.toReversed().map(nameOf) };
    },

    'documents.one': (db, { documentId, language }) => {
      const row = store.findDocument(db, documentId);
      return { document: row === undefined ? null : textIn(row, language) };
    },

    'documents.pending': (db, _input, { actor, now }) => {
      const all = store.listDocuments(db);
      const pending = inForce(all, now).filter((row) => actor.patientId === null || !isAccepted(db, actor.patientId, row));
      return { patientId: actor.patientId, pending: pending.map((row) => ({ ...nameOf(row), beforeId: actor.patientId === null ? null : beforeOf(db, all, actor.patientId, row) })) };
    },

    'documents.diff': (db, { beforeId, documentId, language }) => {
      const [before, after] = [store.findDocument(db, beforeId), store.findDocument(db, documentId)];
      if (before === undefined || after === undefined) return { sections: [] };
      // Two languages would differ in every word.
      const both = language === 'en' && before.textEn !== null && after.textEn !== null ? 'en' : 'ru';
      return { sections: compareDocuments(textIn(before, both).blocks, textIn(after, both).blocks) };
    },

    'documents.mine': (db, _input, context) => {
      const patientId = patientOf(context);
      return { patientId, consents: givenConsents(db, patientId) };
    },

    'documents.accept': (tx, { commandId, documentId, kind, version, sha256, how, signature, typedName }, { now }) => {
      const row = store.findDocument(tx, documentId);
      if (row === undefined || row.kind !== kind || row.version !== version) return new Refusal('document_mismatch');
      // The page says what it showed. If that is none of our texts, a signature under it would be worth nothing.
      const texts = [row.textRu, ...(row.textEn === null ? [] : [row.textEn])];
      if (!texts.some((text) => sha256Of(text) === sha256)) return new Refusal('document_mismatch');
      if (row.effectiveAt > now + early) return new Refusal('document_not_in_force');
      const signed = how === 'finger' ? signature !== null && typedName === null : signature === null && (typedName?.trim().length ?? 0) >= 2;
      if (!signed) return new Refusal('signature_invalid');
      return { acceptanceId: commandId, acceptedAt: now };
    },

    'documents.withdraw': (tx, { purposes }, context) => {
      const consent = givenConsents(tx, patientOf(context)).find(({ kind }) => kind === 'consent');
      if (consent === undefined || consent.state === 'withdrawing' || consent.state === 'withdrawn') return new Refusal('not_active');
      for (const code of purposes ?? []) {
        const purpose = consent.purposes.find((one) => one.code === code);
        if (purpose === undefined) return new Refusal('purpose_unknown');
        if (purpose.required) return new Refusal('purpose_required');
      }
      return {};
    },
  };
}

/** Version of the terms in force, as this device knows it; null before there are any. */
export function termsInForce(db: ReadDb, now: Instant): string | null {
  return inForce(store.listDocuments(db), now).find(({ kind }) => kind === 'terms')?.version ?? null;
}

function inForce(all: readonly store.DocumentRow[], now: Instant): store.DocumentRow[] {
  return documentKinds.flatMap((kind) => all.find((row) => row.kind === kind && row.effectiveAt <= now) ?? []);
}

function nameOf({ id, kind, version, effectiveAt, textRu, textEn }: store.DocumentRow): DocumentName {
  const title = { ru: readClinicDocument(textRu).title, en: textEn === null ? null : readClinicDocument(textEn).title };
  return { documentId: id, kind, version, effective: dayOf(effectiveAt), title };
}

function textIn(row: store.DocumentRow, language: 'ru' | 'en'): DocumentText {
  const text = language === 'en' ? (row.textEn ?? row.textRu) : row.textRu;
  const { title, body } = readClinicDocument(text);
  return { ...nameOf(row), language: text === row.textRu ? 'ru' : 'en', sha256: sha256Of(text), blocks: [...withoutTitle(title, blocksOf(body))] };
}

/** The version this patient accepted before, to show what has changed since. */
function beforeOf(db: ReadDb, all: readonly store.DocumentRow[], patientId: Id, { kind, version }: store.DocumentRow): Id | null {
  const accepted = store.listConsents(db, patientId).find((row) => row.kind === kind && row.version !== version);
  return all.find((row) => row.kind === kind && row.version === accepted?.version)?.id ?? null;
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
