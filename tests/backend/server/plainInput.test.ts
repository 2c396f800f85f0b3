import { expect, test } from 'vitest';
import { judgeInput } from '../../../backend/server/plainInput.ts';
import { limits } from '../../../shared/rpc/wire.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level += 1) value = { value };
  return value;
};

/** Counts how often the input is looked at, as a price list of the judging. */
function watched<T extends object>(target: T): { readonly value: T; readonly looks: () => number } {
  let looks = 0;
  const value = new Proxy(target, {
    get(object, key) {
      looks += 1;
      return Reflect.get(object, key) as unknown;
    },
  });
  return { value, looks: () => looks };
}

test('H21 the limit is counted in bytes, keys included, and what just fits is let in', () => {
  expect(judgeInput('x'.repeat(limits.messageBytes - 2))).toBe('plain');
  expect(judgeInput('x'.repeat(limits.messageBytes - 1))).toBe('too_large');
  expect(judgeInput('я'.repeat(limits.messageBytes / 2))).toBe('too_large');
  expect(judgeInput({ ['k'.repeat(limits.messageBytes)]: 1 })).toBe('too_large');
  expect(judgeInput(Array.from({ length: 8_000 }, () => 1))).toBe('plain');
  expect(judgeInput(Array.from({ length: 8_200 }, () => 1))).toBe('too_large');
});

test('H21 thirty-two levels are read, the thirty-third is not', () => {
  expect(judgeInput(nested(32))).toBe('plain');
  expect(judgeInput(nested(33))).toBe('not_plain');
  expect(judgeInput(nested(100_000))).toBe('not_plain');
});

test('H21 a text or an array of any length costs no more looks than the limit allows', () => {
  const array = watched(Array.from({ length: 300_000 }));
  expect(judgeInput(array.value)).toBe('too_large');
  // Two looks an element: its place and the length.
  expect(array.looks()).toBeLessThan(limits.messageBytes);
  const holes: unknown[] = [];
  holes.length = 4_000_000_000;
  expect(judgeInput(holes)).toBe('too_large');
  // Long enough to be judged by its length alone; no text this long is ever walked.
  expect(judgeInput('ё'.repeat(50_000_000))).toBe('too_large');
});

test.each([
  ['a map', new Map()], ['a set', new Set()], ['a date', new Date(Number.NaN)], ['an error', new Error('x')], ['bytes', new Uint8Array(1)], ['a buffer', new ArrayBuffer(1)],
  ['an expression', /x/], ['a boxed text', Object('x')], ['a big integer', 1n], ['infinity', Number.POSITIVE_INFINITY], ['an own __proto__', JSON.parse('{"__proto__":1}')],
])('H21 %s is not plain data, at the top and below it', (_what, value) => {
  expect([judgeInput(value), judgeInput({ value }), judgeInput([[value]])]).toEqual(['not_plain', 'not_plain', 'not_plain']);
});

test('H21 one object in two places is not plain data, so that a small message cannot unfold into a large one', () => {
  let bomb: unknown = ['x'];
  for (let level = 0; level < 20; level += 1) bomb = [bomb, bomb];
  expect(judgeInput(bomb)).toBe('not_plain');
});
