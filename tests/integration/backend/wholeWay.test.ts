import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../../clinic-server/db/pool.ts';
import type { DemoState } from '../../../clinic-server/demo/demoState.ts';
import { makeEnrolmentCode, prepareDemo } from '../../../clinic-server/demo/prepareDemo.ts';
import { dayOf, instant } from '../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../support/backend.ts';
import { startClinic, type TestClinic } from '../../support/clinicServer.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';

const keychain = memoryKeychain();
let clinic: TestClinic;
let demo: DemoState;
let kiosk: TestBackend;

beforeAll(async () => {
  clinic = await startClinic({
    seed: async (pool) => {
      demo = await prepareDemo(pool, 1, instant(Date.now()));
    },
  });
  const code = await inTransaction(clinic.pool, (tx) => makeEnrolmentCode(tx, 'kiosk', demo.offices, instant(Date.now())));
  kiosk = await startBackend({ server: clinic.url, code, keychain });
});

afterAll(async () => {
  await kiosk.stop();
  await clinic.stop();
});

function account(index: number) {
  const found = demo.accounts[index];
  if (!found) throw new Error('the demo has too few accounts');
  return { login: found.login, password: found.password };
}

async function freeTime(index: number): Promise<string> {
  const { doctors } = await kiosk.call('doctors.list', { text: '', speciality: null, officeId: null, day: null });
  const doctor = doctors.filter(({ nextFreeAt }) => nextFreeAt !== null)[index];
  if (!doctor?.nextFreeAt) throw new Error('nobody receives');
  const { times } = await kiosk.call('schedule.day', { roleId: doctor.roleId, day: dayOf(doctor.nextFreeAt) });
  const free = times.find(({ state }) => state === 'free');
  if (!free) throw new Error('the next free time is not free');
  return free.slotId;
}

test('O5 a device that is enrolled for the first time loads the whole clinic and is then ready', async () => {
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 30_000);
  const { doctors } = await kiosk.call('doctors.list', { text: '', speciality: null, officeId: null, day: null });
  expect(doctors.length).toBeGreaterThanOrEqual(40);
  expect(await kiosk.call('sync.status', {})).toMatchObject({ line: 'up', unsent: 0, aside: 0, failure: null });
  expect(kiosk.bugs).toEqual([]);
});

test('S3 what a patient books is confirmed by the server, and after leaving a new process knows nobody', async () => {
  await kiosk.call('identity.signIn', account(0));
  const before = await kiosk.call('appointments.mine', {});
  const holdId = randomUUID();
  const slotId = await freeTime(5);
  await kiosk.call('appointments.hold', { slotId, holdId, longer: false });
  const [commandId, appointmentId] = [randomUUID(), randomUUID()];
  const { number } = await kiosk.call('appointments.book', { commandId, appointmentId, slotId, holdId });
  expect(number).toBe('К01-0001');
  expect(await kiosk.call('sync.outcome', { commandId, waitMs: 5_000 })).toEqual({ state: 'applied', refusal: null });
  expect((await kiosk.call('appointments.one', { appointmentId })).visit).toMatchObject({ status: 'booked', number, pending: null });
  expect((await kiosk.call('appointments.mine', {})).upcoming).toHaveLength(before.upcoming.length + 1);
  expect(kiosk.bugs).toEqual([]);

  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  kiosk = await startBackend({ server: clinic.url, code: null, userDataPath: kiosk.userDataPath, keychain });
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  expect(await kiosk.refusal('appointments.mine', {})).toBe('forbidden');
  // The same patient finds it again: it was on the server, not on this disk.
  await kiosk.call('identity.signIn', account(0));
  expect((await kiosk.call('appointments.one', { appointmentId })).visit).toMatchObject({ status: 'booked', number });
});

test('R4 a wrong password leaves nobody signed in', async () => {
  await kiosk.stop(true);
  kiosk = await startBackend({ server: clinic.url, code: null, userDataPath: kiosk.userDataPath, keychain });
  expect(await kiosk.refusal('identity.signIn', { ...account(1), password: 'wrong' })).toBe('wrong_login');
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
});
