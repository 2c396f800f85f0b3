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
import { createLog } from '../../../clinic-server/log.ts';
import { startServer } from '../../../clinic-server/server.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { startStandIn, type EsiaStandIn } from '../../support/esiaStandIn.ts';
import { poster, type Post } from '../races/post.ts';

export interface Kiosk {
  readonly id: string;
  readonly post: Post;
}

export interface FuzzedClinic {
  readonly pool: pg.Pool;
  readonly standIn: EsiaStandIn;
  readonly kiosks: readonly Kiosk[];
  signIns(): Promise<number>;
  stop(): Promise<void>;
}

async function addKiosk(pool: pg.Pool, url: string): Promise<Kiosk & { close(): void }> {
  const [id, token] = [randomUUID(), newSecret()];
  const now = instant(Date.now());
  await inTransaction(pool, async (tx) => {
    await addDevice(tx, { id, profile: 'kiosk', officeId: randomUUID(), publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }, codeHash: hashOf(newSecret()), now });
    await addDeviceToken(tx, { hash: hashOf(token), device: id, expiresAt: instant(now + 86_400_000) });
  });
  return { id, ...poster(url, () => token) };
}

/** A clinic server on a real PostgreSQL, connected to a simulator, and some kiosks. */
export async function openClinic(kioskCount: number): Promise<FuzzedClinic> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-callbacks-'));
  // PostgreSQL runs as another user when this runs as root, and has to enter the folder.
  await chmod(folder, 0o755);
  // Durability is another lane's proof.
  const cluster = await startEmbedded({ dataDir: join(folder, 'data'), settings: { fsync: 'off', synchronous_commit: 'off' } });
  const ends: (() => unknown)[] = [() => cluster.stop(), () => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends) await end();
  };
  try {
    await cluster.createDatabase('callbacks');
    const pool = createPool(cluster.connectionString('callbacks'), 16);
    ends.unshift(() => pool.end());
    const standIn = await startStandIn({ signer: 'rsa' });
    ends.unshift(() => standIn.stop());
    const config = { ...defaultConfig, requestsPerMinute: 100_000_000, policy: { ...defaultConfig.policy, esia: 'optional' as const }, esia: standIn.settings };
    const server = await startServer({ pool, config, log: createLog('silent') });
    ends.unshift(() => server.stop());
    const kiosks: (Kiosk & { close(): void })[] = [];
    for (let index = 0; index < kioskCount; index += 1) kiosks.push(await addKiosk(pool, server.url));
    ends.unshift(() => kiosks.forEach(({ close }) => close()));
    return {
      pool,
      standIn,
      kiosks,
      async signIns() {
        const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from sign_in');
        return rows[0]?.count ?? 0;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface Open {
  readonly attemptId: string;
  readonly kiosk: Kiosk;
  readonly state: string;
}

/** Attempts that wait, as `start` leaves them; written at once, because one device may begin only so many. */
export async function openAttempts(pool: pg.Pool, kiosks: readonly Kiosk[], count: number): Promise<Open[]> {
  const open = Array.from({ length: count }, (_, index) => {
    const kiosk = kiosks[index % kiosks.length];
    if (!kiosk) throw new Error('no kiosks');
    return { attemptId: randomUUID(), kiosk, state: randomUUID() };
  });
  await pool.query(
    `insert into esia_attempt (id, device, state_hash, purpose, made_at, expires_at)
     select o.id, o.device, o.hash, 'sign_in', now(), now() + interval '5 minutes' from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as o(id, device, hash)`,
    [open.map(({ attemptId }) => attemptId), open.map(({ kiosk }) => kiosk.id), open.map(({ state }) => hashOf(state))],
  );
  return open;
}
