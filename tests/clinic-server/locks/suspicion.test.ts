import { expect, it } from 'vitest';
import { accountIsSuspect, deviceIsSuspect, type Failure } from '../../../clinic-server/locks/suspicion.ts';

const fails = (subject: string, devices: readonly string[]): Failure[] => devices.map((device) => ({ subject, device }));
const many = (device: string, accounts: number): Failure[] => Array.from({ length: accounts }, (_, index) => ({ subject: `someone-${index}`, device }));

it('R6 five failures at three devices lock an account, four do not', () => {
  expect(accountIsSuspect(fails('anna', ['a', 'a', 'b', 'c']), 'anna')).toBe(false);
  expect(accountIsSuspect(fails('anna', ['a', 'a', 'b', 'b', 'c']), 'anna')).toBe(true);
});

it('X5 one device or two never lock an account, however often somebody types there', () => {
  const long = Array.from({ length: 1_000 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'));
  expect(accountIsSuspect(fails('anna', long), 'anna')).toBe(false);
  expect(accountIsSuspect(fails('anna', long.map(() => 'a')), 'anna')).toBe(false);
});

it('X5 a device where ten accounts failed is suspect, and its failures close nobody’s account', () => {
  const spraying = [...many('c', 9), ...fails('anna', ['c'])];
  expect(deviceIsSuspect(spraying.slice(1), 'c')).toBe(false);
  expect(deviceIsSuspect(spraying, 'c')).toBe(true);
  expect(accountIsSuspect([...spraying, ...fails('anna', ['a', 'a', 'b', 'b', 'b'])], 'anna')).toBe(false);
  expect(accountIsSuspect([...spraying, ...fails('anna', ['a', 'b', 'b', 'd', 'd'])], 'anna')).toBe(true);
});

it('R6 failures of one account say nothing about another', () => {
  expect(accountIsSuspect(fails('anna', ['a', 'a', 'b', 'b', 'c']), 'boris')).toBe(false);
});
