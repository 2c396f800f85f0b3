import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { defaultConfig } from '../../../clinic-server/config.ts';
import { startEmbedded } from '../../../clinic-server/db/embedded.ts';
import { createPool, inTransaction } from '../../../clinic-server/db/pool.ts';
import { addDevice, addDeviceToken } from '../../../clinic-server/devices/deviceStore.ts';
import { hashOf, newSecret } from '../../../clinic-server/devices/secrets.ts';
import { startMailbox, type Mailbox } from '../../../clinic-server/demo/mailbox.ts';
import { createLog } from '../../../clinic-server/log.ts';
import { startServer, type RunningServer } from '../../../clinic-server/server.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { instant } from '../../../shared/lib/moscow.ts';

export interface LetterClinic {
  readonly pool: pg.Pool;
  /** Two servers on one database. */
  readonly servers: readonly [RunningServer, RunningServer];
  readonly mailbox: Mailbox;
  /** A kiosk whose token outlives the run, written as enrolment writes it. */
  kiosk(): Promise<{ readonly id: Id; readonly token: string }>;
  /** A person with an account; the password was never typed, for its hash takes long. */
  accounts(emails: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Two clinic servers with real mail on one real PostgreSQL. */
export async function startLetterClinic(): Promise<LetterClinic> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-letters-'));
  // PostgreSQL runs as another user when this runs as root, and has to enter the folder.
  await chmod(folder, 0o755);
  const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  await cluster.createDatabase('letters');
  const mailbox = await startMailbox();
  const pools = [createPool(cluster.connectionString('letters')), createPool(cluster.connectionString('letters'))] as const;
  const config = { ...defaultConfig, requestsPerMinute: 10_000_000, mail: { url: mailbox.smtp, from: 'kabinet@example.org' } };
  const start = (pool: pg.Pool) => startServer({ pool, config, log: createLog('silent') });
  const servers = [await start(pools[0]), await start(pools[1])] as const;
  const pool = pools[0];
  return {
    ...{ pool, servers, mailbox },
    async kiosk() {
      const [id, token, now] = [randomUUID(), newSecret(), instant(Date.now())];
      await inTransaction(pool, async (tx) => {
        await addDevice(tx, { id, profile: 'kiosk', officeId: randomUUID(), publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, codeHash: hashOf(newSecret()), now });
        await addDeviceToken(tx, { hash: hashOf(token), device: id, expiresAt: instant(now + 86_400_000) });
      });
      return { id, token };
    },
    async accounts(emails) {
      await pool.query(`insert into account (id, login, password_hash, patient) select gen_random_uuid(), e, 'never used', gen_random_uuid() from unnest($1::text[]) e`, [[...emails]]);
    },
    async stop() {
      for (const server of servers) await server.stop();
      await mailbox.stop();
      for (const one of pools) await one.end();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
