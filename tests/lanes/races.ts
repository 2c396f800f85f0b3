import { createChance } from './chance.ts';
import type { Lane } from './lane.ts';
import { gather } from './races/crowd.ts';
import { race } from './races/round.ts';

const contenders = 500;
const slots = 100;

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** Five hundred devices ask two clinic servers on one PostgreSQL for a hundred times at one instant, again and again. */
export const racesLane: Lane = {
  name: 'races',
  unit: 'rounds',
  promise: 'S5 of five hundred clients who want a hundred times at one instant, a hundred get one each and everybody else a clean refusal',
  ciCount: 10,
  goal: 200,
  sliceCount: 20,
  async run({ seed, count, say }) {
    const chance = createChance(seed);
    const crowd = await gather({ contenders, slots: slots * count });
    try {
      say(`${contenders} kiosks are enrolled at two servers`);
      const failures: string[] = [];
      const answerMs: number[] = [];
      const tally = { holds: 0, repeats: 0, later: 0 };
      for (let round = 0; round < count; round += 1) {
        await crowd.renew();
        const result = await race(crowd.contenders, crowd.slots.slice(round * slots, (round + 1) * slots), crowd.pool, chance);
        failures.push(...result.broken.map((what) => `round ${round}: ${what}`));
        answerMs.push(...result.answerMs);
        tally.holds += result.holds;
        tally.repeats += result.repeats;
        tally.later += result.later;
        if (round % 10 === 9) say(`${round + 1} rounds, ${failures.length} failures`);
      }
      // A race without them would be another proof than the one promised.
      if (tally.holds === 0 || tally.repeats === 0) throw new Error('nobody held a time or asked twice');
      const sorted = answerMs.toSorted((a, b) => a - b);
      const figures = { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), maxMs: sorted.at(-1) ?? 0, requests: sorted.length, ...tally };
      return { count, failures, figures };
    } finally {
      await crowd.stop();
    }
  },
};
