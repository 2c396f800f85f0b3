import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import { CartScreen } from '../../../../renderer/features/orders/CartScreen.tsx';
import type { CartTrouble } from '../../../../shared/features/orders.ts';
import { kopecks } from '../../../../shared/lib/money.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();
/** Short words are tied to the next one by a space that does not break. */
const said = (words: string) => new RegExp(`^${words.replaceAll(' ', '\\s')}`);
const page = (): string => (document.body.textContent ?? '').replaceAll('\u00a0', ' ');
const settle = () => act(() => vi.advanceTimersByTimeAsync(50));

const ok = (value: unknown): Reply => ({ ok: true, value });
const names: Readonly<Record<string, string>> = { 'A09.05.065': 'ТТГ', 'A07.22.001': 'Сцинтиграфия' };
const ready = {
  state: 'ready', profile: 'kiosk', code: 'K03', appVersion: '0.1.0', clinic: { ru: 'Центр', en: 'Centre' }, phone: '+7 495 000-00-00', office: { ru: 'Корпус', en: null },
  opensAtMinute: 480, closesAtMinute: 1200, idleSeconds: 60, warnSeconds: 20, changeableHours: 3, esia: 'off', termsVersion: null,
};

/** The far end of the port: the price list and its rules, a patient or nobody, and an outcome for what is sent. */
function backend() {
  const prices = new Map<string, number | null>([['A09.05.065', 59_050], ['A07.22.001', 410_000]]);
  const state = { prices, troubles: [] as CartTrouble[], me: { role: 'visitor' } as object, outcome: { state: 'applied', refusal: null as string | null } };
  const asked: { channel: string; input: unknown }[] = [];
  const listeners = new Set<(topics: readonly string[]) => void>();
  const answer = (channel: string, input: unknown): unknown => {
    if (channel === 'orders.check') {
      const lines = (input as { codes: string[] }).codes.map((code) => ({ code, name: { ru: names[code] ?? code, en: null }, kopecks: state.prices.get(code) ?? null }));
      const troubles = state.troubles.filter(({ services }) => services.every((code) => lines.some((line) => line.code === code)));
      const days = troubles.some(({ blocks }) => blocks) ? [] : [{ day: '2026-11-24', from: 450, until: 570 }, { day: '2026-11-25', from: 450, until: 570 }];
      return { patientId: null, lines, total: 0, advice: [{ code: 'fasting', values: { hours: 8 }, services: ['A09.05.065'] }], troubles, days };
    }
    const fixed: Readonly<Record<string, unknown>> = {
      'identity.me': state.me,
      'device.state': ready,
      'sync.status': { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null },
      'orders.send': { orderId: 'o', number: 'К03-0001' },
      'sync.outcome': state.outcome,
    };
    return fixed[channel];
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const value = answer(channel, input);
      return Promise.resolve(value === undefined ? { ok: false, error: { code: 'internal' } } : ok(value));
    },
    onChanged: (listener: (topics: readonly string[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const change = async (topics: readonly string[]) => {
    act(() => listeners.forEach((listener) => listener(topics)));
    await settle();
  };
  return { bridge, state, change, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input as { commandId: string; orderId: string; day: string | null; lines: { kopecks: number }[] }) };
}

function Stage() {
  const { route } = useRouter();
  return route.name === 'cart' ? <CartScreen key={route.step ?? ''} step={route.step} actFor={null} /> : <h1>{route.name}</h1>;
}

async function stage(...codes: readonly (readonly [string, number])[]) {
  const { bridge, ...rest } = backend();
  vi.stubGlobal('kabinet', bridge);
  let made = 0;
  const app = createApp(bridge, () => Date.now(), () => `id-${(made += 1)}`);
  for (const [code, price] of codes) app.draft.getState().setCart({ kind: 'add', code, kopecks: kopecks(price) });
  app.router.getState().go({ name: 'cart' });
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      <Stage />
    </AppRoot>,
  );
  await settle();
  const press = async (name: string) => {
    fireEvent.click(screen.getByRole('button', { name: said(name) }));
    await settle();
  };
  return { app, press, ...rest };
}

const total = () => document.querySelector('.cart__total')?.textContent?.replaceAll('\u00a0', ' ');

it('P3 another price than the one agreed to is shown beside it with the difference, and goes out only when agreed to', async () => {
  const { press, state, change, of } = await stage(['A09.05.065', 59_050], ['A07.22.001', 410_000]);
  expect(total()).toBe('Итого4 690,50 ₽');
  state.me = { role: 'patient', patient: null };
  state.prices.set('A09.05.065', 64_000);
  await change(['orders', 'identity']);
  expect(page()).toContain('Цены изменились');
  expect(page()).toContain('Заказ стал дороже на 49,50 ₽: было 4 690,50 ₽, теперь 4 740 ₽.');
  expect(document.querySelector('.cart__line')?.textContent?.replaceAll('\u00a0', ' ')).toContain('640 ₽было 590,50 ₽');
  expect(screen.queryByRole('button', { name: said('Дальше: подготовка') })).toBeNull();
  await press('Согласиться с новыми ценами');
  await press('Дальше: подготовка');
  await press('Дальше: выбрать день');
  await press('Отправить заказ');
  expect(of('orders.send').map(({ day, lines }) => [day, lines.map(({ kopecks: price }) => price)])).toEqual([['2026-11-24', [64_000, 410_000]]]);
});

it('P2 what cannot go together is named, and is one touch from its cure; a service no longer offered too', async () => {
  const { press, state, change } = await stage(['A09.05.065', 59_050], ['A07.22.001', 410_000]);
  state.troubles = [{ code: 'not_together', values: { why: 'изотоп исказит анализ' }, services: ['A07.22.001', 'A09.05.065'], blocks: true }];
  await change(['orders']);
  expect(page()).toContain('нельзя сделать в один день: изотоп исказит анализ.');
  expect(screen.getByRole('button', { name: said('Дальше: подготовка') }).getAttribute('aria-disabled')).toBe('true');
  await press('Убрать «Сцинтиграфия»');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(total()).toBe('Итого590,50 ₽');
  state.prices.set('A09.05.065', null);
  await change(['orders']);
  expect(page()).toContain('больше не оказывают');
  await press('Убрать «ТТГ»');
  expect(page()).toContain('В заказе пока ничего нет');
});

it('P2 only the last step asks a visitor to sign in, and the day they chose is kept on the way', async () => {
  const { app, press, of } = await stage(['A09.05.065', 59_050]);
  await press('Дальше: подготовка');
  expect(page()).toContain('Приходите натощак');
  await press('Дальше: выбрать день');
  fireEvent.click(screen.getAllByRole('radio')[1] as HTMLElement);
  await press('Войти и отправить');
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'signIn', then: { name: 'cart', step: 'day' } });
  expect(app.draft.getState().cart.day).toBe('2026-11-25');
  expect(of('orders.send')).toEqual([]);
});

it('P3 a refusal over prices this device has not heard of keeps the cart, waits for them, and sends another command of the same order', async () => {
  const { app, press, state, change, of } = await stage(['A09.05.065', 59_050]);
  state.me = { role: 'patient', patient: null };
  await change(['identity']);
  state.outcome = { state: 'refused', refusal: 'price_changed' };
  await press('Дальше: подготовка');
  await press('Дальше: выбрать день');
  await press('Отправить заказ');
  expect(page()).toContain('Цены обновляются');
  expect(app.draft.getState().cart.lines).toHaveLength(1);
  state.prices.set('A09.05.065', 60_000);
  state.outcome = { state: 'applied', refusal: null };
  await change(['orders']);
  await press('Согласиться с новыми ценами');
  // The step that was asked for is come back to.
  await press('Отправить заказ');
  const [first, second] = of('orders.send');
  expect([first?.orderId === second?.orderId, first?.commandId === second?.commandId, second?.lines[0]?.kopecks]).toEqual([true, false, 60_000]);
  expect(app.router.getState().stack.map(({ name }) => name)).toEqual(['home', 'cabinet', 'order']);
  expect(app.draft.getState().cart.lines).toEqual([]);
});

it('O3 a command that went out before a restart is asked after, not sent again', async () => {
  const { app, press, change, state, of } = await stage(['A09.05.065', 59_050]);
  state.me = { role: 'patient', patient: null };
  await change(['identity']);
  act(() => app.draft.getState().setCart({ kind: 'sent' }));
  await press('Дальше: подготовка');
  await press('Дальше: выбрать день');
  await settle();
  expect(app.router.getState().stack.at(-1)?.name).toBe('order');
  expect(of('orders.send')).toEqual([]);
});

it('P1 P3 at midnight in Moscow the cart is read again by itself: the list in force from now on is shown and asked about', async () => {
  vi.setSystemTime(Date.UTC(2026, 10, 30, 20, 59, 30));
  const { state, of } = await stage(['A09.05.065', 59_050]);
  state.prices.set('A09.05.065', 64_000);
  await act(() => vi.advanceTimersByTimeAsync(20_000));
  expect([of('orders.check').length, total()]).toEqual([1, 'Итого590,50 ₽']);
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  expect([of('orders.check').length, total()]).toEqual([2, 'Итого640 ₽']);
  expect(page()).toContain('Заказ стал дороже на 49,50 ₽');
});
