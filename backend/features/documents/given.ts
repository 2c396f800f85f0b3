import * as z from 'zod';
import { documents, type GivenConsent, type GivenPurpose } from '../../../shared/features/documents.ts';
import { documentKinds, readClinicDocument, type DocumentKind } from '../../../shared/lib/clinicDocument.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import * as store from './store.ts';

/** What stands now with what this patient has asked for meanwhile laid over it; the server's rows are never edited here. */
interface Given {
  readonly kind: DocumentKind;
  readonly version: string;
  readonly state: GivenConsent['state'];
  readonly acceptedAt: Instant;
  readonly denied: ReadonlyMap<string, 'withdrawing' | 'withdrawn'>;
}

const Codes = z.array(z.string());

function givenOf(db: ReadDb, patientId: Id): Map<DocumentKind, Given> {
  const rows = store.listConsents(db, patientId);
  const given = new Map<DocumentKind, Given>();
  for (const kind of documentKinds) {
    const row = rows.find((one) => one.kind === kind);
    if (row === undefined) continue;
    const denied = new Map(Codes.parse(JSON.parse(row.denied)).map((code) => [code, 'withdrawn' as const]));
    given.set(kind, { kind, version: row.version, state: row.active === 1 ? 'given' : 'withdrawn', acceptedAt: row.acceptedAt, denied });
  }
  for (const entry of store.listUnsettled(db, patientId)) layOver(given, entry);
  return given;
}

function layOver(given: Map<DocumentKind, Given>, { channel, input, output }: store.UnsettledRow): void {
  if (channel === 'documents.accept') {
    const { kind, version } = documents['documents.accept'].input.parse(JSON.parse(input));
    const { acceptedAt } = documents['documents.accept'].output.parse(JSON.parse(output));
    given.set(kind, { kind, version, state: 'sending', acceptedAt, denied: new Map() });
    return;
  }
  const consent = given.get('consent');
  if (consent === undefined) return;
  const { purposes } = documents['documents.withdraw'].input.parse(JSON.parse(input));
  const denied = new Map<string, 'withdrawing' | 'withdrawn'>([...consent.denied, ...(purposes ?? []).filter((code) => !consent.denied.has(code)).map((code) => [code, 'withdrawing'] as const)]);
  given.set('consent', { ...consent, denied, state: purposes === null ? 'withdrawing' : consent.state });
}

/** Whether this patient has accepted this version and not taken it back. */
export function isAccepted(db: ReadDb, patientId: Id, { kind, version }: Pick<store.DocumentRow, 'kind' | 'version'>): boolean {
  const given = givenOf(db, patientId).get(kind);
  return given?.version === version && (given.state === 'given' || given.state === 'sending');
}

/** D3: the whole consent was taken back, here a moment ago or anywhere before. */
export function isWithdrawn(db: ReadDb, patientId: Id): boolean {
  const state = givenOf(db, patientId).get('consent')?.state;
  return state === 'withdrawing' || state === 'withdrawn';
}

export function givenConsents(db: ReadDb, patientId: Id): GivenConsent[] {
  const known = store.listDocuments(db);
  return [...givenOf(db, patientId).values()].map(({ kind, version, state, acceptedAt, denied }) => {
    const text = known.find((row) => row.kind === kind && row.version === version);
    return { kind, version, state, acceptedAt, documentId: text?.id ?? null, purposes: text === undefined ? [] : purposesOf(text, denied) };
  });
}

function purposesOf({ textRu, textEn }: store.DocumentRow, denied: Given['denied']): GivenPurpose[] {
  const english = textEn === null ? [] : readClinicDocument(textEn).purposes;
  return readClinicDocument(textRu).purposes.map(({ code, required, name, stops }) => {
    const translated = english.find((one) => one.code === code);
    return { code, required, name: { ru: name, en: translated?.name ?? null }, stops: { ru: stops, en: translated?.stops ?? null }, state: denied.get(code) ?? 'given' };
  });
}
