import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { CountersPage } from '../../../../renderer/features/counters/CountersPage.tsx';
import { CountersScreen } from '../../../../renderer/features/counters/CountersScreen.tsx';
import { useCounting } from '../../../../renderer/features/counters/useCounting.ts';
import { russian } from '../../../../renderer/locales/russian.ts';
import { CounterEvent } from '../../../../shared/features/counters.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';

const ok = (value: unknown): Reply => ({ ok: true, value });
const quiet = CounterEvent.options.map((event) => ({ profile: 'kiosk', event, days: Array.from({ length: 7 }, () => null), total: { exact: false, count: 0 } }));
const whole = {
  week: '2026-11-16', threshold: 5, shown: Array.from({ length: 7 }, () => true), connectors: [],
  rows: quiet.map((row) => (row.event === 'screen.prices' ? { ...row, days: [12, 9, 8, 30, 7, null, null], total: { exact: false, count: 66 } } : row)),
};

function open(page: React.ReactNode, answers: Record<string, Reply>) {
  const asked: { channel: string; input: unknown }[] = [];
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel] ?? { ok: false, error: { code: 'internal' } });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  vi.stubGlobal('ResizeObserver', class { observe(): void {} disconnect(): void {} });
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}>{page}</AppRoot>);
  return { app, answers, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}
const pass = () => act(() => vi.advanceTimersByTimeAsync(100));
const words = (element: HTMLElement) => element.textContent.replaceAll('\u00a0', ' ');
const wordsOf = (event: string): unknown => event.split('.').reduce<unknown>((tree, key) => (tree as Record<string, unknown>)[key], russian.counters.event);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('D6 every event that can be counted has plain words of its own', () => {
  const said = CounterEvent.options.map(wordsOf);
  expect(said.filter((text) => typeof text !== 'string')).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});

it('D6 the kiosk lists all that is counted, a page at a time, with what was told last and nothing of today', async () => {
  const events = CounterEvent.options.map((event) => ({ event, count: event === 'screen.home' ? 41 : null }));
  const { app } = open(<CountersScreen />, { 'counters.own': ok({ threshold: 5, day: '2026-11-22', events }) });
  await pass();
  expect(words(screen.getByRole('main'))).toContain('за 22 ноября');
  expect(words(screen.getByRole('main'))).toContain('Кто вы, к какому врачу');
  const read: string[] = [];
  for (let page = 0; page < 40; page += 1) {
    read.push(...within(screen.getByRole('list', { name: /^Что\sсчитается$/ })).getAllByRole('listitem').map(words));
    const down = screen.getByRole('button', { name: 'Ниже' });
    if (down.getAttribute('aria-disabled') === 'true') break;
    fireEvent.click(down);
  }
  expect(read).toEqual(CounterEvent.options.map((event) => `${String(wordsOf(event))}${event === 'screen.home' ? '41' : 'меньше 5'}`));
  act(() => app.view.getState().toggleView());
  expect(within(screen.getByRole('list', { name: /^Что\sсчитается$/ })).getAllByRole('listitem')).toHaveLength(CounterEvent.options.length);
});

it('D6 before anything was told the kiosk says so, and shows no number', async () => {
  open(<CountersScreen />, { 'counters.own': ok({ threshold: 5, day: null, events: CounterEvent.options.map((event) => ({ event, count: null })) }) });
  await pass();
  expect(words(screen.getByRole('main'))).toContain('пока ничего не передавал');
  expect(words(screen.getByRole('main'))).not.toContain('меньше 5');
});

it('D6 an administrator sees a week, hidden days as fewer than five, and a sum that tells no hidden day', async () => {
  const { of, answers } = open(<CountersPage />, { 'counters.week': ok(whole) });
  await pass();
  const cells = within(screen.getByRole('row', { name: /Смотрели цены/ })).getAllByRole('cell').map(words);
  expect(cells).toEqual(['12', '9', '8', '30', '7', 'меньше 5', 'меньше 5', 'не меньше 66']);
  expect(screen.getAllByRole('row')).toHaveLength(2);
  expect(screen.getByText(/Никому за пределами клиники/)).toBeTruthy();
  answers['counters.week'] = ok({ ...whole, week: '2026-11-23', shown: [true, false, false, false, false, false, false], connectors: ['yandexMetrika'], rows: whole.rows.map((row) => ({ ...row, total: null })) });
  fireEvent.click(screen.getByRole('button', { name: /^Неделя\sпозже$/ }));
  await pass();
  expect(of('counters.week')).toEqual([{ week: null }, { week: '2026-11-23' }]);
  expect(within(screen.getByRole('row', { name: /Смотрели цены/ })).getAllByRole('cell').map(words).slice(1)).toEqual(Array.from({ length: 7 }, () => 'позже'));
  expect(words(document.body)).toContain('Яндекс Метрика');
  answers['counters.week'] = { ok: false, error: { code: 'offline' } };
  fireEvent.click(screen.getByRole('button', { name: /^Неделя\sраньше$/ }));
  await pass();
  expect(words(screen.getByRole('alert'))).toContain('Нет связи с центром');
});

it('D6 a kiosk tells which screen was opened and nothing of whom or what it is about; a desk tells nothing', async () => {
  const Probe = () => (useCounting(), null);
  const ready = (profile: string) => ok({ state: 'ready', profile });
  const kiosk = open(<Probe />, { 'device.state': ready('kiosk'), 'counters.count': ok({}) });
  await pass();
  const { go } = kiosk.app.router.getState();
  act(() => {
    go({ name: 'doctors', purpose: 'browse' });
    go({ name: 'time', roleId: 'doctor-7', purpose: 'book' });
    go({ name: 'visit', id: 'visit-9' });
    go({ name: 'moveVisit', id: 'visit-9' });
    kiosk.app.view.getState().toggleView();
    kiosk.app.view.getState().setLanguage('en');
  });
  expect(kiosk.of('counters.count')).toEqual(['screen.home', 'screen.doctors', 'step.time', 'screen.visit', 'view.accessible', 'view.accessible', 'language.english'].map((mark) => ({ mark })));
  cleanup();
  const desk = open(<Probe />, { 'device.state': ready('reception') });
  await pass();
  act(() => desk.app.router.getState().go({ name: 'prices' }));
  expect(desk.of('counters.count')).toEqual([]);
});
