import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createLeasesHandlers } from '../../../backend/features/leases/handlers.ts';
import { saveLease } from '../../../backend/sync/leaseStore.ts';
import { longestLeaseList } from '../../../shared/features/leases.ts';
import { instant, type Instant } from '../../../shared/lib/moscow.ts';
import { anna, at, booking, kioskWithDoctor } from './kioskWithDoctor.ts';

/** A desk reads what a kiosk of the same build has in its file: the call is the desk's alone, its answer the file's. */
function desk() {
  const { kiosk, time } = kioskWithDoctor();
  kiosk.signIn(anna);
  const lease = (slotId: string, startsAt: Instant) =>
    kiosk.db.write((tx) => saveLease(tx, { slotId, startsAt, leaseId: randomUUID(), word: 1, statement: 'c3Q', signature: 'c2k', endsAt: instant(startsAt + 1_200_000) }));
  const mine = () => createLeasesHandlers()['leases.mine'](kiosk.db.read, {}, { now: kiosk.clock.now } as never);
  return { kiosk, time, lease, mine };
}

test('O2 a desk sees the times it may give out, the next ones first, and of which doctor each is', () => {
  const { kiosk, time, lease, mine } = desk();
  expect(mine()).toEqual({ times: [], total: 0, givenOut: 0 });
  const [late, early, unknown] = [time(at(700), 'busy-tentative'), time(at(600), 'busy-tentative'), randomUUID()];
  lease(late, at(700));
  lease(early, at(600));
  lease(unknown, at(650));
  lease(randomUUID(), kiosk.clock.now);
  const doctor = { family: 'Смирнова', given: 'Елена', patronymic: 'Аркадьевна', speciality: { ru: 'Эндокринолог', en: 'Endocrinologist' } };
  expect(mine()).toEqual({
    times: [
      { slotId: early, startsAt: at(600), durationMinutes: 20, doctor },
      { slotId: unknown, startsAt: at(650), durationMinutes: 20, doctor: null },
      { slotId: late, startsAt: at(700), durationMinutes: 20, doctor },
    ],
    ...{ total: 3, givenOut: 0 },
  });
});

test('O2 what was given out and the centre has not heard of is counted until it has', async () => {
  const { kiosk, time, lease, mine } = desk();
  const slotId = time(at(600), 'busy-tentative');
  lease(slotId, at(600));
  const input = booking(slotId);
  await kiosk.call('appointments.book', input);
  await kiosk.call('appointments.book', booking(time(at(660))));
  expect(mine()).toMatchObject({ total: 0, givenOut: 1 });
  kiosk.settle(input.commandId, 'applied');
  expect(mine()).toMatchObject({ total: 0, givenOut: 0 });
});

test('O2 a long list is cut and counted whole', () => {
  const { lease, mine } = desk();
  for (let index = 0; index < longestLeaseList + 10; index++) lease(randomUUID(), at(600 + index));
  const { times, total } = mine() as { times: unknown[]; total: number };
  expect([times.length, total]).toEqual([longestLeaseList, longestLeaseList + 10]);
});
