import type pg from 'pg';
import { migrations } from './migrations/index.ts';

export class DatabaseFromTheFuture extends Error {
  override name = 'DatabaseFromTheFuture';
}

// Any fixed number: instances that start together take turns, so no migration runs twice.
const lockNumber = 7_004_001;

export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    // Another instance may be filling a new column for minutes; here waiting is right.
    await client.query('set lock_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    try {
      await client.query(
        'create table if not exists migration (number integer primary key, name text not null, applied_at timestamptz not null default now())',
      );
      const done = await client.query<{ number: number }>('select coalesce(max(number), 0)::int as number from migration');
      const current = done.rows[0]?.number ?? 0;
      if (current > migrations.length) throw new DatabaseFromTheFuture(`Database is at ${current}, this server knows ${migrations.length}`);
      for (const [index, migration] of migrations.entries()) {
        const number = index + 1;
        if (number <= current) continue;
        // The step and its number commit together, so a crash between them cannot run the step again.
        await client.query('begin');
        try {
          await client.query(migration.sql);
          await client.query('insert into migration (number, name) values ($1, $2)', [number, migration.name]);
          await client.query('commit');
        } catch (error) {
          await client.query('rollback');
          throw error;
        }
      }
    } finally {
      await client.query('select pg_advisory_unlock($1)', [lockNumber]);
      await client.query('reset lock_timeout');
    }
  } finally {
    client.release();
  }
}
