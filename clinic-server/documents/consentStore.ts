import type { Consent } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Stored } from '../fhir/resourceStore.ts';

/** A patient's acceptances of one kind, the newest first. */
export async function consentsOf(from: Reader, patient: Id, kind: DocumentKind): Promise<Stored<Consent>[]> {
  const { rows } = await from.query<{ content: Stored<Consent> }>(
    `select r.content from resource r where r.type = 'Consent' and r.patient = $1 and not r.deleted
       and r.content->'category' @> $2::jsonb order by (r.content->>'dateTime')::timestamptz desc, r.id`,
    [patient, JSON.stringify([{ coding: [{ system: systems.documentKind, code: kind }] }])],
  );
  return rows.map(({ content }) => content);
}

/**
 * D3. 409 `consent_withdrawn` for a person who has taken the whole consent back. Whoever never gave one here is not refused: a consent may
 * lie at reception, on paper. Asked under the patient's lock, so that a withdrawal is before or after a booking and never beside it.
 */
export async function assertConsentStands(tx: Tx, patient: Id): Promise<void> {
  if (!(await consentStands(tx, patient))) throw new FhirRefusal(409, 'consent_withdrawn');
}

export async function consentStands(tx: Tx, patient: Id): Promise<boolean> {
  const given = await consentsOf(tx, patient, 'consent');
  return !(given.length > 0 && !given.some(({ status }) => status === 'active'));
}
