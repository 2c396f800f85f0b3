import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { leastLate, mostLate, realTimes } from '../../../clinic-server/demo/encounterTimes.ts';
import { createRandom } from '../../../clinic-server/demo/random.ts';
import { instant } from '../../../shared/lib/moscow.ts';

const minute = 60_000;
const opens = Date.UTC(2026, 10, 23, 5);

it('S7 S8 a doctor’s real day: 5 to 25 minutes late, nobody received before the one before has gone, and never an empty visit', () => {
  const day = fc.record({ seed: fc.nat(), length: fc.constantFrom(20, 30, 40), taken: fc.array(fc.boolean(), { minLength: 1, maxLength: 24 }) });
  fc.assert(
    fc.property(day, ({ seed, length, taken }) => {
      const planned = taken.flatMap((isTaken, index) => (isTaken ? [{ startsAt: instant(opens + index * length * minute), endsAt: instant(opens + (index + 1) * length * minute) }] : []));
      const real = realTimes(createRandom(seed, 'day'), planned);
      expect(real).toHaveLength(planned.length);
      for (const [index, { planned: of, begins, ends }] of real.entries()) {
        const late = (begins - of.startsAt) / minute;
        expect([late >= leastLate, late <= mostLate]).toEqual([true, true]);
        expect(ends - begins).toBeGreaterThanOrEqual(10 * minute);
        expect(ends).toBeLessThan(real[index + 1]?.begins ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});
