import { expect, test } from 'vitest';
import { readCorpus } from '../../lanes/fuzz.ts';
import { runFuzz } from '../../lanes/fuzz/run.ts';

test('X1 X2 what once broke something, and five thousand messages of any kind: only typed answers, and nothing unvalidated behind the door', async () => {
  const said: string[] = [];
  const { count, failures, figures } = await runFuzz({ seed: 1, count: 5_000, say: (line) => said.push(line), corpus: readCorpus() });
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(5_000);
  expect(figures['unvalidated']).toBe(0);
  expect(said.length).toBeGreaterThanOrEqual(20);
}, 120_000);
