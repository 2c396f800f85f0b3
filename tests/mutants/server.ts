import type { Mutant } from './mutant.ts';

const throttle = 'clinic-server/identity/throttle.ts';
const guessing = { runner: 'unit', file: 'tests/clinic-server/identity/throttle.test.ts' } as const;

/** The clinic's server: who may sign in, who may see what, and what it answers to nonsense. */
export const serverMutants: readonly Mutant[] = [
  {
    rule: 'R6',
    what: 'wrong passwords cost nothing',
    file: throttle,
    find: 'if (failures < rule.free) return 0;',
    replace: 'return 0;',
    proof: { ...guessing, title: 'R6 five failures cost nothing, then a second, two, four' },
  },
  {
    rule: 'R6',
    what: 'the longest wait never doubles',
    file: throttle,
    find: 'rule.longestSeconds * 2 : rule.longestSeconds',
    replace: 'rule.longestSeconds : rule.longestSeconds',
    proof: { ...guessing, title: 'R6 whoever guesses without a pause all day is let through fewer than a hundred times' },
  },
];
