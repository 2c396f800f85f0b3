import type pg from 'pg';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { defaultPolicy } from '../config.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { addEnrolmentCode, addSystemToken } from '../devices/deviceStore.ts';
import { enrolmentHash, hashOf, newEnrolmentCode, newSecret } from '../devices/secrets.ts';
import { createPasswords } from '../identity/passwords.ts';
import type { DemoState } from './demoState.ts';
import { createDemoClinic, writeDemoClinic } from './seedClinic.ts';

const longDays = 365;
const after = (now: Instant, days: number) => instant(now + days * 86_400_000);

export async function makeEnrolmentCode(tx: Tx, profile: Profile, offices: DemoState['offices'], now: Instant): Promise<string> {
  const code = newEnrolmentCode();
  await addEnrolmentCode(tx, { hash: enrolmentHash(code), profile, officeId: offices[profile], expiresAt: after(now, longDays) });
  return code;
}

/** Fills a migrated, empty database; everything or nothing. */
export async function prepareDemo(pool: pg.Pool, seed: number, now: Instant): Promise<DemoState> {
  const demo = createDemoClinic(seed, dayOf(now), defaultPolicy.maxActiveVisits);
  const { main, podolsk } = demo.clinic.officeIds;
  const offices: Record<Profile, Id> = { kiosk: main, reception: main, satellite: podolsk };
  const passwords = createPasswords();
  const systemToken = newSecret();
  const enrol = await inTransaction(pool, async (tx) => {
    await writeDemoClinic(tx, demo, (password) => passwords.hash(password));
    await addSystemToken(tx, { hash: hashOf(systemToken), name: 'demo', expiresAt: after(now, longDays) });
    return {
      kiosk: await makeEnrolmentCode(tx, 'kiosk', offices, now),
      reception: await makeEnrolmentCode(tx, 'reception', offices, now),
      satellite: await makeEnrolmentCode(tx, 'satellite', offices, now),
    };
  });
  // Without statistics the first searches over fifty thousand fresh rows would read them all.
  await pool.query('analyze');
  return {
    seed,
    day: dayOf(now),
    offices,
    enrol,
    systemToken,
    accounts: demo.accounts.map(({ login, password, patient: { name } }) => ({ login, password, name: `${name.family} ${name.given} ${name.patronymic}` })),
  };
}
