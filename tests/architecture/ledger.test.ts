import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { append, ledgerOf, settle } from '../../scripts/ledger.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kabinet-ledger-'));
const file = join(folder, 'ledger.json');
const slice = (count: number, failures: readonly string[] = [], figures: Readonly<Record<string, number>> = {}) => ({ unit: 'kills', goal: 100, asked: count, count, failures, figures });

afterEach(() => rmSync(file, { force: true }));

test('O3 the account of a long proof goes on where it stopped, and counts no seed twice', () => {
  expect(ledgerOf('kill', file)).toMatchObject({ total: 0, nextSeed: 1 });
  append('kill', 1, slice(10), file);
  append('kill', 2, slice(5), file);
  append('kill', 2, slice(5), file);
  append('other', 1, slice(7), file);
  expect(ledgerOf('kill', file)).toMatchObject({ total: 15, slices: 2, nextSeed: 3, failures: [] });
  expect(ledgerOf('other', file)).toMatchObject({ total: 7, slices: 1 });
});

test('O3 a failure stays in the account with its seed, and the worst figure of each kind too', () => {
  append('kill', 1, slice(10, ['lost one'], { p95Ms: 30, kills: 1 }), file);
  append('kill', 2, slice(10, [], { p95Ms: 20, kills: 9 }), file);
  expect(ledgerOf('kill', file)).toMatchObject({ failures: [{ seed: 1, lines: ['lost one'] }], worst: { p95Ms: 30, kills: 9 } });
});

test('O3 a failure that was mended keeps its row and says what it was; one that never happened cannot be settled', () => {
  append('kill', 1, slice(10, ['lost one']), file);
  settle('kill', 1, 'the oracle was wrong', file);
  expect(ledgerOf('kill', file)).toMatchObject({ total: 10, failures: [{ seed: 1, lines: ['lost one'], settled: { why: 'the oracle was wrong' } }] });
  expect(() => settle('kill', 2, 'why', file)).toThrow('no failure of seed 2');
});
