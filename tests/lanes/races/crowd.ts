import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { startEmbedded } from '../../../clinic-server/db/embedded.ts';
import { migrate } from '../../../clinic-server/db/migrate.ts';
import { createPool, inTransaction } from '../../../clinic-server/db/pool.ts';
import { hashOf, newSecret } from '../../../clinic-server/devices/secrets.ts';
import { bulkInsert } from '../../../clinic-server/fhir/resourceStore.ts';
import { addSignIn } from '../../../clinic-server/identity/signInStore.ts';
import type { SlotFacts } from '../../../clinic-server/scheduling/slotStore.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { askToken, enrolDevice, signAssertion } from '../../support/clinicDevice.ts';
import { at } from '../../support/fhirClient.ts';
import { seedSmallClinic } from '../../support/smallClinic.ts';
import { poster, type Post } from './post.ts';

export interface Contender {
  readonly patientId: string;
  readonly signInId: string;
  readonly post: Post;
  /** A token lives for minutes, a crowd for longer. */
  renew(): Promise<void>;
  close(): void;
}

export interface Crowd {
  readonly pool: pg.Pool;
  readonly slots: readonly SlotFacts[];
  readonly contenders: readonly Contender[];
  /** To be called before each round: nobody may lose for want of a token. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/** Far from the five minutes a token is good for. */
const renewAfterMs = 90_000;

/** Two clinic servers in processes of their own on one real PostgreSQL, and so many enrolled kiosks with a patient signed in at each. */
export async function gather({ contenders: wanted, slots: slotCount }: { readonly contenders: number; readonly slots: number }): Promise<Crowd> {
  const folder = await mkdtemp(join(tmpdir(), 'kabinet-races-'));
  // PostgreSQL runs as another user when this runs as root, and has to enter the folder.
  await chmod(folder, 0o755);
  const cluster = await startEmbedded({ dataDir: join(folder, 'data') });
  const ends: (() => Promise<unknown>)[] = [() => cluster.stop(), () => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends) await end();
  };
  try {
    await cluster.createDatabase('races');
    const pool = createPool(cluster.connectionString('races'), 8);
    ends.unshift(() => pool.end());
    await migrate(pool);
    const tomorrow = Date.now() + 86_400_000;
    const asked = Array.from({ length: slotCount }, (_, index) => ({ startsAt: instant(tomorrow + index * 1_200_000) }));
    const { slots } = await seedSmallClinic(pool, { slots: asked, people: 0 });
    const servers = [await startServer(cluster.connectionString('races')), await startServer(cluster.connectionString('races'))];
    ends.unshift(() => Promise.all(servers.map((server) => server.stop())));
    const contenders: Contender[] = [];
    ends.unshift(async () => contenders.forEach((one) => one.close()));
    let renewedAt = performance.now();
    // A few at a time: five hundred enrolments at once are another proof.
    while (contenders.length < wanted) {
      const group = Array.from({ length: Math.min(20, wanted - contenders.length) }, (_, index) => servers[(contenders.length + index) % servers.length]?.url ?? '');
      contenders.push(...(await Promise.all(group.map((url) => contender(url, pool)))));
    }
    const renew = async (): Promise<void> => {
      if (performance.now() - renewedAt < renewAfterMs) return;
      for (let first = 0; first < contenders.length; first += 20) await Promise.all(contenders.slice(first, first + 20).map((one) => one.renew()));
      renewedAt = performance.now();
    };
    return { pool, slots, contenders, renew, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServer(connectionString: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.resolve('./server.ts')), connectionString], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => null)]);
  if (first === null) throw new Error('a clinic server did not start');
  return {
    url: String(first[0]).trim(),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** A kiosk that enrolled as every kiosk does, and a patient at it; only the password, whose hash takes long, was never typed. */
async function contender(url: string, pool: pg.Pool): Promise<Contender> {
  const device = await enrolDevice({ url, pool });
  const [patientId, signInId, account] = [randomUUID(), randomUUID(), randomUUID()];
  await inTransaction(pool, async (tx) => {
    await bulkInsert(tx, [{ resource: { resourceType: 'Patient', id: patientId, name: [{ family: 'Пациентова', given: ['Анна'] }] }, patient: patientId }]);
    await tx.query('insert into account (id, login, password_hash, patient) values ($1, $2, $3, $4)', [account, `${account}@example.org`, 'never used', patientId]);
    await addSignIn(tx, { id: signInId, device: device.id, account, patient: patientId, method: 'password', terms: null, tokenHash: hashOf(newSecret()), now: instant(Date.now()) });
  });
  let { token } = device;
  return {
    ...{ patientId, signInId },
    ...poster(url, () => token),
    async renew() {
      const given = await askToken(url, await signAssertion(device.key.privateKey, { deviceId: device.id }));
      if (given.status !== 200) throw new Error(`the token endpoint answered ${given.status}`);
      token = String(at(given.body, 'access_token'));
    },
  };
}
