import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig } from '../../../../clinic-server/config.ts';
import { assertDurable, startEmbedded, UnsafeDatabase } from '../../../../clinic-server/db/embedded.ts';
import { DatabaseFromTheFuture, migrate } from '../../../../clinic-server/db/migrate.ts';
import { createPool, inTransaction, sqlState } from '../../../../clinic-server/db/pool.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { startServer } from '../../../../clinic-server/server.ts';
import { createTestDatabase } from '../../../support/clinicServer.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kabinet-server-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function gone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

async function run(data: string): Promise<{ url: string; end(signal: NodeJS.Signals): Promise<number | null> }> {
  const child = spawn(process.execPath, ['clinic-server/index.ts', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.resume();
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url,
    async end(signal) {
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

it('A3 the server runs its own PostgreSQL, keeps its data over a kill -9, and leaves nothing running after a proper end', async () => {
  const data = join(folder, 'own');
  const first = await run(data);
  const epoch = (await fetch(`${first.url}/nowhere`)).headers.get('kabinet-epoch');
  expect(epoch).toMatch(/^[0-9a-f-]{36}$/);
  await first.end('SIGKILL');
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  expect(gone(pid)).toBe(false);
  const second = await run(data);
  expect((await fetch(`${second.url}/nowhere`)).headers.get('kabinet-epoch')).toBe(epoch);
  expect(await second.end('SIGTERM')).toBe(0);
  expect(gone(pid)).toBe(true);
  const third = await run(data);
  expect((await fetch(`${third.url}/nowhere`)).headers.get('kabinet-epoch')).toBe(epoch);
  expect(await third.end('SIGINT')).toBe(0);
});

it('A3 in production a database that may forget what it confirmed is refused', async () => {
  const cluster = await startEmbedded({ dataDir: join(folder, 'forgetful'), settings: { fsync: 'off' } });
  try {
    const pool = createPool(cluster.connectionString('postgres'), 2);
    try {
      await expect(startServer({ pool, log: createLog('silent'), config: { ...defaultConfig, production: true } })).rejects.toThrow(
        UnsafeDatabase,
      );
    } finally {
      await pool.end();
    }
  } finally {
    await cluster.stop();
  }
  const safe = await createTestDatabase();
  try {
    await assertDurable(safe.pool);
  } finally {
    await safe.drop();
  }
});

it('A3 several servers that start at once on an empty database bring it up once', async () => {
  const database = await createTestDatabase('template1');
  try {
    await Promise.all(Array.from({ length: 4 }, () => migrate(database.pool)));
    const { rows } = await database.pool.query<{ number: number }>('select number from migration order by number');
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(0);
    await database.pool.query(`insert into migration (number, name) values (9999, '9999-later')`);
    await expect(migrate(database.pool)).rejects.toThrow(DatabaseFromTheFuture);
  } finally {
    await database.drop();
  }
});

it('A3 two transactions that block each other both end well, and the announcement of an undone one is never heard', async () => {
  const database = await createTestDatabase();
  try {
    const { pool } = database;
    await pool.query('create table counted (name text primary key, n integer not null)');
    await pool.query(`insert into counted values ('a', 0), ('b', 0)`);
    const add = (order: readonly string[]): Promise<void> =>
      inTransaction(pool, async (tx) => {
        for (const name of order) {
          await tx.query('update counted set n = n + 1 where name = $1', [name]);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      });
    await Promise.all([add(['a', 'b']), add(['b', 'a']), add(['a', 'b']), add(['b', 'a'])]);
    expect((await pool.query<{ n: number }>('select n from counted')).rows).toEqual([{ n: 4 }, { n: 4 }]);
    const listener = await pool.connect();
    let heard = 0;
    listener.on('notification', () => heard++);
    await listener.query('listen kabinet_changed');
    await inTransaction(pool, async (tx) => {
      tx.announce();
      throw new Error('undone on purpose');
    }).catch(() => undefined);
    await inTransaction(pool, async (tx) => {
      for (let time = 0; time < 5; time++) tx.announce();
    });
    await listener.query('select 1');
    expect(heard).toBe(1);
    listener.release(true);
    const failed = await inTransaction(pool, (tx) => tx.query('insert into counted values ($1, 1)', ['a'])).catch((error: unknown) =>
      sqlState(error),
    );
    expect(failed).toBe('23505');
  } finally {
    await database.drop();
  }
});
