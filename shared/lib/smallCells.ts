/** Hides what is said of so few people that somebody might know who they were. Pure: the device, the server and the tests use the same. */

/** A clinic may ask for more, never for less. */
export const leastThreshold = 3;
export const usualThreshold = 5;

/** None and a few look the same: the difference would already say something about somebody. */
export function shownCount(count: number, threshold: number): number | null {
  return count >= threshold ? count : null;
}

export interface ShownWeek {
  readonly days: readonly (number | null)[];
  readonly total: { readonly exact: boolean; readonly count: number };
}

/**
 * Days and their sum. The sum is exact only when what is left for the hidden days fits every value of each of them; otherwise it is the sum
 * of the shown days, which says nothing new. Whether it is exact must not tell either: with one hidden day it never is, and with more of
 * them each can still be anything below the threshold, also for somebody who knows this rule.
 */
export function shownWeek(counts: readonly number[], threshold: number): ShownWeek {
  const days = counts.map((count) => shownCount(count, threshold));
  const shown = days.reduce<number>((sum, day) => sum + (day ?? 0), 0);
  const rest = counts.reduce((sum, count) => sum + count, 0) - shown;
  const hidden = days.filter((day) => day === null).length;
  const exact = hidden === 0 || (rest >= threshold && rest <= (hidden - 1) * (threshold - 1));
  return { days, total: { exact, count: exact ? shown + rest : shown } };
}
