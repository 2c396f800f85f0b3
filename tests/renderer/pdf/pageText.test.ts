import { expect, it } from 'vitest';
import { paragraphsOf } from '../../../renderer/pdf/pageText.ts';

const line = (text: string, y: number) => ({ text, y, height: 10, endsLine: true });

it('L3 lines near each other are read as one paragraph, and a gap begins another', () => {
  expect(paragraphsOf([line('Заключение', 800), line('Щитовидная железа', 770), line('не увеличена.', 756), line('Узлов нет.', 720)])).toEqual(['Заключение', 'Щитовидная железа не увеличена.', 'Узлов нет.']);
});

it('L3 a word divided at the end of a line is one word, a range of figures stays as it is', () => {
  expect(paragraphsOf([line('эхоген-', 100), line('ность средняя', 88)])).toEqual(['эхогенность средняя']);
  expect(paragraphsOf([line('норма 5-', 100), line('7 мм', 88)])).toEqual(['норма 5- 7 мм']);
});

it('L3 pieces of one line stay together, empty lines are nothing, and a page that repeats itself for ever ends', () => {
  expect(paragraphsOf([{ text: 'ТТГ ', y: 10, height: 8, endsLine: false }, line('2,1', 10), line('  ', 0)])).toEqual(['ТТГ 2,1']);
  expect(paragraphsOf(Array.from({ length: 100_000 }, () => line('одно и то же', 0))).join(' ').length).toBeLessThan(30_000);
  expect(paragraphsOf([])).toEqual([]);
});
