import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { OrderScreen } from '../../../../renderer/features/orders/OrderScreen.tsx';
import type { Order } from '../../../../shared/features/orders.ts';
import { kopecks } from '../../../../shared/lib/money.ts';
import { instant, moscowDay } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const said = (words: string) => new RegExp(`^${words.replaceAll(' ', '\\s')}`);
const page = (): string => (document.body.textContent ?? '').replaceAll('\u00a0', ' ');
const settle = () => act(() => vi.advanceTimersByTimeAsync(50));

const order: Order = {
  ...{ orderId: 'o', number: 'К03-0017', state: 'sent', cancelling: false, madeAt: instant(Date.UTC(2026, 10, 23, 6)), day: moscowDay('2026-11-25'), count: 1, total: kopecks(59_050), refusal: null },
  lines: [{ lineId: 'l', code: 'A09.05.065', name: { ru: 'ТТГ', en: null }, kopecks: kopecks(59_050) }],
  advice: [],
};

async function stage(shown: Order) {
  const asked: { channel: string; input: unknown }[] = [];
  const state = { order: shown };
  const answers: Readonly<Record<string, () => unknown>> = {
    'identity.me': () => ({ role: 'patient', patient: null }),
    'sync.status': () => ({ line: 'down', lastContactAt: 0, unsent: 1, aside: 0, clockOffsetMs: 0, failure: 'unreachable' }),
    'sync.outcome': () => ({ state: 'applied', refusal: null }),
    'orders.one': () => ({ patientId: 'anna', order: state.order }),
    'orders.cancel': () => ({ orderId: 'o' }),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const answer = answers[channel];
      return Promise.resolve(answer === undefined ? { ok: false, error: { code: 'no_printer' } } : { ok: true, value: answer() });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  vi.setSystemTime(Date.UTC(2026, 10, 23, 9));
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  app.router.getState().go({ name: 'order', orderId: 'o' });
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <OrderScreen orderId="o" />
    </AppRoot>,
  );
  await settle();
  const press = async (name: string) => {
    fireEvent.click(screen.getAllByRole('button', { name: said(name) }).at(-1) as HTMLElement);
    await settle();
  };
  return { app, press, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

it('P2 an order without the centre’s word says so, and promises no price', async () => {
  await stage({ ...order, state: 'sending' });
  expect(page()).toContain('Отправляется');
  expect(page()).toContain('Центр его ещё не подтвердил');
  expect(page()).not.toContain('Цены за вами закреплены');
});

it('P3 a kept price stands first, and what it costs now beside it', async () => {
  await stage({ ...order, state: 'confirmed', lines: order.lines.map((line) => ({ ...line, nowKopecks: kopecks(64_000) })) });
  expect(document.querySelector('.cart__price')?.textContent.replaceAll('\u00a0', ' ')).toBe('590,50 ₽сейчас 640 ₽');
  expect(page()).toContain('Итого590,50 ₽1 услуга');
});

it('P2 cancelling is asked about first; what the laboratory has begun has no such button', async () => {
  const { press, of } = await stage(order);
  await press('Отменить заказ');
  expect(of('orders.cancel')).toEqual([]);
  expect(page()).toContain('Вернуть заказ будет нельзя');
  await press('Отменить заказ');
  expect(of('orders.cancel')).toEqual([{ commandId: expect.any(String), orderId: 'o' }]);
});

it.each(['ready', 'done', 'cancelled', 'refused'] as const)('P2 an order that is %s cannot be cancelled', async (state) => {
  await stage({ ...order, state });
  expect(screen.queryByRole('button', { name: said('Отменить заказ') })).toBeNull();
});

it('P3 a refused order is put together again with the prices it was refused with, under its own id', async () => {
  const { app, press } = await stage({ ...order, state: 'refused', refusal: 'price_changed' });
  expect(page()).toContain('Пока заказ отправлялся, цены изменились. Ничего не заказано.');
  await press('Собрать заново');
  expect(app.draft.getState().cart).toMatchObject({ orderId: 'o', sent: false, lines: [{ code: 'A09.05.065', kopecks: 59_050 }] });
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'cart' });
});

it('P4 a missing printer is said, with the number to remember', async () => {
  const { press } = await stage(order);
  await press('Напечатать памятку');
  expect(page()).toContain('Принтер не отвечает. Заказ в порядке: запомните номер К03-0017.');
});
