import type { Consent } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';
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
