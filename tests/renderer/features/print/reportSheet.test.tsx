import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { paginate } from '../../../../renderer/print/paginate.ts';
import { reportBlocks, ReportSheet } from '../../../../renderer/print/ReportSheet.tsx';
import { resultWords } from '../../../../renderer/print/resultWords.ts';
import type { Analyte, ResultSheet } from '../../../../shared/features/results.ts';
import { instant } from '../../../../shared/lib/moscow.ts';

afterEach(cleanup);

const id = '00000000-0000-4000-8000-000000000001';
const at = instant(Date.UTC(2026, 10, 20, 5, 15));

function analyte(number: number): Analyte {
  return {
    ...{ observationId: id, code: null, name: { ru: `Показатель ${number}`, en: null }, unit: { ru: 'ммоль/л', en: null }, before: null, points: 0 },
    ...{ value: { kind: 'number', number, digits: 1, comparator: null }, range: { low: 1, high: 50, digits: 0, text: null }, flag: number > 50 ? 'criticalHigh' : 'normal' },
  };
}

function sheet(count: number): ResultSheet {
  return {
    report: {
      ...{ reportId: id, kind: 'laboratory', title: { ru: 'Большой анализ', en: null }, takenAt: at, releasedAt: at, isNew: false, outside: 0, values: count },
      ...{ isAmended: false, analytes: Array.from({ length: count }, (_, index) => analyte(index + 1)), omitted: 0, conclusion: { ru: 'Заключение врача.', en: null }, paper: null },
    },
    ...{ number: '0000-0000', patientId: id, patientShort: 'Кузнецова А. П.', clinic: { name: { ru: 'Центр', en: null }, phone: '8 800 000-00-00' }, deviceCode: 'К03', printedAt: at, line: 'up', language: 'ru', qr: 'ABC234' },
  };
}

it('K5 L2 a report of sixty values is set on numbered pages, each with the heads of its columns, and no value is left out or stands twice', () => {
  const words = resultWords(sheet(60));
  const blocks = reportBlocks(words, 'ABC234');
  const pages = paginate(blocks.map(({ withNext, isRow }) => ({ withNext, height: isRow ? 30 : 100 })), 900);
  const { container } = render(<ReportSheet words={words} blocks={blocks} pages={pages} />);
  const drawn = [...container.querySelectorAll('main')];
  expect(drawn.length).toBeGreaterThan(2);
  expect(drawn.map((page) => page.querySelector('footer')?.textContent?.replaceAll('\u00a0', ' '))).toEqual(drawn.map((_, index) => expect.stringContaining(`Страница ${index + 1} из ${drawn.length}`)));
  const values = drawn.map((page) => page.querySelectorAll('.report__row:not(.report__head)').length);
  expect(values.reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(drawn.map((page) => page.querySelectorAll('.report__head').length)).toEqual(values.map((count) => (count > 0 ? 1 : 0)));
  // The code is drawn once, with what it is for.
  expect(container.querySelectorAll('svg[role=img]')).toHaveLength(1);
});

it('L2 a flag on paper has a shape beside its word: two triangles far out, a circle in range', () => {
  const words = resultWords(sheet(51));
  const { container } = render(<ReportSheet words={words} blocks={reportBlocks(words, 'ABC234')} pages={[reportBlocks(words, 'ABC234').map((_, index) => index)]} />);
  const flags = [...container.querySelectorAll('.report__flag')].map((flag) => [flag.querySelectorAll('svg').length, flag.textContent?.replaceAll('\u00a0', ' ')]);
  expect(flags[0]).toEqual([1, 'в норме']);
  expect(flags[50]).toEqual([2, 'сильно выше']);
});
