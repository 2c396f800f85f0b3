import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Id } from '../../shared/lib/ids.ts';
import { instant } from '../../shared/lib/moscow.ts';
import { defaultConfig, defaultPolicy, type ServerConfig } from '../config.ts';
import { startEmbedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { makeRecoveryKey, readRecoveryPublicKey } from '../devices/recoveryKeys.ts';
import { staffCodeVerifier } from '../devices/staffCode.ts';
import { createLog } from '../log.ts';
import { startServer } from '../server.ts';
import { startDemoEsia, type DemoEsia } from './demoEsia.ts';
import { demoDoors } from './demoDoors.ts';
import { readState, writeState, type DemoState } from './demoState.ts';
import { startMailbox } from './mailbox.ts';
import { clinic } from './offices.ts';
import type { DemoOptions } from './options.ts';
import { openDemo } from './prepareDemo.ts';
import { clusterSettings, database, seededCluster } from './seededCluster.ts';

/** Opens the service screen of the demo's kiosks. */
export const demoStaffCode = '4826-1593';

export interface RunningDemo {
  readonly server: string;
  readonly mailbox: { readonly smtp: string; readonly web: string };
  /** The simulator of Gosuslugi; null on a machine without openssl and its GOST engine. */
  readonly esia: Pick<DemoEsia, 'url' | 'adminUrl' | 'users'> | null;
  readonly state: DemoState;
  /** The private half of this clinic's recovery key. */
  readonly recoveryFile: string;
  stop(): Promise<void>;
}

function configOf({ idle, warn, hold, deskIdle, keyGeneration, leases, esia }: DemoOptions, mainOffice: Id, recoveryKey: string, connection: DemoEsia | null): ServerConfig {
  return {
    ...defaultConfig,
    clinicName: { ru: clinic.ru, en: clinic.en },
    clinicPhone: clinic.phone,
    recoveryKey,
    keyGeneration: keyGeneration ?? 0,
    // The main house has a line that holds; its devices give out nothing by themselves unless somebody wants to see it.
    leases: { ...defaultConfig.leases, shareOfOffice: leases === undefined ? {} : { [mainOffice]: leases } },
    // Who tries the demo at night wants to see an offer too.
    waiting: { ...defaultConfig.waiting, fromMinute: 0, untilMinute: 24 * 60 },
    esia: connection?.settings ?? null,
    policy: {
      ...defaultPolicy,
      staffCode: staffCodeVerifier(demoStaffCode),
      esia: connection ? esia : 'off',
      ...(idle === undefined ? {} : { idleSeconds: idle }),
      ...(warn === undefined ? {} : { warnSeconds: warn }),
      ...(deskIdle === undefined ? {} : { deskIdleSeconds: deskIdle }),
      ...(hold === undefined ? {} : { holdSeconds: hold, holdSecondsLonger: hold * 2 }),
    },
  };
}

async function folderOf(data: string | undefined): Promise<{ folder: string; temporary: boolean }> {
  const folder = data === undefined ? await mkdtemp(join(tmpdir(), 'kabinet-demo-')) : resolve(data);
  await mkdir(folder, { recursive: true });
  // PostgreSQL does not run as root: its own user has to be able to enter, and to see nothing else.
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  return { folder, temporary: data === undefined };
}

/** A demo keeps both halves in its own folder; a clinic keeps the private one in a safe. */
function recoveryFiles(folder: string): { privateFile: string; publicFile: string } {
  const keys = join(folder, 'recovery');
  const made = { privateFile: join(keys, 'kabinet-recovery-private.pem'), publicFile: join(keys, 'kabinet-recovery-public.pem') };
  return existsSync(made.privateFile) ? made : makeRecoveryKey(keys);
}

export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { folder, temporary } = await folderOf(options.data);
  const known = await readState(folder);
  if (known && known.seed !== options.seed) throw new Error(`${folder} holds the clinic of seed ${known.seed}`);
  const dataDir = join(folder, 'postgres');
  const seeded = known ?? (await seededCluster(dataDir, options.seed));
  const cluster = await startEmbedded({ dataDir, settings: clusterSettings });
  const pool = createPool(cluster.connectionString(database), 20);
  await migrate(pool);
  const state = known ?? (await openDemo(pool, seeded, instant(Date.now())));
  if (!known) await writeState(folder, state);
  const recovery = recoveryFiles(folder);
  const mailbox = await startMailbox();
  const logins = state.accounts.map(({ login }) => login);
  const esia = options.esia === 'off' ? null : await startDemoEsia(folder, pool, logins);
  const server = await startServer({
    pool,
    config: { ...configOf(options, state.offices.kiosk, readRecoveryPublicKey(recovery.publicFile), esia), mail: { url: mailbox.smtp, from: `"${clinic.ru}" <kabinet@example.org>` } },
    log: createLog('warn'),
    port: options.port ?? 0,
    more: [demoDoors(state.offices)],
  });
  esia?.callBackTo(server.url);
  return {
    server: server.url,
    esia: esia && { url: esia.url, adminUrl: esia.adminUrl, users: esia.users },
    mailbox: { smtp: mailbox.smtp, web: mailbox.web },
    state,
    recoveryFile: recovery.privateFile,
    async stop() {
      await server.stop();
      await esia?.stop();
      await mailbox.stop();
      await pool.end();
      await cluster.stop();
      if (temporary) await rm(folder, { recursive: true, force: true });
    },
  };
}
