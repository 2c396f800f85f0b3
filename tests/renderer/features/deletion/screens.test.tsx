import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ownClockAndPage } from '../../../support/pageClock.ts';
import { counts, heading, open, page, patientId, press, receipt, Refused } from './stage.tsx';

ownClockAndPage();

const plan = (goes = counts({ visits: 2, results: 3 }), ahead = counts({ visits: 1, orders: 5 })) => ({ 'deletion.plan': () => ({ patientId, goes, ahead, signed: 2 }) });
const result = { scope: 'item', kind: 'results', itemId: patientId } as const;

it('D1 nothing is deleted before what goes and what stays was shown and a second button was pressed', async () => {
  const { of } = await open({ name: 'deletion', of: { scope: 'all' } }, plan());
  expect(heading()).toBe('Что исчезнет и что останется');
  for (const words of ['2 приёма — с услугами', '3 результата — со всеми', 'Ваша карта в архиве клиники', '1 приём впереди: сначала отмените его', '5 заказов в работе: сначала отмените их', 'Подписанные согласия', 'Список тех, кто смотрел', 'по письменному заявлению']) expect(page()).toContain(words);
  expect(screen.queryByRole('button', { name: /удалить/i })).toBeNull();
  await press('Дальше');
  expect(heading()).toBe('Удалить из кабинета?');
  expect(page()).toContain('2 приёма, 3 результата');
  await press('Не удалять');
  await press('Назад');
  expect(of('deletion.erase')).toEqual([]);
});

it('D1 the receipt shows its number as the centre counted; pressed again it is the same deletion', async () => {
  let tries = 0;
  const { of } = await open({ name: 'deletion', of: result }, {
    ...plan(counts({ results: 1 }), counts()),
    'sync.outcome': () => (++tries === 1 ? new Refused('busy') : { state: 'applied', refusal: null }),
    'deletion.receipts': () => ({ patientId, complete: true, receipts: [receipt(7, { receiptId: String((of('deletion.erase')[0] as { receiptId: string }).receiptId), counts: counts({ results: 1, waiting: 4 }) })] }),
  });
  expect(page()).not.toContain('Подписанные согласия');
  await press('Дальше');
  await press('Да, удалить');
  expect(page()).toContain('Удалить не получилось');
  await press('Да, удалить');
  expect(heading()).toBe('Удалено из кабинета');
  for (const words of ['К03-0007', 'Удалено на всех киосках', 'Прежние записи в листе ожидания4']) expect(page()).toContain(words);
  const [first, second] = of('deletion.erase');
  expect(first).toEqual(second);
  expect(first).toMatchObject({ of: result });
  await press('Готово');
  expect(heading()).toBe('cabinet');
});

it('D1 without a line it says what is certain: gone here, and everywhere as soon as the line is back', async () => {
  await open({ name: 'deletion', of: { scope: 'kind', kind: 'results' } }, { ...plan(), 'sync.outcome': () => ({ state: 'waiting', refusal: null }) });
  await press('Дальше');
  await press('Да, удалить');
  expect(page()).toContain('Удалено на этом киоске');
  expect(page()).toContain('С центром сейчас нет связи');
  expect(page()).not.toContain('на всех киосках');
});

it('D1 a refusal is said in words, and nothing is called deleted', async () => {
  await open({ name: 'deletion', of: result }, { ...plan(), 'sync.outcome': () => ({ state: 'refused', refusal: 'still_ahead' }) });
  await press('Дальше');
  await press('Да, удалить');
  expect([heading(), page().includes('Сначала отмените, потом удалите')]).toEqual(['Удалить из кабинета?', true]);
});

it('D1 what is ahead, or is gone already, is said so and has no button that deletes', async () => {
  await open({ name: 'deletion', of: { scope: 'item', kind: 'visits', itemId: patientId } }, plan(counts(), counts({ visits: 1 })));
  expect(page()).toContain('Это ещё впереди');
  expect(screen.queryByRole('button', { name: 'Дальше' })).toBeNull();
});

it('D1 kinds without anything to delete say so; each of the others leads to its own plan', async () => {
  const { of } = await open({ name: 'deletion' }, plan(counts({ results: 57 }), counts()));
  expect(page()).toContain('57 результатов');
  expect(page()).not.toContain('лист ожидания');
  await press('Прошлые приёмы');
  expect(heading()).toBe('Что удалить из кабинета?');
  await press('Результаты');
  expect(heading()).toBe('Что исчезнет и что останется');
  expect(of('deletion.plan').at(-1)).toEqual({ of: { scope: 'kind', kind: 'results' } });
});

it('D1 the list of receipts tells what became of each, and prints any that stands', async () => {
  const { of } = await open({ name: 'receipts' }, { 'deletion.receipts': () => ({ patientId, complete: false, receipts: [receipt(3, { state: 'sending' }), receipt(2), receipt(1, { state: 'restored' })] }), 'deletion.print': () => ({}) });
  for (const words of ['К03-0003', 'Удалено на этом киоске', 'Возвращено по заявлению', 'Показаны только квитанции этого киоска']) expect(page()).toContain(words);
  await press('К03-0002');
  await press('Напечатать квитанцию');
  expect(of('deletion.print')).toEqual([{ receiptId: receipt(2).receiptId, language: 'ru' }]);
  expect(page()).toContain('Квитанция напечатана');
});

it('K4 in the accessible view only what can be chosen is stepped over', async () => {
  await open({ name: 'deletion' }, plan(counts({ results: 1 }), counts()), { accessible: true });
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent?.replaceAll('\u00a0', ' '))).toEqual(['Результаты1 результат', 'Всё, что можно удалитьПриёмы, результаты и заказы вместе', 'Квитанции об удаленииНомера и сколько было удалено']);
});
