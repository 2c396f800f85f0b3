import { describe, expect, it } from 'vitest';
import { allRules, type Bounds, type Rules } from './lease/rules.ts';
import { search } from './lease/search.ts';

const none: Bounds = { slots: 1, grants: 2, cancel: false, restore: false, revoke: false, exclude: false, clone: false, enrol: false, late: false };

/** Whole: every world that can be reached is visited, and each is shown to come to rest when nothing is in the way. */
const whole: readonly { readonly what: string; readonly bounds: Partial<Bounds> }[] = [
  { what: 'cancellations and requests that are late', bounds: { cancel: true, late: true } },
  { what: 'cancellations and one restore of the server', bounds: { cancel: true, restore: true } },
  { what: 'cancellations and a device that is revoked', bounds: { cancel: true, revoke: true } },
  { what: 'a device that is enrolled in the hour a restore forgets', bounds: { restore: true, enrol: true } },
  { what: 'a disk that is copied and devices that are revoked', bounds: { clone: true, revoke: true } },
];

/** Not whole: as far as this many worlds, the nearest first. */
const upTo: readonly { readonly what: string; readonly most: number; readonly bounds: Partial<Bounds> }[] = [
  { what: 'everything at once', most: 60_000, bounds: { cancel: true, restore: true, revoke: true, exclude: true, clone: true, late: true } },
  { what: 'two times', most: 60_000, bounds: { slots: 2, cancel: true, restore: true, late: true } },
];

/** What each rule is for: the least that must be possible for its absence to hurt somebody. */
const needed: Readonly<Record<Exclude<keyof Rules, 'laterWhileClosed'>, Partial<Bounds>>> = {
  returnMatchesId: { late: true },
  entriesComeFirst: {},
  dropBeforeReturn: {},
  idsNeverReused: { cancel: true, restore: true, late: true },
  closedAfterRestore: { cancel: true, restore: true },
  settledSentAgain: { restore: true },
  unknownLeaseHonoured: { restore: true },
  registrySurvives: { restore: true, enrol: true },
  reportNamesClaims: { restore: true },
  youngerWordWins: { restore: true, clone: true },
  reportFirst: { cancel: true, restore: true },
  entryWaitsForItsAnswer: { restore: true },
  sameKeySameAnswer: { cancel: true, late: true },
  caseWithRefusal: { revoke: true },
  revokeOnlyItsOwn: { revoke: true },
  epochChecked: { restore: true, late: true, cancel: true },
};

describe('the lease protocol, visited breadth first', () => {
  it.each(whole)('O2 O6 one time, two devices, $what: every world is seen, nobody is told a thing that does not hold, and everything settles', ({ bounds }) => {
    const { found, exhausted, states, depth } = search(allRules, { ...none, ...bounds }, { most: 500_000, alive: true });
    expect(found?.story ?? []).toEqual([]);
    expect(found?.what).toBeUndefined();
    expect(exhausted).toBe(true);
    // A search that could not take a step would find nothing either.
    expect(states).toBeGreaterThan(2_000);
    expect(depth).toBeGreaterThan(10);
  });

  it.each(upTo)('O2 O6 $what, as far as $most worlds: nothing is found', ({ bounds, most }) => {
    const { found, exhausted, states } = search(allRules, { ...none, ...bounds }, { most, alive: true });
    expect(found?.story ?? []).toEqual([]);
    expect({ exhausted, states }).toEqual({ exhausted: false, states: most });
  });

  it('O2 «later» from a closed server is not what keeps promises once a device reports before anything else: without it nothing is broken either', () => {
    expect(search({ ...allRules, laterWhileClosed: false }, { ...none, restore: true, enrol: true }, { most: 500_000, alive: true })).toMatchObject({ found: null, exhausted: true });
  });

  it('O2 O6 each of the other rules is needed: without it there is a story that ends badly, and docs/leases.md tells the shortest', async () => {
    const stories = Object.entries(needed).map(([rule, bounds]) => {
      const { found } = search({ ...allRules, [rule]: false }, { ...none, ...bounds }, { most: 400_000, alive: true });
      return found === null ? `## Without \`${rule}\`\n\nnothing found\n` : `## Without \`${rule}\`: ${found.what}\n\n${found.story.map((line, at) => `${at + 1}. ${line}`).join('\n')}\n`;
    });
    expect(stories.filter((story) => story.includes('nothing found'))).toEqual([]);
    await expect(`${head}\n${stories.join('\n')}`).toMatchFileSnapshot('../../docs/leases.md');
  });
});

const head = `# What each rule of a lease is for

Written by \`tests/model/lease.test.ts\`, which holds it to the model: the shortest story that ends badly when one rule is switched off. The
rules are named and explained in \`tests/model/lease/rules.ts\`. A and B are devices; the time in question is one doctor's time.
`;
