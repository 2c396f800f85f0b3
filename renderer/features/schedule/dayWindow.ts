import { addDays, daysBetween, type MoscowDay } from '../../../shared/lib/moscow.ts';

/** Days on one page of the calendar strip. */
export const windowDays = 7;

/** The first day of the page before or after, never before today and never past the known schedule. */
export function pageFrom(from: MoscowDay, step: -1 | 1, today: MoscowDay, lastDay: MoscowDay | null): MoscowDay | null {
  const next = addDays(from, step * windowDays);
  if (step === -1) {
    if (daysBetween(today, from) <= 0) return null;
    return daysBetween(today, next) < 0 ? today : next;
  }
  return lastDay !== null && daysBetween(next, lastDay) < 0 ? null : next;
}
