import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountRule, waitSeconds } from '../../../../clinic-server/identity/throttle.ts';
import { guessADay } from '../../../lanes/guesses/day.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/clinicServer.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('R6 of a hundred thousand guesses in a day at most a hundred can be looked at, by the rule alone', () => {
  let [evaluated, open] = [0, 0];
  for (let guess = 0; guess < 100_000; guess++) {
    const second = (guess * 86_400) / 100_000;
    if (second < open) continue;
    evaluated++;
    open = second + waitSeconds(accountRule, evaluated);
  }
  expect(evaluated).toBeGreaterThan(50);
  expect(evaluated).toBeLessThanOrEqual(100);
});

it('R6 guessed at all day from forty kiosks, an account gives nothing away and its owner comes in by the letter', async () => {
  const { evaluated, failures } = await guessADay(database.pool, { guesses: 600, seed: 417 });
  expect(failures).toEqual([]);
  expect(evaluated).toBeLessThanOrEqual(100);
}, 120_000);
