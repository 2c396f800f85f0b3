import pg from 'pg';
import { createPool } from '../../clinic-server/db/pool.ts';
import { DemoState } from '../../clinic-server/demo/demoState.ts';
import { prepareDemo } from '../../clinic-server/demo/prepareDemo.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { databaseAddress, emptyTemplate } from './postgresCluster.ts';

const template = 'kabinet_demo';
const half = 'kabinet_demo_half';

/** Name of a database with the demo clinic, seeded once per run however many files ask; for `startClinic({ template })`. */
export async function demoTemplate(): Promise<string> {
  const client = new pg.Client({ connectionString: databaseAddress('postgres') });
  await client.connect();
  try {
    // The first file to ask seeds, the others wait here; the same lock keeps copies of other templates apart.
    await client.query('select pg_advisory_lock(7004003)');
    const { rowCount } = await client.query('select 1 as one from pg_database where datname = $1', [template]);
    if (rowCount === 1) return template;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half} template ${emptyTemplate}`);
    const pool = createPool(databaseAddress(half), 4);
    const state = await prepareDemo(pool, 1, instant(Date.now()));
    await pool.query(`insert into meta (name, value) values ('demo', $1)`, [JSON.stringify(state)]);
    await pool.end();
    // Named last: a file that failed half way leaves nothing that looks whole.
    await client.query(`alter database ${half} rename to ${template}`);
    return template;
  } finally {
    await client.end();
  }
}

/** Accounts, codes and offices of the demo clinic in this copy. */
export async function demoStateOf(pool: pg.Pool): Promise<DemoState> {
  const { rows } = await pool.query<{ value: string }>(`select value from meta where name = 'demo'`);
  return DemoState.parse(JSON.parse(rows[0]?.value ?? 'null'));
}
