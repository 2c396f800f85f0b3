import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../clinic-server/db/embedded.ts';
import { migrate } from '../../clinic-server/db/migrate.ts';
import { createPool } from '../../clinic-server/db/pool.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses of a database in each of the run's clusters, with `DATABASE` in place of its name. */
    postgres: readonly string[];
  }
}

/** Migrated and empty; databases of test files are copies of it. */
export const emptyTemplate = 'kabinet_empty';

/**
 * Address of a database in the cluster of this worker. Whatever writes anywhere in a cluster holds the feeds of all its databases back, so
 * files that run at the same time share none.
 */
export function databaseAddress(name: string): string {
  const addresses = inject('postgres');
  const address = addresses[(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % addresses.length];
  if (address === undefined) throw new Error('this run has no PostgreSQL');
  return address.replace('DATABASE', name);
}

async function startOne(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-postgres-'));
  // PostgreSQL runs as another user when the tests run as root, and has to enter the folder.
  await chmod(folder, 0o755);
  const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  await cluster.createDatabase(emptyTemplate);
  const pool = createPool(cluster.connectionString(emptyTemplate), 2);
  await migrate(pool);
  // A template may have no connection open while it is copied.
  await pool.end();
  return {
    address: cluster.connectionString('DATABASE'),
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A real PostgreSQL for each worker; every test file makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const clusters = await Promise.all(Array.from({ length: workers(project) }, startOne));
  project.provide('postgres', clusters.map(({ address }) => address));
  return async () => {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  };
}

function workers({ config, vitest }: TestProject): number {
  const asked = Number(config.maxWorkers ?? vitest.config.maxWorkers);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : availableParallelism();
}
