import { cleanup, render } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it } from 'vitest';
import { AppContext } from '../../../../renderer/app/appContext.ts';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { TrendChart } from '../../../../renderer/features/results/TrendChart.tsx';
import type { TrendPoint } from '../../../../shared/features/results.ts';
import { daysAgo, points, range } from './samples.ts';
import { plain } from './stage.tsx';

afterEach(cleanup);

function draw(of: readonly TrendPoint[]): HTMLElement {
  const app = createApp({ onChanged: () => () => undefined }, () => Date.now(), () => crypto.randomUUID());
  const { container } = render(
    <AppContext value={app}>
      <I18nextProvider i18n={createI18n('ru')}>
        <TrendChart points={of} name="ТТГ, мМЕ/л" width={920} height={424} />
      </I18nextProvider>
    </AppContext>,
  );
  return container;
}

const texts = (container: HTMLElement, selector: string) => [...container.querySelectorAll(selector)].map(({ textContent }) => plain(textContent));

it('L2 every value is drawn as its shape and carries its figure; the band has both ends and its word', () => {
  const container = draw(points([5.8, 4.6, 3.1, 0.2, 3.6, 5.2], { low: 0.4, high: 4 }));
  expect(container.querySelectorAll('.tri')).toHaveLength(4);
  expect(container.querySelectorAll('.dot')).toHaveLength(2);
  expect(texts(container, 'text.value').toSorted()).toEqual(['0,2', '3,1', '3,6', '4,6', '5,2', '5,8']);
  for (const words of ['4,0', '0,4', 'норма', '2026']) expect(texts(container, 'text')).toContain(words);
  expect(container.querySelector('.norm .recharts-area-area')?.getAttribute('d')).toBeTruthy();
  expect(container.querySelector('.trace path')?.getAttribute('d')?.match(/[ML]/g)).toHaveLength(6);
  expect(plain(container.querySelector('[role=img]')?.getAttribute('aria-label') ?? null)).toBe(
    'ТТГ, мМЕ/л: 6 измерений, июнь 2026 – нояб 2026. Наименьшее 0,2, наибольшее 5,8, последнее 5,2. Норма 0,4–4,0. Все значения есть в таблице.',
  );
});

it('L2 the band is as wide as the norm was on each day', () => {
  const [older, newer] = points([3, 3], { low: 0.4, high: 4 });
  if (older === undefined || newer === undefined) throw new Error('two points');
  const heights = (container: HTMLElement) => new Set([...(container.querySelector('.norm .recharts-area-area')?.getAttribute('d') ?? '').matchAll(/[ML,]([\d.]+)(?=[A-Z])/g)].map(([, y]) => y)).size;
  const changed = heights(draw([{ ...older, range: range(0.4, 6) }, newer]));
  cleanup();
  expect(changed).toBeGreaterThan(heights(draw([older, newer])));
});

it('L2 five hundred values are drawn by few shapes, and the highest and the lowest are among them', () => {
  const numbers = Array.from({ length: 500 }, (_, index) => (index === 321 ? 19.5 : index === 77 ? 0.1 : 3 + (index % 7) / 10));
  const container = draw(points(numbers, { low: 0.4, high: 4 }));
  expect(container.querySelectorAll('.dot, .tri').length).toBeLessThanOrEqual(122);
  expect(texts(container, 'text.value')).toEqual(expect.arrayContaining(['19,5', '0,1']));
});

it('L2 one value alone, a value without a norm and an open end are drawn too', () => {
  const one: TrendPoint = { at: daysAgo(3), number: -2.5, digits: 1, comparator: '<', range: null, flag: null, reportId: '3f0c0f5e-6d0a-4d53-9f7e-000000000001' };
  expect(texts(draw([one]), 'text.value')).toEqual(['< −2,5']);
  cleanup();
  const open = draw([{ ...one, number: 24, comparator: null, range: range(30, null, 0), flag: 'low' }]);
  expect(texts(open, 'text')).toContain('30,0');
  expect(open.querySelectorAll('.tri')).toHaveLength(1);
});
