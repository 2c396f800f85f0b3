import { expect, it } from 'vitest';
import { english } from '../../../renderer/locales/english.ts';
import { russian } from '../../../renderer/locales/russian.ts';

function messages(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => (typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : messages(Object(value), `${path}${key}.`)));
}
const ru = new Map(messages(russian));
const en = new Map(messages(english));
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

it('K6 English has every message Russian has, and no other', () => {
  expect([...en.keys()].toSorted()).toEqual([...ru.keys()].toSorted());
});

it('K6 a translated message is filled with the same values', () => {
  const different = [...ru].filter(([key, text]) => holes(text).join() !== holes(en.get(key) ?? '').join()).map(([key]) => key);
  expect(different).toEqual([]);
});

it('K6 nothing is left in Russian on an English page', () => {
  const left = [...en].filter(([key, text]) => /[а-яё]/i.test(text) && key !== 'shell.keyboard.letters').map(([key]) => key);
  expect(left).toEqual([]);
});

it('K6 a Russian message that counts has all four forms', () => {
  const counted = [...ru.keys()].filter((key) => /_(one|few|many|other)$/.test(key)).map((key) => key.replace(/_\w+$/, ''));
  const incomplete = [...new Set(counted)].filter((key) => ['one', 'few', 'many', 'other'].some((form) => !ru.has(`${key}_${form}`)));
  expect(incomplete).toEqual([]);
});

it('K6 Russian messages speak without exclamation marks and never blame', () => {
  const loud = [...ru].filter(([, text]) => text.includes('!') || /неверн|ошибочн|запрещ/i.test(text)).map(([key]) => key);
  expect(loud).toEqual([]);
});
