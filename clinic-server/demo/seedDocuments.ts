import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { documentKinds, readClinicDocument, type DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, instantAt, moscowDay, type MoscowDay } from '../../shared/lib/moscow.ts';
import { documentResource, sha256Of } from '../documents/published.ts';
import { consentResource } from '../documents/writeConsent.ts';
import type { AccountSeed } from './patients.ts';
import { createRandom } from './random.ts';

const folder = join(import.meta.dirname, 'documents');
const version = '2026-01';
const effective = moscowDay('2026-01-12');

/** A text of the demo clinic: `terms-2026-01.ru`. `terms-next` is there to be published by hand. */
export function demoText(name: string): string {
  return readFileSync(join(folder, `${name}.md`), 'utf8');
}

export interface SeededDocuments {
  readonly resources: readonly DocumentReference[];
  readonly consents: readonly { readonly resource: Consent; readonly patient: Id }[];
}

/** Terms and consent in force, and the accounts' signatures on paper: they were at reception when the account was opened. */
export function createDocuments(seed: number, today: MoscowDay, accounts: readonly AccountSeed[]): SeededDocuments {
  const random = createRandom(seed, 'documents');
  const made = documentKinds.map((kind) => {
    const russian = demoText(`${kind}-${version}.ru`);
    const english = demoText(`${kind}-${version}.en`);
    const resource = documentResource({ kind, version, effective, russian, english }, random.id(), instantAt(effective, 9 * 60), null);
    return { kind, russian, resource: { ...resource, id: resource.id ?? '' } };
  });
  return {
    resources: made.map(({ resource }) => resource),
    consents: accounts.flatMap(({ patient }) =>
      made.map(({ kind, russian, resource }) => ({ resource: signedOnPaper(kind, russian, resource.id, patient.id, today, random.id()), patient: patient.id })),
    ),
  };
}

function signedOnPaper(kind: DocumentKind, russian: string, documentId: Id, patientId: Id, today: MoscowDay, id: Id): Consent {
  const acceptance = { id, kind, version, sha256: sha256Of(russian), acceptedAt: instantAt(addDays(today, -30), 10 * 60), signIn: null };
  return consentResource({ acceptance, document: { id: documentId }, purposes: readClinicDocument(russian).purposes, patientId, copyId: null }, id);
}
