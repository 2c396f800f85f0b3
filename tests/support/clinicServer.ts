import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import type { ServerConfig } from '../../clinic-server/config.ts';
import { defaultConfig } from '../../clinic-server/config.ts';
import { createPool, inTransaction } from '../../clinic-server/db/pool.ts';
import { addSystemToken } from '../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../clinic-server/devices/secrets.ts';
import type { Routes, ServerParts } from '../../clinic-server/http/parts.ts';
import { createLog } from '../../clinic-server/log.ts';
import { startServer, type RunningServer } from '../../clinic-server/server.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { databaseAddress, emptyTemplate } from './postgresCluster.ts';

export interface TestDatabase {
  readonly connectionString: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

async function administer(work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAddress('postgres') });
  await client.connect();
  try {
    // Copies of one template take turns: PostgreSQL refuses a second while the first is being made.
    await client.query('select pg_advisory_lock(7004003)');
    await work(client);
  } finally {
    await client.end();
  }
}

/** A database of its own, migrated; `template` names another one to copy. */
export async function createTestDatabase(template: string = emptyTemplate): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await administer(async (client) => void (await client.query(`create database ${name} template ${template}`)));
  const connectionString = databaseAddress(name);
  const pool = createPool(connectionString, 16);
  return {
    connectionString,
    pool,
    async drop() {
      await pool.end();
      await administer(async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));
    },
  };
}

export interface TestClinic extends RunningServer {
  readonly pool: pg.Pool;
  readonly connectionString: string;
  /** `Authorization: Bearer …` of the clinic's own systems: may read and write everything. */
  readonly systemToken: string;
  /** One more server on the same database; stopped with the clinic. */
  another(): Promise<RunningServer>;
}

export interface TestClinicOptions {
  readonly config?: Partial<ServerConfig>;
  readonly now?: ServerParts['now'];
  readonly more?: readonly Routes[];
  /** Fills the fresh database before the server starts. */
  readonly seed?: (pool: pg.Pool) => Promise<void>;
  readonly template?: string;
  readonly log?: Logger;
}

/** A real clinic server on a free loopback port over a real database. */
export async function startClinic(options: TestClinicOptions = {}): Promise<TestClinic> {
  const database = await createTestDatabase(options.template);
  const { pool, connectionString } = database;
  // A copy keeps its template's epoch; two clinics must not look like one.
  await pool.query(`update meta set value = gen_random_uuid()::text where name = 'epoch'`);
  await options.seed?.(pool);
  const start = (): Promise<RunningServer> =>
    startServer({
      pool,
      log: options.log ?? createLog('silent'),
      config: { ...defaultConfig, ...options.config },
      ...(options.now ? { now: options.now } : {}),
      more: options.more ?? [],
    });
  const server = await start();
  const others: RunningServer[] = [];
  const systemToken = newSecret();
  await inTransaction(pool, (tx) =>
    addSystemToken(tx, { hash: hashOf(systemToken), name: 'test', expiresAt: instant(server.parts.now() + 30 * 86_400_000) }),
  );
  return {
    ...server,
    pool,
    connectionString,
    systemToken,
    async another() {
      const other = await start();
      others.push(other);
      return other;
    },
    async stop() {
      await Promise.all([server, ...others].map((one) => one.stop()));
      await database.drop();
    },
  };
}
