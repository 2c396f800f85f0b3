import { addDays, dayOf, instant, weekdayOf, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';

/** A day still takes what comes on the day after it; what comes later counts for the day it came. So a day that is shown never changes. */
export const openDays = 1;
/** Longer than any transaction may last: one that began while the day was open has ended before the day is shown. */
const marginMs = 3_600_000;

/** The last day that is shown. Shown while it grew, a day would tell what each device adds, and so what a few people did. */
export function lastShown(now: Instant): MoscowDay {
  return addDays(dayOf(instant(now - marginMs)), -openDays - 1);
}

/** The Monday of its week. */
export function weekOf(day: MoscowDay): MoscowDay {
  return addDays(day, 1 - weekdayOf(day));
}
