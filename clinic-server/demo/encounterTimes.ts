import { instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Random } from './random.ts';

interface Planned {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

const minute = 60_000;
/** Minutes a doctor is late: from the first visit on, more or less as the day goes. */
export const leastLate = 5;
export const mostLate = 25;

/**
 * When one doctor really began and ended each visit of one day. Nobody is received before the one before has gone, and a time that was
 * left free lets the doctor catch up.
 */
export function realTimes<T extends Planned>(random: Random, day: readonly T[]): { readonly planned: T; readonly begins: Instant; readonly ends: Instant }[] {
  const planned = day.toSorted((a, b) => a.startsAt - b.startsAt);
  let late = random.between(leastLate, leastLate + 4);
  const begins = planned.map(({ startsAt }, index) => {
    const before = planned[index - 1];
    if (before) late += before.endsAt < startsAt ? -random.between(4, 12) : random.between(-3, 4);
    late = Math.min(mostLate, Math.max(leastLate, late));
    return startsAt + late * minute;
  });
  return planned.map((visit, index) => {
    const began = begins[index] ?? visit.startsAt;
    const length = visit.endsAt - visit.startsAt;
    const next = begins[index + 1];
    const last = Math.round((length * random.between(70, 100)) / 100 / minute) * minute;
    // A minute to write the last line and to ask the next one in.
    const ends = Math.min(began + last, next === undefined ? Number.POSITIVE_INFINITY : next - minute);
    return { planned: visit, begins: instant(began), ends: instant(ends) };
  });
}
