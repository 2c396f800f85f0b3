import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../clinic-server/db/embedded.ts';
import { migrate } from '../../clinic-server/db/migrate.ts';
import { createPool } from '../../clinic-server/db/pool.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of a database in the run's cluster, with `DATABASE` in place of its name. */
    postgres: string;
  }
}

/** Migrated and empty; databases of test files are copies of it. */
export const emptyTemplate = 'kabinet_empty';

/** One real PostgreSQL for the whole run; every test file makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-postgres-'));
  // PostgreSQL runs as another user when the tests run as root, and has to enter the folder.
  await chmod(folder, 0o755);
  const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  await cluster.createDatabase(emptyTemplate);
  const pool = createPool(cluster.connectionString(emptyTemplate), 2);
  await migrate(pool);
  // A template may have no connection open while it is copied.
  await pool.end();
  project.provide('postgres', cluster.connectionString('DATABASE'));
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
