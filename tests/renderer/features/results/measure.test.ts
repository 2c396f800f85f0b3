import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { drawnPoints, labelledPoints, tickTimes, valueSpan } from '../../../../renderer/features/results/drawnPoints.ts';
import { gaugeShape, gaugeWidth } from '../../../../renderer/features/results/gaugeShape.ts';
import { figure, measured, rangeWords, valueWords } from '../../../../renderer/features/results/measure.ts';
import { plain } from './stage.tsx';
import { points, range } from './samples.ts';

const { t } = createI18n('ru');

it('L2 a figure is shown with the comma, and with every digit the laboratory gave', () => {
  const shown = [figure(5.2, 1, 'ru'), figure(5.2, 2, 'ru'), figure(4, 1, 'ru'), figure(0.27, 1, 'ru'), figure(-1.3, 1, 'ru'), figure(12_400, 0, 'ru'), figure(5.2, 2, 'en'), figure(12_400.5, 1, 'en'), figure(0, 0, 'ru')];
  expect(shown.map(plain)).toEqual(['5,2', '5,20', '4,0', '0,27', '−1,3', '12 400', '5.20', '12,400.5', '0']);
});

it('L2 whatever the number, what is shown reads back as the same number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.integer({ min: -99_999, max: 99_999 }).map((number) => number / 1_000)), fc.integer({ min: 0, max: 6 }), (number, digits) => {
      for (const language of ['ru', 'en'] as const) {
        const text = figure(number, digits, language).replace('\u2212', '-').replaceAll('\u00a0', '');
        const back = Number(language === 'ru' ? text.replace(',', '.') : text.replaceAll(',', ''));
        // A number too small to be written out is the one that may be cut, after twenty digits.
        expect(Math.abs(back - number)).toBeLessThanOrEqual(Math.max(1e-20, Math.abs(number) * 1e-15));
      }
    }),
  );
});

it('L2 the sign of the laboratory stands before its figure; a text and a missing value are said as they are', () => {
  expect(plain(measured({ number: 0.01, digits: 2, comparator: '<' }, 'ru'))).toBe('< 0,01');
  expect(plain(measured({ number: 150, digits: 0, comparator: '>=' }, 'ru'))).toBe('≥ 150');
  expect(valueWords(t, { kind: 'text', text: { ru: '<b>отрицательно</b>', en: null } }, 'ru')).toBe('<b>отрицательно</b>');
  expect(valueWords(t, { kind: 'absent' }, 'ru')).toBe('нет данных');
});

it('L2 a range says its open end in words and keeps the precision of the report', () => {
  const shown = [range(0.4, 4), range(30, null, 0), range(null, 6.1), { ...range(null, null), text: { ru: 'не обнаружено', en: null } }, range(null, null)].map((one) => rangeWords(t, one, 1, 'ru'));
  expect(shown.map((text) => (text === null ? null : plain(text)))).toEqual(['0,4–4,0', 'от 30,0', 'до 6,1', 'не обнаружено', null]);
});

it('L2 a point stands inside its band exactly when the value lies in the range, however far out it is', () => {
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(finite, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), finite, (low, width, number) => {
      const shape = gaugeShape(range(low, low + width), number);
      if (shape?.at == null) throw new Error('no point');
      expect(shape.at).toBeGreaterThan(0);
      expect(shape.at).toBeLessThan(gaugeWidth);
      if (number > low + width * 1.001) expect(shape.at).toBeGreaterThan(shape.to);
      if (number < low - width * 0.001) expect(shape.at).toBeLessThan(shape.from);
      if (number > low + width * 0.001 && number < low + width * 0.999) expect(shape.at > shape.from && shape.at < shape.to).toBe(true);
    }),
  );
});

it('L2 a range that contradicts itself draws no band', () => {
  expect([gaugeShape(range(6, 4), 5), gaugeShape(range(4, 4), 5), gaugeShape(null, 5), gaugeShape(range(null, null), 5)]).toEqual([null, null, null, null]);
  expect(gaugeShape(range(null, 0), 5)?.at).toBeNull();
});

it('L2 a trend of a thousand points is drawn with fewer, and none that stands out is lost', () => {
  const value = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(fc.array(value, { minLength: 2, maxLength: 120 }), fc.array(value, { minLength: 200, maxLength: 1_000, size: 'max' })), (numbers) => {
      const all = points(numbers, { low: 20, high: 80 });
      const drawn = drawnPoints(all);
      expect(drawn.length).toBeLessThanOrEqual(122);
      expect([drawn[0], drawn.at(-1)]).toEqual([all[0], all.at(-1)]);
      const values = drawn.map(({ number }) => number);
      expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
      expect(drawn.map(({ at }) => at)).toEqual(drawn.map(({ at }) => at).toSorted((one, other) => one - other));
      if (numbers.length <= 120) expect(drawn).toHaveLength(numbers.length);
    }),
    { numRuns: 40 },
  );
});

it('L2 every point of a short trend carries its figure, of a long one the first, the last and the extremes; none lie on each other', () => {
  const few = points([5.8, 4.6, 3.1, 2.4, 3.6, 5.2], { low: 0.4, high: 4 });
  expect(labelledPoints(few, ({ at }) => few.findIndex((one) => one.at === at) * 150, 84).size).toBe(6);
  const many = points([3, 3, 9, 3, 3, 3, 1, 3, 3, 3, 4], { low: 0.4, high: 4 });
  expect([...labelledPoints(many, ({ at }) => many.findIndex((one) => one.at === at) * 150, 84)].map(({ number }) => number).toSorted()).toEqual([1, 3, 4, 9]);
  expect(labelledPoints(few, () => 0, 84).size).toBe(1);
  expect(tickTimes(many, ({ at }) => many.findIndex((one) => one.at === at) * 60, 118)).toHaveLength(6);
});

it('L2 the axis begins at zero unless that would flatten what is to be seen', () => {
  expect(valueSpan(points([5.8, 2.4], { low: 0.4, high: 4 })).from).toBe(0);
  expect(valueSpan(points([2.3, 2.4], { low: 2.15, high: 2.55 })).from).toBeGreaterThan(1.9);
  expect(valueSpan(points([-2.5, -1], { low: -1, high: 1 })).from).toBeLessThan(-2.5);
  const { from, to } = valueSpan(points([7], { low: 7, high: 7 }));
  expect(to).toBeGreaterThan(from);
});
