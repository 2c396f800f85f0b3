import { allRules, type Bounds } from '../model/lease/rules.ts';
import { stuck } from '../model/lease/healing.ts';
import { doubled } from '../model/lease/search.ts';
import { steps } from '../model/lease/steps.ts';
import { beginning, type World } from '../model/lease/world.ts';
import { createChance } from './chance.ts';
import type { Lane } from './lane.ts';

/** Two times and everything that may happen: too many worlds to visit whole, so they are walked through at random, and deep. */
const everything: Bounds = { slots: 2, grants: 8, cancel: true, restore: true, revoke: true, exclude: true, clone: true, enrol: true, late: true };
const longest = 80;

/** Whoever revokes, excludes or copies at once has nothing left to watch: those steps are taken seldom. */
const rare = /is revoked|is to open without|is copied/;

export const leasesLane: Lane = {
  name: 'leases',
  unit: 'steps',
  promise: 'O2 O6 whatever happens to two times and three devices: nobody is told a thing that does not hold, and everything settles when nothing is in the way',
  ciCount: 200_000,
  goal: 100_000_000,
  sliceCount: 1_000_000,
  run({ seed, count, say }) {
    const chance = createChance(seed);
    const failures: string[] = [];
    const figures = { walks: 0, deepest: 0, restores: 0, clones: 0, revoked: 0 };
    let taken = 0;
    while (taken < count && failures.length === 0) {
      let world: World = beginning(everything.slots, !chance.is(0.3));
      const story: string[] = [];
      figures.walks += 1;
      for (let depth = 0; depth < longest && taken < count && failures.length === 0; depth += 1) {
        const all = steps(world, allRules, everything);
        // Everybody has booked and cancelled what there was to book.
        if (all.length === 0) break;
        const usual = all.filter(({ label }) => !rare.test(label));
        const step = chance.one(usual.length > 0 && !chance.is(0.02) ? usual : all);
        story.push(step.label);
        const wrong = step.broken ?? doubled(step.next) ?? stuck(step.next, allRules);
        if (wrong !== null) failures.push(`walk ${figures.walks}: ${wrong}: ${story.join('; ')}`);
        world = step.next;
        taken += 1;
        figures.deepest = Math.max(figures.deepest, depth + 1);
        if (taken % 100_000 === 0) say(`${taken} steps, ${figures.walks} walks`);
      }
      figures.restores += world.server.epoch;
      figures.clones += world.cloned ? 1 : 0;
      figures.revoked += world.server.revoked.filter(Boolean).length;
    }
    if (failures.length === 0 && count >= 10_000 && Math.min(figures.restores, figures.clones, figures.revoked) === 0) return Promise.reject(new Error('walks in which nothing goes wrong prove nothing'));
    return Promise.resolve({ count: taken, failures, figures });
  },
};
