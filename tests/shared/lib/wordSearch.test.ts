import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchable, searchByWords, wordsOf } from '../../../shared/lib/wordSearch.ts';

const people = [
  ['Смирнова', 'Елена', 'Аркадьевна'],
  ['Смирнов', 'Пётр', 'Ильич'],
  ['Ёлкина-Берёзова', 'Анна', null],
] as const;
const rows = people.map((names) => ({ family: names[0], folded: searchable(...names) }));
const find = (text: string) => {
  const { rows: found, correctedText } = searchByWords(text, rows, (row) => row.folded);
  return { names: found.map(({ family }) => family), correctedText };
};

test.each([
  ['смирн', ['Смирнова', 'Смирнов']],
  ['елена смир', ['Смирнова']],
  ['СМИРНОВ  петр', ['Смирнов']],
  ['елкина', ['Ёлкина-Берёзова']],
  ['ёлкина', ['Ёлкина-Берёзова']],
  ['березова', ['Ёлкина-Берёзова']],
  ['елкина-бер', ['Ёлкина-Берёзова']],
  ['Смирнова Е. А.', ['Смирнова']],
])('S1 «%s» finds by the beginnings of words in any order', (text, names) => {
  expect(find(text)).toEqual({ names, correctedText: null });
});

test('S1 a name typed in the wrong layout is found and the corrected text is told', () => {
  expect(find('cvbhyjdf')).toEqual({ names: ['Смирнова'], correctedText: 'смирнова' });
  expect(find('`krbyf')).toEqual({ names: ['Ёлкина-Берёзова'], correctedText: 'ёлкина' });
  expect(find('tktyf cvbh')).toEqual({ names: ['Смирнова'], correctedText: 'елена смир' });
});

test.each([
  ['%'],
  ['_'],
  ['%%%'],
  ["' OR 1=1 --"],
  ["'; DROP TABLE practitioner; --"],
  ['😀'],
  ['<b>'],
  ['ирнов'],
  ['a'.repeat(10_000)],
  ['смирнов '.repeat(1_250)],
  ['\u0000'],
  ['---'],
])('S1 «%.20s» finds nobody and does no harm', (text) => {
  expect(find(text)).toEqual({ names: [], correctedText: null });
});

test('S1 an empty text finds everybody', () => {
  expect(find('').names).toHaveLength(3);
  expect(find('   ').names).toHaveLength(3);
});

test('P1 a code is found with Latin and with Cyrillic letters', () => {
  expect(wordsOf('В01.058')).toEqual(wordsOf('B01.058'));
  expect(wordsOf('А09')).toEqual(wordsOf('a09'));
});

test('S1 whatever is typed, what is found really has every word, and any part of a name finds its owner', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(new Set(['Смирнова', 'Смирнов', 'Ёлкина-Берёзова'])).toEqual(
        new Set([...find(text).names, ...people.map(([family]) => family)]),
      );
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...people), fc.nat(20), fc.shuffledSubarray([0, 1]), (names, length, order) => {
      fc.pre(order.length > 0);
      const text = order.map((index) => names[index]?.slice(0, Math.max(1, length)) ?? '').join(' ');
      expect(find(text).names).toContain(names[0]);
    }),
  );
});
