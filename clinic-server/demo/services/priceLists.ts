import { addDays, moscowDay, partsOf, type MoscowDay } from '../../../shared/lib/moscow.ts';
import { createRandom } from '../random.ts';
import type { CategorySeed, ServiceSeed } from './serviceSeed.ts';

/** A price and the days it is in force, both included; `until` null: nobody has said yet. */
export interface DatedPrice {
  readonly from: MoscowDay;
  readonly until: MoscowDay | null;
  readonly roubles: number;
}

/** Days on which the demo's three price lists begin: last year's, this year's, and the one of next month. */
export function listStarts(today: MoscowDay): readonly [last: MoscowDay, now: MoscowDay, next: MoscowDay] {
  const { year, month } = partsOf(today);
  // In force long enough that every seeded past visit has its price.
  const oldest = partsOf(addDays(today, -400)).year;
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return [moscowDay(`${Math.min(oldest, year - 1)}-01-01`), moscowDay(`${year}-01-01`), moscowDay(next)];
}

const toTens = (roubles: number): number => Math.max(10, Math.round(roubles / 10) * 10);

/**
 * Prices of a service on all three lists; lists that agree on it make one price. The middle one is the seed's own. Visits cost the same
 * on all three, so that a visit booked for next month costs what the screen said.
 */
export function datedPrices({ code, roubles }: ServiceSeed, kind: CategorySeed['kind'], today: MoscowDay): readonly DatedPrice[] {
  const [last, now, next] = listStarts(today);
  // Drawn by code alone: a price does not change because a service was added before it, or another seed was chosen.
  const random = createRandom(1, `price of ${code}`);
  const [wasCheaper, getsDearer, getsCheaper] = [random.chance(0.6), random.chance(0.25), random.chance(0.05)];
  if (kind === 'Appointment') return [{ from: last, until: null, roubles }];
  const before = wasCheaper ? toTens(roubles * 0.92) : roubles;
  const after = getsDearer ? toTens(roubles * 1.06) : getsCheaper ? toTens(roubles * 0.95) : roubles;
  const lists = [
    { from: last, roubles: before },
    { from: now, roubles },
    { from: next, roubles: after },
  ];
  const changes = lists.filter((list, index) => lists[index - 1]?.roubles !== list.roubles);
  return changes.map((list, index) => {
    const following = changes[index + 1];
    return { ...list, until: following ? addDays(following.from, -1) : null };
  });
}

/** What a service cost on that day. */
export function roublesOn(service: ServiceSeed, kind: CategorySeed['kind'], today: MoscowDay, day: MoscowDay): number {
  const inForce = datedPrices(service, kind, today).find(({ from, until }) => from <= day && (until === null || day <= until));
  return inForce?.roubles ?? service.roubles;
}
