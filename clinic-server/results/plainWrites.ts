import type { DiagnosticReport, Resource } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import { patientOf } from '../fhir/compartment.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import type { Change, Touched, WriteRule } from '../fhir/writeRule.ts';

const isResult = (type: string | undefined): boolean => type === 'DiagnosticReport' || type === 'Observation';

/** A report and what it names take turns by patient; here before any row is locked, or two transactions could each wait for the other's row. */
async function lockPatients(tx: Tx, touched: readonly Touched[]): Promise<void> {
  const results = touched.filter(({ type }) => isResult(type));
  if (results.length === 0) return;
  const { rows } = await tx.query<{ patient: string }>(
    'select distinct r.patient::text as patient from resource r where (r.type, r.id) in (select t.type, t.id from unnest($1::text[], $2::text[]) as t(type, id)) and r.patient is not null',
    [results.map(({ type }) => type), results.map(({ id }) => id)],
  );
  const named = results.flatMap(({ after }) => (after ? (patientOf(after)?.toLowerCase() ?? []) : []));
  for (const patient of [...new Set([...named, ...rows.map((row) => row.patient)])].toSorted())
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7004017))', [patient]);
}

const idsIn = (type: string, references: readonly (string | undefined)[]): string[] =>
  references.flatMap((reference) => (reference?.startsWith(`${type}/`) ? [reference.slice(type.length + 1)] : []));

const mixed = (path: string): never => {
  throw new FhirRefusal(422, 'another_patient', { expression: [path] });
};

async function assertOwnReport(tx: Tx, report: DiagnosticReport): Promise<void> {
  const patient = patientOf(report);
  const named = idsIn('Observation', (report.result ?? []).map(({ reference }) => reference));
  const { rows: observations } = await tx.query('select from resource r where r.type = $1 and r.id = any($2) and r.patient <> $3 limit 1', ['Observation', named, patient]);
  if (observations.length > 0) mixed('DiagnosticReport.result');
  const files = idsIn('Binary', (report.presentedForm ?? []).map(({ url }) => url));
  const { rows: others } = await tx.query('select from result_file f where f.id::text = any($1) and f.patient <> $2 limit 1', [files, patient]);
  if (others.length > 0) mixed('DiagnosticReport.presentedForm');
}

async function assertOwnObservation(tx: Tx, { id, patient }: { id: string; patient: string | null }): Promise<void> {
  const { rows } = await tx.query(`select from report_names n where n.type = 'Observation' and n.id = $1 and n.patient <> $2 limit 1`, [id, patient]);
  if (rows.length > 0) mixed('Observation.subject');
}

async function settleOne(tx: Tx, after: Resource): Promise<void> {
  if (after.resourceType === 'DiagnosticReport') return assertOwnReport(tx, after);
  if (after.resourceType === 'Observation') return assertOwnObservation(tx, { id: after.id ?? '', patient: patientOf(after) });
}

/** L2. What a report names is its own patient's: a doctor who reads it must not read two people's results as one's. */
export function resultsAreOnePersons(): WriteRule {
  return {
    prepare: lockPatients,
    async settle(tx, changes: readonly Change[], about) {
      for (const change of changes) {
        const { after } = change;
        if (after && isResult(after.resourceType)) await about(change, () => settleOne(tx, after));
      }
    },
  };
}
