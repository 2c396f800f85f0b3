import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultConfig } from './config.ts';
import { startEmbedded, type Cluster } from './db/embedded.ts';
import { createPool } from './db/pool.ts';
import { createLog } from './log.ts';
import { startServer } from './server.ts';

/**
 * The clinic server: `node clinic-server/index.ts [--port N] [--host H] [--database postgresql://…] [--data DIR]`. Without a connection
 * string it runs its own PostgreSQL with its files in DIR.
 */
const { values } = parseArgs({
  options: { port: { type: 'string' }, host: { type: 'string' }, database: { type: 'string' }, data: { type: 'string' } },
});
const log = createLog();
const database = values.database ?? process.env['KABINET_DATABASE'];

let cluster: Cluster | null = null;
if (!database) {
  cluster = await startEmbedded({ dataDir: values.data ?? join(homedir(), '.local', 'share', 'kabinet-clinic') });
  await cluster.ensureDatabase('kabinet');
}
const pool = createPool(database ?? cluster?.connectionString('kabinet') ?? '');
const server = await startServer({
  pool,
  log,
  config: { ...defaultConfig, production: process.env['NODE_ENV'] === 'production' },
  host: values.host ?? '127.0.0.1',
  port: Number(values.port ?? 8080),
});
process.stdout.write(`${server.url}\n`);

let stopping: Promise<void> | null = null;
async function stop(): Promise<void> {
  // In this order: answers that are being given still need the database.
  await server.stop();
  await pool.end();
  await cluster?.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void (stopping ??= stop().then(() => process.exit(0))));
