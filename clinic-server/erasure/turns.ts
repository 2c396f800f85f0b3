import type { Tx } from '../db/pool.ts';
import { patientOf } from '../fhir/compartment.ts';
import type { WriteRule } from '../fhir/writeRule.ts';

async function shareTurns(tx: Tx, patients: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ bucket: number }>('select distinct hashtext(p) & 1023 as bucket from unnest($1::text[]) as p order by 1', [patients]);
  for (const { bucket } of rows) await tx.query('select pg_advisory_xact_lock_shared(7004023, $1)', [bucket]);
}

/** A plain write waits for a deletion of the same patient before it locks a row: or each would wait for what the other has. */
export const writesWaitForErasures: WriteRule = {
  async prepare(tx, touched) {
    const { rows } = await tx.query<{ patient: string }>(
      'select distinct r.patient::text as patient from resource r where (r.type, r.id) in (select t.type, t.id from unnest($1::text[], $2::text[]) as t(type, id)) and r.patient is not null',
      [touched.map(({ type }) => type), touched.map(({ id }) => id)],
    );
    const named = touched.flatMap(({ after }) => (after ? (patientOf(after)?.toLowerCase() ?? []) : []));
    await shareTurns(tx, [...named, ...rows.map(({ patient }) => patient)]);
  },
  async settle() {},
};
