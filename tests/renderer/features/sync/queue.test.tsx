import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { ClockWrong } from '../../../../renderer/app/ClockWrong.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { CancelVisitScreen } from '../../../../renderer/features/appointments/CancelVisitScreen.tsx';
import { QueuePanel } from '../../../../renderer/features/sync/QueuePanel.tsx';
import { russian } from '../../../../renderer/locales/russian.ts';
import { contract, type Channel } from '../../../../shared/contract.ts';
import type { QueueEntry } from '../../../../shared/features/sync.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const now = Date.UTC(2026, 10, 23, 9);
const id = (last: number) => `00000000-0000-4000-8000-00000000000${String(last)}`;
const ok = (value: unknown): Reply => ({ ok: true, value });
const no = (code: string): Reply => ({ ok: false, error: { code, fields: [] } }) as Reply;
const status = (more: object = {}) => ({ line: 'up', lastContactAt: now, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null, ...more });
const entry = (commandId: string, more: Partial<QueueEntry> = {}): QueueEntry => ({ commandId, channel: 'appointments.book', number: 'К03-0417', queuedAt: instant(now), state: 'queued', tries: 0, refusal: null, mayWithdraw: true, ...more });

async function open(shown: React.ReactNode, answers: Record<string, (input: never) => Reply>) {
  vi.setSystemTime(now);
  const asked: { channel: string; input: unknown }[] = [];
  let tell = (_topics: readonly string[]): void => undefined;
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel]?.(input as never) ?? ok({}));
    },
    onChanged: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}>{shown}</AppRoot>);
  const pass = (ms = 1) => act(() => vi.advanceTimersByTimeAsync(ms));
  await pass();
  const press = async (name: string) => {
    fireEvent.click(screen.getByRole('button', { name: new RegExp(name.replaceAll(' ', '\\s')) }));
    await pass(50);
  };
  return { app, pass, press, change: async (topics: readonly string[]) => (tell(topics), pass(50)), of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}
const says = (text: string) => document.body.textContent?.replaceAll('\u00a0', ' ').includes(text) ?? false;

it('O4 every command has its words in the queue', () => {
  const words: unknown = russian.sync.channel;
  const commands = (Object.keys(contract) as Channel[]).filter((channel) => contract[channel].kind === 'command');
  const missing = commands.filter((channel) => channel.split('.').reduce((tree: unknown, key) => (tree as Record<string, unknown> | undefined)?.[key], words) === undefined);
  expect(missing).toEqual([]);
});

it('O4 the queue says what waits, when it was done and by which number, and goes down before the eyes while it drains', async () => {
  const all = [entry(id(1)), entry(id(2), { channel: 'orders.send', number: 'К03-0418' }), entry(id(3), { channel: 'results.seen', number: null, mayWithdraw: false }), entry(id(4), { state: 'aside', refusal: 'something_new', mayWithdraw: false })];
  let sent = 0;
  const { change } = await open(<QueuePanel />, {
    'sync.status': () => ok(status({ unsent: 3 - sent, aside: 1 })),
    'sync.queue': () => ok({ entries: all.slice(sent), total: 4 - sent }),
  });
  expect(says('Ждут отправки 3 записи')).toBe(true);
  expect(says('Запись на приём')).toBe(true);
  expect(says('23 ноября, 12:00 · номер К03-0417')).toBe(true);
  expect(screen.queryByRole('progressbar')).toBeNull();
  sent = 2;
  await change(['sync']);
  expect(screen.getByRole('progressbar').getAttribute('aria-label')).toMatch(/^Отправлено.2.из.3$/);
  sent = 3;
  await change(['sync']);
  expect(says('Всё отправлено')).toBe(true);
  fireEvent.click(screen.getByRole('radio', { name: /Запись.на.приём/ }));
  expect(says('something_new')).toBe(true);
  expect(screen.queryByRole('button', { name: 'Отозвать' })).toBeNull();
});

it.each([
  ['unreachable', 'Центр не отвечает', 'Проверьте кабель'],
  ['untrusted', 'не наш центр', 'Позовите администратора'],
  ['server_error', 'В центре неполадка', 'Делать ничего не нужно'],
  ['refused_device', 'не узнаёт это рабочее место', 'Очередь цела'],
  ['wire_too_old', 'устарела', 'уйдёт после обновления'],
  ['busy', 'Центр перегружен', 'Очередь пойдёт сама'],
])('O4 %s is said in words somebody at a desk can act on', async (failure, what, deed) => {
  await open(<QueuePanel />, { 'sync.status': () => ok(status({ unsent: 1, failure })), 'sync.queue': () => ok({ entries: [entry(id(1))], total: 1 }) });
  expect([says(what), says(deed)]).toEqual([true, true]);
});

it('O4 an entry is taken back in two steps; what builds on it is said, and goes with it only when asked for', async () => {
  const answers: Record<string, () => Reply> = {
    'sync.status': () => ok(status({ unsent: 1, line: 'down', failure: 'unreachable' })),
    'sync.queue': () => ok({ entries: [entry(id(1))], total: 1 }),
    'sync.withdraw': () => no('built_upon'),
  };
  const { press, of } = await open(<QueuePanel />, answers);
  fireEvent.click(screen.getByRole('radio', { name: /Запись.на.приём/ }));
  await press('^Отозвать$');
  expect(of('sync.withdraw')).toEqual([]);
  await press('Отозвать сейчас');
  expect(of('sync.withdraw')).toEqual([{ commandId: id(1), alsoLater: false }]);
  expect(says('Отозвать можно только всё вместе')).toBe(true);
  answers['sync.withdraw'] = () => ok({ withdrawn: 2 });
  await press('Отозвать всё вместе');
  await press('Отозвать сейчас');
  expect(of('sync.withdraw').at(-1)).toEqual({ commandId: id(1), alsoLater: true });
  expect(says('Запись отозвана')).toBe(true);
});

it.each([
  [2 * 60_000, false],
  [-2 * 60_000, false],
  [2 * 60_000 + 1, true],
  [-2 * 60_000 - 1, true],
])('O7 a clock that is %i ms off is said to be wrong: %s', async (clockOffsetMs, isSaid) => {
  await open(<ClockWrong />, { 'sync.status': () => ok(status({ clockOffsetMs })) });
  expect(says('Часы этого компьютера сбились')).toBe(isSaid);
});

it('O7 both times are said, with the days where these differ', async () => {
  await open(<ClockWrong />, { 'sync.status': () => ok(status({ clockOffsetMs: 5 * 60_000 })) });
  expect(says('На нём 12:00, в центре 12:05')).toBe(true);
  document.body.replaceChildren();
  await open(<ClockWrong />, { 'sync.status': () => ok(status({ clockOffsetMs: -366 * 86_400_000 })) });
  expect(says('На нём 23 ноября 2026, 12:00, в центре 22 ноября 2025, 12:00')).toBe(true);
});

const visit = {
  ...{ id: id(5), number: 'К03-0417', queueNumber: null, status: 'sending', startsAt: now + 86_400_000, durationMinutes: 20, roleId: id(6), kopecks: null, cancelReason: null, refusal: null, changeableUntil: now + 80_000_000 },
  doctor: { family: 'Смирнова', given: 'Елена', patronymic: null, speciality: { ru: 'Эндокринолог', en: null }, category: null },
  ...{ office: { ru: 'Корпус', en: null }, officeAddress: null, room: { ru: '214', en: null }, floor: 2, pending: { commandId: id(7), kind: 'book' } },
};

it.each([
  ['never left this device is taken back, and no cancellation is sent after it', ok({ withdrawn: 1 }), []],
  ['may have left is cancelled in the usual way', no('already_sent'), ['appointments.cancel']],
])('S4 a booking that %s', async (_what, answer, sent) => {
  let isThere = true;
  const { press, of, change } = await open(<CancelVisitScreen id={id(5)} />, {
    'identity.me': () => ok({ role: 'patient', patient: { id: id(8), family: 'Кузнецова', given: 'Анна', patronymic: null } }),
    'sync.status': () => ok(status({ line: 'down', failure: 'unreachable' })),
    'device.state': () => ok({ state: 'ready', phone: '', clinic: { ru: '', en: '' } }),
    'appointments.one': () => ok({ patientId: id(8), visit: isThere ? visit : null }),
    'sync.withdraw': () => ((isThere = !answer.ok), answer),
    'appointments.cancel': () => ok({ appointmentId: id(5) }),
    'sync.outcome': () => ok({ state: 'applied', refusal: null }),
  });
  fireEvent.click(screen.getAllByRole('radio')[0] as HTMLElement);
  await press('Отменить запись');
  await change(['appointments']);
  expect(of('sync.withdraw')).toEqual([{ commandId: id(7), alsoLater: false }]);
  expect(of('appointments.cancel')).toHaveLength(sent.length);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(russian.appointments.cancel.doneTitle);
});
