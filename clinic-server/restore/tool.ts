import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { instant } from '../../shared/lib/moscow.ts';
import { startEmbedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { createPool, inTransaction, reading } from '../db/pool.ts';
import { audit } from '../locks/identityAudit.ts';
import { declareRestore } from './declare.ts';
import { historyBeside, readHistory } from './historyFile.ts';
import { excludeDevice } from './excludeDevice.ts';
import { isClosed } from './opening.ts';

/**
 * What an administrator does at the server after its database was put back from a backup (docs/wire.md, "Restore, clones and quarantine"):
 * `node clinic-server/restore/tool.ts (--database postgresql://… --history FILE | --data DIR [--history FILE])` and one of
 * `--declare` (with the servers stopped; `--without-history` when the file is lost as well and the list of devices was checked by hand),
 * `--status` (whether it is open, and who is waited for), `--exclude CODE` (do not wait for this device).
 */
const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    data: { type: 'string' },
    history: { type: 'string' },
    declare: { type: 'boolean', default: false },
    'without-history': { type: 'boolean', default: false },
    status: { type: 'boolean', default: false },
    exclude: { type: 'string' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const database = values.database ?? process.env['KABINET_DATABASE'];
const data = values.data ?? join(homedir(), '.local', 'share', 'kabinet-clinic');
const path = values.history ?? (database ? null : historyBeside(data));

async function declare(pool: pg.Pool): Promise<void> {
  if (path === null) throw new Error('--history FILE is needed with --database');
  const file = values['without-history'] ? null : readHistory(path);
  if (file === null && !values['without-history']) throw new Error(`${path} is not there. Find it, or check the list of --status by hand and declare with --without-history`);
  const told = await declareRestore(pool, { path, file, epoch: randomUUID(), now: instant(Date.now()) });
  say(`declared: history ${told.ordinal}, epoch ${told.epoch}`);
  say(`back from the log: ${told.devices} devices, ${told.signIns} sign-ins (${told.signInsLost} under a right that is lost); rows given a new place in the feed: ${told.restamped}`);
  say(`closed until ${told.waitedFor} devices have reported`);
}

async function status(pool: pg.Pool): Promise<void> {
  say((await isClosed(reading(pool))) ? 'closed: nothing is given out anew' : 'open');
  const { rows } = await reading(pool).query<{ code: string; profile: string; waited: boolean; revoked: boolean }>(
    `select d.code, d.profile, d.revoked_at is not null as revoked, h.closed_at is not null and d.reported_epoch is distinct from m.value and d.excluded_epoch is distinct from m.value as waited
     from device d, meta m, history h where m.name = 'epoch' order by d.code`,
  );
  for (const { code, profile, waited, revoked } of rows) say(`${code}\t${profile}\t${revoked ? 'revoked' : waited ? 'waited for' : 'known'}`);
}

async function exclude(pool: pg.Pool, code: string): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: string }>('select d.id from device d where d.code = $1', [code]);
    const device = rows[0]?.id;
    if (device === undefined || !(await excludeDevice(tx, device))) throw new Error('nobody waits for a device of this code');
    await audit(tx, { action: 'device_excluded', device, now: instant(Date.now()) });
    say((await isClosed(tx)) ? 'excluded; others are still waited for' : 'excluded; the server is open');
  });
}

// A cluster that runs already is its server's, and goes on running.
const wasRunning = existsSync(join(data, 'postmaster.pid'));
const cluster = database ? null : await startEmbedded({ dataDir: data });
const pool = createPool(database ?? cluster?.connectionString('kabinet') ?? '', 2);
try {
  if (values.declare) {
    await migrate(pool);
    await declare(pool);
  } else if (values.exclude !== undefined) await exclude(pool, values.exclude);
  else if (values.status) await status(pool);
  else throw new Error('one of --declare, --status, --exclude CODE');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await pool.end();
  if (!wasRunning) await cluster?.stop();
}
