import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { timestamp } from '../db/timestamp.ts';
import type { Tx } from '../db/pool.ts';

/** So many results of each person were looked through by the clinic's own system lately. */
const reports = 14;

/** Row D4: who has looked at the accounts' records so far, as a clinic's days bring it about: the desk before a visit, its own system at a result. */
export async function seedAccess(tx: Tx, { registrar, now }: { readonly registrar: Id; readonly now: Instant }): Promise<void> {
  await tx.query(
    `insert into identity_audit (at, action, staff, patient)
     select fhir_low(r.content->>'start') - interval '12 minutes', 'patient_found', $1, r.patient from resource r join account a on a.patient = r.patient
     where r.type = 'Appointment' and r.content->>'status' = 'fulfilled' and fhir_low(r.content->>'start') < $2 order by r.id`,
    [registrar, timestamp(now)],
  );
  await tx.query(
    `insert into access_log (at, deed, patient, reader, things, span)
     select s.at, 'read', s.patient, 'system', '{results}', floor(extract(epoch from s.at) / 600) from (
       select r.patient, fhir_low(r.content->>'issued') + interval '3 minutes' as at, row_number() over (partition by r.patient order by r.content->>'issued' desc, r.id) as place
       from resource r join account a on a.patient = r.patient where r.type = 'DiagnosticReport' and r.held is null and r.content ? 'issued'
     ) s where s.place <= $1 and s.at < $2 order by s.patient, s.at on conflict do nothing`,
    [reports, timestamp(now)],
  );
}
