import type { Reader } from '../db/pool.ts';
import type { History } from './historyFile.ts';

export interface DatabaseHistory {
  readonly epoch: string;
  readonly ordinal: number;
  readonly mark: number;
  readonly cluster: string;
}

export async function databaseHistory(from: Reader): Promise<DatabaseHistory> {
  const { rows } = await from.query<DatabaseHistory>(
    `select m.value as epoch, (select o.value::int from meta o where o.name = 'history ordinal') as ordinal, h.mark::float8 as mark, (select c.system_identifier::text from pg_control_system() c) as cluster
     from history h, meta m where m.name = 'epoch'`,
  );
  if (!rows[0]) throw new Error('the database has no epoch');
  return rows[0];
}

/** `declared`: another instance has declared a restore, and its word is in the database; this file follows. `behind`: the database is an older one, or another. */
export type Verdict = 'first' | 'same' | 'declared' | 'behind';

export function judge(file: History | null, database: DatabaseHistory): Verdict {
  if (file === null) return 'first';
  if (file.epoch !== database.epoch) return database.ordinal > file.ordinal ? 'declared' : 'behind';
  // Put back by a dump, a database has rows of another cluster's transactions: the feed would hold them back, or hand them out twice.
  return database.mark >= file.highWater && database.cluster === file.cluster && database.ordinal === file.ordinal ? 'same' : 'behind';
}
