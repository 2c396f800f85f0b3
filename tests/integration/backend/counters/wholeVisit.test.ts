import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadDb } from '../../../../backend/db/types.ts';
import { createHandlers } from '../../../../backend/features/index.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { DemoState } from '../../../../clinic-server/demo/demoState.ts';
import { makeEnrolmentCode, prepareDemo } from '../../../../clinic-server/demo/prepareDemo.ts';
import { CounterEvent } from '../../../../shared/features/counters.ts';
import { dayOf, instant } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { memoryKeychain } from '../../../support/memoryKeychain.ts';

const keychain = memoryKeychain();
let clinic: TestClinic;
let demo: DemoState;
let kiosk: TestBackend;
const files: { kiosk?: ReadDb; desk?: ReadDb } = {};
const features = (whose: keyof typeof files) => ({
  createHandlers: (parts: Parameters<typeof createHandlers>[0]) => {
    files[whose] = parts.read;
    return createHandlers(parts);
  },
});

beforeAll(async () => {
  clinic = await startClinic({
    seed: async (pool) => {
      demo = await prepareDemo(pool, 1, instant(Date.now()));
    },
  });
  const code = await inTransaction(clinic.pool, (tx) => makeEnrolmentCode(tx, 'kiosk', demo.offices, instant(Date.now())));
  kiosk = await startBackend({ server: clinic.url, code, keychain, features: features('kiosk') });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 30_000);
});
afterAll(async () => {
  await kiosk.stop();
  await clinic.stop();
});

async function nextVisit(): Promise<void> {
  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  kiosk = await startBackend({ server: clinic.url, code: null, userDataPath: kiosk.userDataPath, keychain, features: features('kiosk') });
}
const counted = (whose: keyof typeof files = 'kiosk') =>
  Object.fromEntries((files[whose]?.all<{ event: string; count: number }>('SELECT event, count FROM use_count') ?? []).map(({ event, count }) => [event, count]));
const account = () => {
  const [found] = demo.accounts;
  if (!found) throw new Error('the demo has no accounts');
  return { login: found.login, password: found.password };
};

test('D6 a visit is counted from its first screen to what came of it, by the backend itself and not by the word of the page', async () => {
  for (let time = 0; time < 3; time += 1) await kiosk.call('counters.count', { mark: 'screen.home' });
  for (const forged of ['booking.done', 'signIn.esia', 'staff.signIn', 'trouble.fault', 'screen.Кузнецова', '']) expect(await kiosk.refusal('counters.count', { mark: forged })).toBe('invalid_input');
  await kiosk.call('counters.count', { mark: 'step.doctor' });
  await kiosk.call('counters.count', { mark: 'step.confirm' });
  expect(await kiosk.refusal('identity.signIn', { ...account(), password: 'wrong' })).toBe('wrong_login');
  await kiosk.call('identity.signIn', account());
  const { doctors } = await kiosk.call('doctors.list', { text: '', speciality: null, officeId: null, day: null });
  const doctor = doctors.filter(({ nextFreeAt }) => nextFreeAt !== null && nextFreeAt > Date.now() + 24 * 3_600_000)[0];
  // Far enough to be cancelled again.
  if (!doctor?.nextFreeAt) throw new Error('nobody receives');
  const { times } = await kiosk.call('schedule.day', { roleId: doctor.roleId, day: dayOf(doctor.nextFreeAt) });
  const slotId = times.find(({ state }) => state === 'free')?.slotId ?? '';
  const holdId = randomUUID();
  await kiosk.call('appointments.hold', { slotId, holdId, longer: false });
  const [commandId, appointmentId] = [randomUUID(), randomUUID()];
  await kiosk.call('appointments.book', { commandId, appointmentId, slotId, holdId });
  expect(await kiosk.call('sync.outcome', { commandId, waitMs: 5_000 })).toMatchObject({ state: 'applied' });
  await kiosk.call('appointments.cancel', { commandId: randomUUID(), appointmentId, reason: 'other', comment: null });
  await nextVisit();
  expect(counted()).toEqual({ 'screen.home': 1, 'signIn.password': 1, 'booking.done': 1, 'visit.cancelled': 1 });

  await kiosk.call('counters.count', { mark: 'screen.home' });
  await kiosk.call('counters.count', { mark: 'step.time' });
  await nextVisit();
  expect(counted()).toEqual({ 'screen.home': 2, 'signIn.password': 1, 'booking.done': 1, 'visit.cancelled': 1, 'booking.leftAtTime': 1 });
  expect(await kiosk.call('counters.own', {})).toEqual({ threshold: 5, day: null, events: CounterEvent.options.map((event) => ({ event, count: null })) });
  expect(kiosk.bugs).toEqual([]);
});

test('D6 at a desk the administrator opens the table of the clinic, and nobody below; a sign-in of staff is counted', async () => {
  const code = await inTransaction(clinic.pool, (tx) => makeEnrolmentCode(tx, 'reception', demo.offices, instant(Date.now())));
  const desk = await startBackend({ server: clinic.url, code, profile: 'reception', keychain: memoryKeychain(), features: features('desk') });
  try {
    await eventually(() => desk.call('device.state', {}), ({ state }) => state === 'ready', 30_000);
    for (const role of ['registrar', 'administrator'] as const) {
      const who = demo.staff.find((one) => one.role === role);
      if (!who) throw new Error('the demo lacks staff');
      await desk.call('staff.signIn', { login: who.login, password: who.password });
      if (role === 'registrar') expect(await desk.refusal('counters.week', { week: null })).toBe('forbidden');
      else {
        const table = await desk.call('counters.week', { week: null });
        expect(table.rows).toHaveLength(3 * CounterEvent.options.length);
        expect(await desk.refusal('counters.week', { week: '2026-11-17' })).toBe('not_a_week');
      }
      await desk.call('staff.signOut', {});
    }
    await eventually(() => counted('desk'), (rows) => rows['staff.signIn'] === 2);
  } finally {
    await desk.stop();
  }
});

test('D6 without a line the trouble is counted, and nothing of who had it', async () => {
  await clinic.app.close();
  expect(await kiosk.refusal('identity.signIn', account())).toBe('offline');
  await eventually(() => counted(), (rows) => rows['trouble.line'] === 1);
});
