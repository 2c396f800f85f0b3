import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownCount, shownWeek } from '../../../shared/lib/smallCells.ts';

const show = (counts: readonly number[], threshold: number) => JSON.stringify(shownWeek(counts, threshold));

function everyWeek(days: number, most: number): number[][] {
  return days === 0 ? [[]] : everyWeek(days - 1, most).flatMap((week) => Array.from({ length: most + 1 }, (_, count) => [...week, count]));
}

test('D6 whoever sees a week and knows the rule cannot tell any hidden day from any other number below the threshold', () => {
  // Every possible week, so that nobody needs to think of an attack: what looks alike is put together and compared.
  for (const { threshold, days, most } of [{ threshold: 3, days: 7, most: 3 }, { threshold: 3, days: 4, most: 6 }, { threshold: 5, days: 4, most: 5 }, { threshold: 4, days: 2, most: 9 }, { threshold: 5, days: 1, most: 9 }]) {
    const alike = new Map<string, Set<number>[]>();
    for (const week of everyWeek(days, most)) {
      const key = show(week, threshold);
      const seen = alike.get(key) ?? week.map(() => new Set<number>());
      week.forEach((count, at) => seen[at]?.add(count));
      alike.set(key, seen);
    }
    const hidden = [...alike].flatMap(([key, seen]) => seen.filter((_, at) => (JSON.parse(key) as { days: (number | null)[] }).days[at] === null));
    expect(hidden.length).toBeGreaterThan(0);
    for (const counts of hidden) expect([...counts].sort((a, b) => a - b)).toEqual(Array.from({ length: threshold }, (_, count) => count));
  }
});

test('D6 the same holds for any week and any threshold a clinic may set', () => {
  const week = fc.record({ threshold: fc.integer({ min: 3, max: 40 }), counts: fc.array(fc.oneof(fc.nat(6), fc.nat(60), fc.nat(5_000)), { minLength: 7, maxLength: 7 }) });
  fc.assert(
    fc.property(week, ({ threshold, counts }) => {
      const hidden = counts.flatMap((count, at) => (shownCount(count, threshold) === null ? [at] : []));
      for (const at of hidden) {
        for (let value = 0; value < threshold; value += 1) {
          expect(lookalikes(counts, hidden, at, value, threshold).some((other) => show(other, threshold) === show(counts, threshold))).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

/** Weeks in which one hidden day is `value` instead: the rest stays the same, or is as small or as large as it can be. */
function lookalikes(counts: readonly number[], hidden: readonly number[], at: number, value: number, threshold: number): number[][] {
  const rest = hidden.reduce((sum, one) => sum + (counts[one] ?? 0), 0);
  return [rest - value, 0, (hidden.length - 1) * (threshold - 1)].filter((left) => left >= 0).map((left) => {
    const week = [...counts];
    let over = left;
    for (const one of hidden) {
      const taken = one === at ? value : Math.min(threshold - 1, over);
      if (one !== at) over -= taken;
      week[one] = taken;
    }
    return week;
  });
}

test('D6 what is shown is true: an exact sum is the sum, and any other is not more than it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 7, maxLength: 7 }), (counts) => {
      const { days, total } = shownWeek(counts, 5);
      const sum = counts.reduce((all, count) => all + count, 0);
      expect(days).toEqual(counts.map((count) => (count < 5 ? null : count)));
      if (total.exact) expect(total.count).toBe(sum);
      else expect(total.count).toBeLessThanOrEqual(sum);
    }),
  );
  expect(shownWeek([5, 5, 5, 5, 5, 5, 4], 5).total).toEqual({ exact: false, count: 30 });
  expect(shownWeek([9, 9, 9, 9, 9, 3, 4], 5).total).toEqual({ exact: false, count: 45 });
  expect(shownWeek([9, 9, 9, 9, 3, 3, 1], 5).total).toEqual({ exact: true, count: 43 });
  expect(shownWeek([1, 1, 1, 1, 1, 0, 0], 5).total).toEqual({ exact: true, count: 5 });
  expect(shownWeek([1, 1, 1, 1, 0, 0, 0], 5).total).toEqual({ exact: false, count: 0 });
});
