import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { defaultConfig, type ServerConfig } from '../../clinic-server/config.ts';
import { startEmbedded, type Cluster } from '../../clinic-server/db/embedded.ts';
import { createPool } from '../../clinic-server/db/pool.ts';
import { createLog } from '../../clinic-server/log.ts';
import { startServer, type RunningServer } from '../../clinic-server/server.ts';

export interface OwnClinic {
  readonly cluster: Cluster;
  readonly pool: pg.Pool;
  readonly server: RunningServer;
  readonly url: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** A clinic with a PostgreSQL of its own, whose files can be put aside and put back like those of a real one. */
export async function ownClinicFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-restore-'));
  // PostgreSQL runs as another user when the tests run as root, and has to enter the folder.
  await chmod(folder, 0o755);
  const [data, backup, historyFile] = [join(folder, 'data'), join(folder, 'backup'), join(folder, 'data.history.json')];

  /** The database alone: what an administrator's tool works on. */
  async function database(): Promise<{ cluster: Cluster; pool: pg.Pool; stop(): Promise<void> }> {
    const cluster = await startEmbedded({ dataDir: data });
    await cluster.ensureDatabase('kabinet');
    const pool = createPool(cluster.connectionString('kabinet'), 8);
    return {
      ...{ cluster, pool },
      async stop() {
        await pool.end();
        await cluster.stop();
      },
    };
  }

  return {
    ...{ folder, historyFile, database },
    /** Whatever makes the server not start is thrown, with the database stopped. */
    async start(port = 0, config: Partial<ServerConfig> = {}): Promise<OwnClinic> {
      const { cluster, pool, stop } = await database();
      try {
        let stopping: Promise<void> | null = null;
        const server = await startServer({ pool, port, log: createLog('silent'), config: { ...defaultConfig, ...config, historyFile } });
        return {
          ...{ cluster, pool, server, url: server.url },
          stop: () => (stopping ??= server.stop().then(stop)),
        };
      } catch (error) {
        await stop();
        throw error;
      }
    },
    /** With the database stopped. Owners and modes too, which PostgreSQL checks. */
    backUp: () => run('cp', ['-a', data, backup]),
    async putBack(): Promise<void> {
      await rm(data, { recursive: true, force: true });
      await run('cp', ['-a', backup, data]);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
