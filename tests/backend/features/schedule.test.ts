import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { addDays, dayOf, instant, instantAt } from '../../../shared/lib/moscow.ts';
import { schedule, slot } from '../../support/clinicResources.ts';
import { featuresOffline, monday, type Offline } from '../../support/features.ts';

const today = dayOf(monday);
const roleId = randomUUID();
let kiosk: Offline;
let plan: ReturnType<typeof schedule>;

beforeEach(() => {
  kiosk = featuresOffline();
  plan = schedule(roleId);
  kiosk.put(plan);
});

const days = async (count: number, from = today) =>
  (await kiosk.call('schedule.days', { roleId, from, count })).days.map(({ state, freeCount }) => `${state} ${freeCount}`);

test('S2 free, busy, closed and past times of a day can be told apart', async () => {
  const at = (minute: number) => instantAt(today, minute);
  kiosk.put(
    slot(plan.id, at(700), 'busy-unavailable'),
    slot(plan.id, at(660), 'busy-tentative'),
    slot(plan.id, at(640), 'busy'),
    slot(plan.id, at(620)),
    slot(plan.id, monday),
    slot(plan.id, instantAt(addDays(today, 1), 620)),
  );
  const { times } = await kiosk.call('schedule.day', { roleId, day: today });
  expect(times.map(({ startsAt, state, durationMinutes }) => [startsAt, state, durationMinutes])).toEqual([
    [monday, 'past', 20],
    [at(620), 'free', 20],
    [at(640), 'busy', 20],
    [at(660), 'busy', 20],
    [at(700), 'closed', 20],
  ]);
});

test('S2 a week says of each day whether one can come, known or not', async () => {
  const at = (day: number, minute = 600) => instantAt(addDays(today, day), minute);
  kiosk.put(
    ...[slot(plan.id, at(-1)), slot(plan.id, at(0, 480))],
    ...[slot(plan.id, at(1)), slot(plan.id, at(1, 620)), slot(plan.id, at(1, 640), 'busy')],
    ...[slot(plan.id, at(2), 'busy'), slot(plan.id, at(3), 'busy-unavailable')],
  );
  expect(await days(6, addDays(today, -1))).toEqual(['past 0', 'past 0', 'free 2', 'full 0', 'closed 0', 'closed 0']);
  expect(await kiosk.call('schedule.days', { roleId, from: today, count: 1 })).toMatchObject({ today, lastDay: addDays(today, 3) });
  expect(await kiosk.call('schedule.days', { roleId: randomUUID(), from: today, count: 1 })).toMatchObject({
    lastDay: null,
    days: [{ state: 'closed', freeCount: 0 }],
  });
});

test('S2 today is over once its last time has begun, and only then', async () => {
  kiosk.put(slot(plan.id, instantAt(today, 540)), slot(plan.id, instantAt(today, 600), 'busy'));
  expect(await days(1)).toEqual(['full 0']);
  kiosk.clock.now = instantAt(today, 600);
  expect(await days(1)).toEqual(['past 0']);
});

test('S2 a switched-off schedule is closed, a mistaken time is gone, a removed one too', async () => {
  const [one, two] = [slot(plan.id, instantAt(today, 600)), slot(plan.id, instantAt(today, 620))];
  kiosk.put(one, two);
  expect(await days(1)).toEqual(['free 2']);
  kiosk.put({ ...one, status: 'entered-in-error' });
  expect(await days(1)).toEqual(['free 1']);
  kiosk.put({ ...plan, active: false });
  expect(await days(1)).toEqual(['closed 0']);
  kiosk.remove(two);
  expect((await kiosk.call('schedule.day', { roleId, day: today })).times).toEqual([]);
});

test('S10 days are cut at midnight in Moscow, on a machine with any time zone', async () => {
  kiosk.put(slot(plan.id, instant(Date.UTC(2026, 10, 23, 20, 59)), 'free', 1), slot(plan.id, instant(Date.UTC(2026, 10, 23, 21, 0))));
  expect(await days(2)).toEqual(['free 1', 'free 1']);
});

test('A4 a time the server sends with an unknown status or no end never becomes a row', () => {
  expect(() => kiosk.put({ ...slot(plan.id, monday), status: 'perhaps' })).toThrow();
  const { end: _, ...endless } = slot(plan.id, monday);
  expect(() => kiosk.put(endless)).toThrow();
  expect(kiosk.db.read.get('SELECT 1 FROM slot')).toBeUndefined();
});
