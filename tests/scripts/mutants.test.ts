import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOf, openAccount } from '../../scripts/mutants/account.mjs';
import { runCampaign } from '../../scripts/mutants/campaign.mjs';
import { whyNotCounted } from '../../scripts/mutants/proof.mjs';
import { judgeRules, rulesPage } from '../../scripts/mutants/rulesPage.mjs';
import type { Mutant } from '../mutants/mutant.ts';

type Row = Parameters<Parameters<typeof runCampaign>[0]['tell']>[0];

const root = join(import.meta.dirname, '../..');

// A tree of its own with one rule and tests of every quality.
const files: Record<string, string> = {
  '.gitignore': 'node_modules\ntest-results\n',
  'package.json': '{ "type": "module" }\n',
  'vitest.config.ts': "import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { projects: [{ test: { name: 'unit', include: ['tests/*.test.ts'] } }] } });\n",
  'door.ts': 'export const mayPass = (age: number): boolean => age >= 18;\nexport const greeting = (name: string): string => `Hello, ${name}`;\n',
  'tests/door.test.ts': [
    "import { expect, it } from 'vitest';",
    "import { greeting, mayPass } from '../door.ts';",
    "it('T1 nobody under eighteen (or so) passes', () => expect(mayPass(17)).toBe(false));",
    "it('T2 somebody passes', () => expect(mayPass(40)).toBe(true));",
    "it('T3 red before anything', () => expect(greeting('')).toBe('Bye'));",
    '',
  ].join('\n'),
};

const mutant = (rule: string, change: Partial<Omit<Mutant, 'proof'>>, title: string): Mutant => ({
  rule, what: `${rule} off`, file: 'door.ts', find: 'age >= 18', replace: 'true', ...change, proof: { runner: 'unit', file: 'tests/door.test.ts', title },
});

const noticed = mutant('killed', {}, 'nobody under eighteen (or so) passes');
const unnoticed = mutant('survives', {}, 'T2 somebody passes');
const outdated = mutant('stale', { find: 'age > 21' }, 'nobody under eighteen (or so) passes');
const ambiguous = mutant('stale', { find: 'export' }, 'nobody under eighteen (or so) passes');
const nameless = mutant('stale', {}, 'T9 no such test');
const unreadable = mutant('broken', { replace: 'age >= (' }, 'nobody under eighteen (or so) passes');
const undefinedName = mutant('broken', { replace: 'age >= eighteen' }, 'nobody under eighteen (or so) passes');
const ofARedTest = mutant('red', {}, 'T3 red before anything');

let tree = '';
const rows: Row[] = [];
const rowOf = (wanted: Mutant) => rows.find((row) => row.mutant === wanted);

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'kabinet-harness-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  execFileSync('git', ['init', '--quiet'], { cwd: tree });
  const mutants = [noticed, unnoticed, outdated, ambiguous, nameless, unreadable, undefinedName, ofARedTest];
  await runCampaign({ root: tree, mutants, tell: (row) => rows.push(row) });
}, 120_000);
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the harness of the mutants', () => {
  it('H52 a rule that is off is killed by the test that notices', () => {
    expect(rowOf(noticed)).toMatchObject({ verdict: 'killed', how: expect.stringContaining('AssertionError') });
  });

  it('H52 a rule that is off under a green test survives', () => {
    expect(rowOf(unnoticed)?.verdict).toBe('SURVIVED');
  });

  it('H52 a mutant whose place or test is gone, or is not one place, is stale', () => {
    expect([outdated, ambiguous, nameless].map((wanted) => rowOf(wanted)?.verdict)).toEqual(['stale', 'stale', 'stale']);
  });

  it('H52 a program that cannot run at all has killed nothing', () => {
    expect([unreadable, undefinedName].map((wanted) => rowOf(wanted)?.verdict)).toEqual(['broken', 'broken']);
  });

  it('H52 a test that is red by itself proves nothing', () => {
    expect(rowOf(ofARedTest)?.verdict).toBe('red');
  });

  it('H52 the tree itself is never touched, and the copies are gone', () => {
    for (const [file, text] of Object.entries(files)) expect(readFileSync(join(tree, file), 'utf8')).toBe(text);
    expect(readdirSync(tree).toSorted()).toEqual(['.git', '.gitignore', 'door.ts', 'node_modules', 'package.json', 'tests', 'vitest.config.ts']);
  });

  it('H52 a kill is remembered until the mutant, its place or its test changes; a survival never is', () => {
    const account = openAccount(tree, join(tree, 'test-results/mutants.json'));
    for (const row of rows) account.keep(row, keyOf(tree, row.mutant));
    expect([noticed, unnoticed, unreadable].map((wanted) => account.known(wanted) !== undefined)).toEqual([true, false, false]);
    writeFileSync(join(tree, 'door.ts'), `${files['door.ts']}\n`);
    expect(account.known(noticed)).toBeUndefined();
    writeFileSync(join(tree, 'door.ts'), files['door.ts'] ?? '');
    expect(account.known(noticed)).toBeDefined();
    expect(account.known({ ...noticed, replace: 'age >= 0' })).toBeUndefined();
    expect(account.formerly({ ...noticed, replace: 'age >= 0' })).toBeDefined();
    expect(account.formerly({ ...noticed, what: 'another' })).toBeUndefined();
  });
});

describe('the account of the rules', () => {
  const row = (rule: string, verdict: Row['verdict']): Row => ({ mutant: mutant(rule, {}, 'x'), verdict, how: '', seconds: 1 });
  const rules = ['R1', 'R2', 'R3', 'R4', 'R5'].map((rule) => ({ rule, text: `text of ${rule}` }));
  const notMet = { R4: 'comes later', R5: 'only a part is built' };

  it('H52 a rule is met only when all its mutants are killed and nothing is missing', () => {
    const judged = judgeRules({ rules, notMet, rows: [row('R1', 'killed'), row('R1', 'killed'), row('R2', 'killed'), row('R2', 'SURVIVED'), row('R5', 'killed'), row('S1', 'killed')] });
    expect(judged.map(({ rule, isMet, isOpen }) => [rule, isMet, isOpen])).toEqual([
      ['R1', true, false],
      ['R2', false, true],
      ['R3', false, true],
      ['R4', false, false],
      ['R5', false, false],
      ['S1', true, false],
    ]);
    const page = rulesPage({ judged, rows: [] });
    expect(page).toContain('| **R1** | text of R1 | 2 of 2 | met |');
    expect(page).toContain('| **R2** | text of R2 | 1 of 2 | not met: SURVIVED: R2 off |');
    expect(page).toContain('| **R3** | text of R3 | 0 of 0 | not met: no mutant |');
    expect(page).toContain('| **R5** | text of R5 | 1 of 1 | in part: only a part is built |');
  });

  it('H52 a kill from before the code last moved stands, and the page says how many are such', () => {
    const rows = [row('R1', 'killed'), row('R1', 'before'), row('R2', 'not run')];
    const judged = judgeRules({ rules: rules.slice(0, 2), notMet: {}, rows });
    expect(judged.map(({ rule, isMet, isOpen }) => [rule, isMet, isOpen])).toEqual([['R1', true, false], ['R2', false, true]]);
    expect(rulesPage({ judged, rows })).toContain('1 of 3 as the code is now, 1 more before their file or their test last moved.');
  });

  it('H52 a failure counts when the test noticed, and not when the program could not run', () => {
    expect(whyNotCounted('AssertionError: expected true to be false')).toBeUndefined();
    expect(whyNotCounted('Error: Property failed after 3 tests\nCounterexample: [1]\nCaused by: AssertionError: expected 1 to be 2')).toBeUndefined();
    expect(whyNotCounted('Error: Property failed after 1 tests\nCaused by: ReferenceError: limit is not defined')).toContain('ReferenceError');
    expect(whyNotCounted('TypeError: rule.touches is not a function')).toContain('not a function');
    expect(whyNotCounted('Error: electron.launch: Process failed to launch!')).toContain('launch');
    expect(whyNotCounted('Error: no such window became visible', '    at launchKabinet (tests/support/electronApp.ts:140)')).toContain('did not start');
  });
});
