import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readResource } from '../fhir/resourceStore.ts';
import type { ServerParts } from '../http/parts.ts';
import { decideCase, lockCase } from '../locks/caseStore.ts';
import { accountOf, linkAccount, takeTurn } from './account.ts';

interface Asked {
  readonly caseId: Id;
  readonly patientId: Id;
  readonly staffId: Id;
}

async function oidOf(tx: Tx, caseId: Id): Promise<string> {
  const { rows } = await tx.query<{ oid: string | null }>(`select c.detail->>'oid' as oid from identity_case c where c.id = $1`, [caseId]);
  const oid = rows[0]?.oid;
  if (!oid) throw new FhirRefusal(404, 'not_found');
  return oid;
}

/**
 * A registrar has seen the person and a document: this is that patient. From now on the person comes in by Gosuslugi, as long as number and
 * birth date of the record are not against it; a record that is wrong is put right first.
 */
export async function linkCase(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, { caseId, patientId, staffId }: Asked): Promise<void> {
  const found = await lockCase(tx, caseId);
  if (!found || (found.kind !== 'esia_candidate' && found.kind !== 'esia_conflict')) throw new FhirRefusal(404, 'not_found');
  if (found.decided) throw new FhirRefusal(409, 'case_decided');
  const patient = await readResource(tx, 'Patient', patientId);
  if (patient.active === false) throw new FhirRefusal(404, 'not_found');
  const oid = await oidOf(tx, caseId);
  // In the order a sign-in takes them, so the two cannot wait for each other.
  await takeTurn(tx, oid);
  await takeTurn(tx, patientId);
  const linked = await accountOf(tx, oid);
  if (linked && linked.patient !== patientId) throw new FhirRefusal(409, 'esia_linked');
  const { rows } = await tx.query('select a.id from account a where a.patient = $1 and a.esia_oid is not null and a.esia_oid <> $2', [patientId, oid]);
  if (rows.length > 0) throw new FhirRefusal(409, 'esia_linked');
  if (!linked && (await linkAccount(tx, parts, { oid, patientId, by: { staff: staffId, caseId } })).locked) throw new FhirRefusal(403, 'locked');
  await decideCase(tx, { id: caseId, patient: patientId, decision: 'linked', note: null, staffId, now: parts.now() });
}
