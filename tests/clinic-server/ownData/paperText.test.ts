import type { Observation, Quantity } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import { initialsOf } from '../../../clinic-server/ownData/auditTrail.ts';
import { rangeWords } from '../../../clinic-server/ownData/paperRecord.ts';
import { moneyWords, parsed, plain, quantityWords, whenWords } from '../../../clinic-server/ownData/paperText.ts';

test('D4 on paper nothing of a text is invisible, turned round or longer than a line, and nothing else of it is changed', () => {
  expect(plain('\u202eобратно\u2066 н\u200bе\u200dв\ufeffидимо\u0007')).toBe('обратно невидимо');
  expect(plain('первая\nвторая\u2028третья')).toBe('первая вторая третья');
  expect(plain('\ud800 половина')).toBe('\ufffd половина');
  expect(plain('<b>{"text":1}</b> $t(x)')).toBe('<b>{"text":1}</b> $t(x)');
  expect(plain('и'.repeat(60)).split('\u200b').map((part) => part.length)).toEqual([26, 26, 8]);
  expect(plain('и '.repeat(9_000)).length).toBeLessThanOrEqual(6_000);
  expect([plain(undefined), plain({ text: 'x' }), plain(null)]).toEqual(['', '', '']);
});

test('D4 a value stands on paper with every digit it was written with', () => {
  const written = (text: string) => quantityWords(parsed<Quantity>(text));
  expect(written('{"value":5.20}')).toBe('5,20');
  expect(written('{"value":100}')).toBe('100');
  expect(written('{"value":4.8,"_value":{"extension":[{"valueInteger":2}]}}')).toBe('4,80');
  expect(written('{"value":7,"_value":{"extension":[{"valueInteger":1}]}}')).toBe('7,0');
  expect(written('{"value":0.01,"comparator":"<"}')).toBe('< 0,01');
  expect(written('{"value":1e400}')).toBe('1e400');
});

test('D4 money is whole kopecks, and what is no money is no price', () => {
  expect(moneyWords({ value: '1254.5' })).toBe('1\u00a0254,50\u00a0₽');
  expect(moneyWords({ value: 3200 })).toBe('3\u00a0200\u00a0₽');
  expect([moneyWords({ value: -1 }), moneyWords({ value: 'много' }), moneyWords({ value: '1e400' }), moneyWords(undefined)]).toEqual(['', '', '', '']);
});

test('D4 a moment is told in Moscow time and as far as it is known', () => {
  expect(whenWords('2026-11-23T21:30:00Z')).toBe('24\u00a0ноября\u00a02026, 0:30');
  expect(whenWords('2026-11-23')).toBe('23\u00a0ноября\u00a02026');
  expect([whenWords('2026-11'), whenWords('2026'), whenWords('вчера'), whenWords(undefined)]).toEqual(['2026-11', '2026', '', '']);
});

test('D4 the range is the one of this patient’s sex and age on the day of the sample', () => {
  const quantity = (value: number) => ({ value });
  const sex = (code: string) => [{ coding: [{ code }] }];
  const observation: Observation = {
    ...{ resourceType: 'Observation', status: 'final', code: {}, effectiveDateTime: '2026-01-10T08:20:00+03:00' },
    referenceRange: [
      { low: quantity(1), high: quantity(2), appliesTo: sex('male') },
      { low: quantity(3), high: quantity(4), appliesTo: sex('female'), age: { high: { value: 40, code: 'a' } } },
      { high: quantity(6), appliesTo: sex('female'), age: { low: { value: 41, code: 'a' } } },
    ],
  };
  const of = (gender: 'male' | 'female', birthDate: string) => rangeWords(observation, { resourceType: 'Patient', gender, birthDate });
  expect([of('male', '1951-04-03'), of('female', '1985-01-11'), of('female', '1984-01-10')]).toEqual(['1–2', '3–4', 'до 6']);
});

test('D4 of a colleague’s name the first letters are told', () => {
  expect(['Белова Марина Игоревна', 'ирина', ' О. С. ', ''].map(initialsOf)).toEqual(['Б. М. И.', 'И.', 'О. С.', '']);
});
