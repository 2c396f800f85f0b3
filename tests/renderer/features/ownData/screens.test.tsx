import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import { EverythingScreen } from '../../../../renderer/features/ownData/EverythingScreen.tsx';
import { OwnDataScreen } from '../../../../renderer/features/ownData/OwnDataScreen.tsx';
import { WhoLookedScreen } from '../../../../renderer/features/ownData/WhoLookedScreen.tsx';
import { ownData as words } from '../../../../renderer/locales/ru/ownData.ts';
import { AccessDeed, ownData, type AccessLine } from '../../../../shared/features/ownData.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const anna = { id: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12', family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03', phoneMasked: null };
const binaryId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a20';
const refused = (code: string): Reply => ({ ok: false, error: { code } as never });
const answers = (value: unknown): Reply => ({ ok: true, value });
const line = (more: Partial<AccessLine> = {}): AccessLine => ({ id: 'l-1', at: instant(Date.now() - 86_400_000), deed: 'read', who: 'staff', name: 'И. Р.', role: 'registrar', place: { ru: 'Главный корпус', en: null }, device: 'Р01', things: ['results', 'visits'], ...more });

function Stage() {
  const { route } = useRouter();
  if (route.name === 'ownData') return <OwnDataScreen />;
  if (route.name === 'whoLooked') return <WhoLookedScreen />;
  return route.name === 'everything' ? <EverythingScreen /> : <h1>{route.name === 'paper' ? `paper ${route.binaryId}` : route.name}</h1>;
}

async function open(name: 'ownData' | 'whoLooked' | 'everything', given: Record<string, (input: { page?: string | null }) => Reply | Promise<Reply>>, more: { representative?: object; accessible?: boolean } = {}) {
  const asked: [string, unknown][] = [];
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push([channel, input]);
      if (channel === 'identity.me') return Promise.resolve(answers({ role: 'patient', patient: anna, ...(more.representative ? { representative: more.representative } : {}) }));
      if (channel === 'sync.status') return Promise.resolve(answers({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }));
      return Promise.resolve(given[channel]?.(input as { page?: string | null }) ?? refused('internal'));
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  if (more.accessible) app.view.setState({ view: 'accessible' });
  app.router.getState().go({ name });
  render(<AppRoot app={app} texts={createI18n('ru')}><Stage /></AppRoot>);
  await pass(1);
  return { app, asked: (channel: string) => asked.filter(([one]) => one === channel).map(([, input]) => input) };
}

async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
const page = () => document.body.textContent.replaceAll('\u00a0', ' ');
/** Short words are tied to the next by a gap that does not break. */
const tied = (name: string) => new RegExp(name.replaceAll(' ', '\\s'));
async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: tied(name) }));
  await pass(1);
}

it('D4 every deed and every thing has words in both languages, and a line says who, what, when and where', async () => {
  for (const deed of AccessDeed.unwrap().options) expect([deed, deed in words.deed]).toEqual([deed, true]);
  await open('whoLooked', { 'ownData.whoLooked': () => answers({ patientId: anna.id, total: 3, next: null, lines: [line(), line({ id: 's-1', who: 'self', role: null, name: 'не показывать', deed: 'signIn', things: [], place: null, device: 'К03' }), line({ id: 'l-3', who: 'self', role: null, name: '', deed: 'exported', things: ['everything'] })] }) });
  expect(page()).toContain('Регистратор И. Р.');
  expect(page()).toMatch(/Просмотр: результаты, приёмы/);
  expect(page()).toMatch(/\d{1,2}:\d\d, Главный корпус, устройство Р01/);
  expect(page()).toContain('Вход в личный кабинет');
  expect(page()).toMatch(/Получение копии всех данных\d/);
  expect(page()).not.toContain('не показывать');
});

it('D4 lines stand under their days, older ones are asked for as somebody reads on, and another person’s answer is shown to nobody', async () => {
  const lines = Array.from({ length: 6 }, (_, index) => line({ id: `l-${index}`, at: instant(Date.UTC(2026, 10, 20 - index, 9)), name: `Б. ${index}` }));
  const { asked } = await open('whoLooked', { 'ownData.whoLooked': ({ page: next }) => answers({ patientId: anna.id, total: 6, next: next === null ? 'later' : null, lines: next === null ? lines.slice(0, 4) : lines.slice(4) }) });
  expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(4);
  expect(page()).not.toContain('Б. 5');
  await press('Ниже');
  expect(page()).toContain('Б. 5');
  expect(asked('ownData.whoLooked')).toEqual([{ page: null }, { page: 'later' }]);
  document.body.replaceChildren();
  await open('whoLooked', { 'ownData.whoLooked': () => answers({ patientId: binaryId, total: 1, next: null, lines: [line({ name: 'Чужая' })] }) });
  expect(page()).not.toContain('Чужая');
});

it('D4 without a line, with a fault and with nothing to show the page says what to do', async () => {
  await open('whoLooked', { 'ownData.whoLooked': () => refused('offline') });
  expect(page()).toContain(words.whoLooked.offline);
  document.body.replaceChildren();
  let broken = true;
  await open('whoLooked', { 'ownData.whoLooked': () => (broken ? refused('try_later') : answers({ patientId: anna.id, total: 0, next: null, lines: [] })) });
  expect(page()).toContain(words.whoLooked.failed);
  broken = false;
  await press(words.again);
  expect(page()).toContain(words.whoLooked.none);
});

it('D4 while the paper is made it is said, and when it takes long it is said again; then the reader has it', async () => {
  let made = (_reply: Reply): void => undefined;
  const { asked } = await open('everything', { 'ownData.paper': () => new Promise((resolve) => (made = resolve)) });
  await press(words.everything.paper);
  expect(page()).toContain(words.everything.making);
  await press(words.everything.paper);
  expect(asked('ownData.paper')).toHaveLength(1);
  await pass(6);
  expect(page()).toContain(words.everything.makingLong);
  made(refused('timed_out'));
  await pass(1);
  expect(asked('ownData.paper')).toHaveLength(2);
  made(answers({ patientId: anna.id, binaryId }));
  await pass(1);
  expect(page()).toContain(`paper ${binaryId}`);
});

it('D4 the code of the letter is on the glass once, and every refusal is said in words', async () => {
  for (const code of [...ownData['ownData.sendHome'].errors, ...ownData['ownData.paper'].errors]) {
    const isPaper = (ownData['ownData.paper'].errors as readonly string[]).includes(code);
    await open('everything', { 'ownData.sendHome': () => refused(code), 'ownData.paper': () => refused(code) });
    await press(isPaper ? words.everything.paper : words.everything.home);
    expect(page(), code).toContain(words.problem[code]);
    document.body.replaceChildren();
  }
  const { app } = await open('everything', { 'ownData.sendHome': () => answers({ patientId: anna.id, email: 'an***@example.org', code: '012345', hours: 24 }) });
  await press(words.everything.home);
  expect(page()).toContain('012 345');
  expect(page()).toContain('an***@example.org');
  await press(words.home.done);
  expect(page()).not.toContain('012 345');
  expect(app.router.getState().stack.at(-1)?.name).not.toBe('everything');
});

it('R10 who acts for another reads and prints, and has no letter sent', async () => {
  const { asked } = await open('everything', {}, { representative: { patientId: binaryId, name: { family: 'Лесная', given: 'Мария', patronymic: null } } });
  expect(page()).toContain(words.everything.homeForAnother);
  await press(words.everything.home);
  expect(asked('ownData.sendHome')).toEqual([]);
});

it('K4 the ways are a list above the line in the accessible view, with what is held in one sentence', async () => {
  const { app } = await open('ownData', { 'ownData.held': () => answers({ patientId: anna.id, visits: 5, results: 41, orders: 2, signed: 2 }) }, { accessible: true });
  expect(page()).toContain('Приёмы: 5, результаты: 41, заказы: 2, документы: 2.');
  fireEvent.click(screen.getByRole('option', { name: tied(words.everything.row) }));
  await press(words.open);
  expect(app.router.getState().stack.at(-1)?.name).toBe('everything');
});
