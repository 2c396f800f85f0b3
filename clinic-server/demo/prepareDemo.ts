import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { dayOf, instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { defaultPolicy } from '../config.ts';
import { inTransaction, type Tx } from '../db/pool.ts';
import { addEnrolmentCode, addSystemToken } from '../devices/deviceStore.ts';
import { enrolmentHash, hashOf, newEnrolmentCode, newSecret } from '../devices/secrets.ts';
import { createPasswords } from '../identity/passwords.ts';
import { addStaff } from '../staff/staffStore.ts';
import type { DemoState, SeededDemo } from './demoState.ts';
import { writeTodaysEncounters } from './encountersToday.ts';
import { seedAccess } from './seedAccess.ts';
import { createDemoClinic, writeDemoClinic } from './seedClinic.ts';
import { seedCounters } from './seedCounters.ts';
import { bookVisitToday } from './visitToday.ts';

const longDays = 365;
const after = (now: Instant, days: number) => instant(now + days * 86_400_000);

export async function makeEnrolmentCode(tx: Tx, profile: Profile, offices: DemoState['offices'], now: Instant): Promise<string> {
  const code = newEnrolmentCode();
  await addEnrolmentCode(tx, { hash: enrolmentHash(code), profile, officeId: offices[profile], expiresAt: after(now, longDays) });
  return code;
}

/** Fills a migrated, empty database; everything or nothing. */
export async function seedDemo(pool: pg.Pool, seed: number, now: Instant): Promise<SeededDemo> {
  const day = dayOf(now);
  const demo = createDemoClinic(seed, day, defaultPolicy.maxActiveVisits);
  const { main, podolsk } = demo.clinic.officeIds;
  const passwords = createPasswords();
  await inTransaction(pool, (tx) => writeDemoClinic(tx, demo, (password) => passwords.hash(password)));
  await inTransaction(pool, (tx) => seedCounters(tx, seed, day));
  // Without statistics the first searches over fifty thousand fresh rows would read them all.
  await pool.query('analyze');
  return {
    seed,
    day,
    offices: { kiosk: main, reception: main, satellite: podolsk },
    accounts: demo.accounts.map(({ login, password, patient: { name } }) => ({
      login,
      password,
      name: `${name.family} ${name.given} ${name.patronymic}`,
    })),
  };
}

/** Codes and tokens of this one clinic, and a life of its own: two copies of one seed must not look like one server to a device. */
/** Invented like everybody here. */
const demoStaff: DemoState['staff'] = [
  { login: 'registrar', password: 'lipa-berezka-31', name: 'Белова Марина Игоревна', role: 'registrar' },
  { login: 'senior', password: 'klen-osinka-47', name: 'Громова Вера Павловна', role: 'seniorRegistrar' },
  { login: 'admin', password: 'yasen-ryabina-58', name: 'Тихонов Олег Сергеевич', role: 'administrator' },
];

export async function openDemo(pool: pg.Pool, seeded: SeededDemo, now: Instant): Promise<DemoState> {
  const systemToken = newSecret();
  const passwords = createPasswords();
  const staff = await Promise.all(demoStaff.map(async ({ password, ...who }) => ({ id: randomUUID(), ...who, passwordHash: await passwords.hash(password) })));
  const enrol = await inTransaction(pool, async (tx) => {
    await tx.query(`update meta set value = gen_random_uuid()::text where name = 'epoch'`);
    await writeTodaysEncounters(tx, seeded.seed, now);
    await bookVisitToday(tx, seeded, now);
    for (const who of staff) await addStaff(tx, { ...who, now });
    const desk = staff.find(({ role }) => role === 'registrar');
    if (desk) await seedAccess(tx, { registrar: desk.id, now });
    await addSystemToken(tx, { hash: hashOf(systemToken), name: 'demo', expiresAt: after(now, longDays) });
    return {
      kiosk: await makeEnrolmentCode(tx, 'kiosk', seeded.offices, now),
      reception: await makeEnrolmentCode(tx, 'reception', seeded.offices, now),
      satellite: await makeEnrolmentCode(tx, 'satellite', seeded.offices, now),
    };
  });
  return { ...seeded, enrol, systemToken, staff: demoStaff };
}

/** Both at once, for a database that is used where it was seeded. */
export async function prepareDemo(pool: pg.Pool, seed: number, now: Instant): Promise<DemoState> {
  return openDemo(pool, await seedDemo(pool, seed, now), now);
}
