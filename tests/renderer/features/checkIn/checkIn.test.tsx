import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { CheckInScreen } from '../../../../renderer/features/checkIn/CheckInScreen.tsx';
import { CheckInWay } from '../../../../renderer/features/checkIn/CheckInWay.tsx';
import { aheadWords, rangeWords, reasonKey } from '../../../../renderer/features/checkIn/queueWords.ts';
import { SlipCheckInScreen } from '../../../../renderer/features/checkIn/SlipCheckInScreen.tsx';
import { askEveryMs } from '../../../../renderer/features/checkIn/useAsking.ts';
import type { Visit } from '../../../../shared/features/appointments.ts';
import { checkIn, type QueueWait } from '../../../../shared/features/checkIn.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const now = Date.UTC(2026, 10, 23, 9);
const visitId = '00000000-0000-4000-8000-000000000001';
const patientId = '00000000-0000-4000-8000-000000000003';
const visit = (over: Partial<Visit> = {}): Visit => ({
  ...{ id: visitId, number: 'К03-0417', queueNumber: null, status: 'booked', startsAt: instant(now + 1_800_000), durationMinutes: 20, roleId: '00000000-0000-4000-8000-000000000002' },
  doctor: { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна', speciality: { ru: 'Эндокринолог', en: 'Endocrinologist' }, category: null },
  ...{ office: { ru: 'Главный корпус', en: 'Main building' }, officeAddress: { ru: 'ул. Примерная, 1', en: null }, room: { ru: 'Кабинет 214', en: 'Room 214' }, floor: 2, kopecks: null },
  ...{ pending: null, refusal: null, changeableUntil: instant(now), cancelReason: null, ...over },
});
const wait = (over: Partial<QueueWait> = {}): QueueWait => ({ state: 'waiting', ahead: 2, minutes: { from: 10, until: 25 }, ...over });

type Answers = Readonly<Record<string, (input: unknown) => Reply | Promise<Reply>>>;
const ok = (value: unknown): Reply => ({ ok: true, value });
const no = (code: string): Reply => ({ ok: false, error: { code, fields: [] } } as Reply);

async function open(page: 'visit' | 'slip' | Visit, answers: Answers, language: 'ru' | 'en' = 'ru') {
  const asked: { channel: string; input: unknown }[] = [];
  const changed: ((topics: readonly string[]) => void)[] = [];
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const answer = answers[channel];
      if (answer) return Promise.resolve(answer(input));
      if (channel === 'identity.me') return Promise.resolve(ok({ role: 'patient', patient: { id: patientId, family: 'Кузнецова', given: 'Анна', patronymic: null } }));
      return Promise.resolve(ok({ line: 'up', lastContactAt: null, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null, state: 'ready', phone: '', clinic: { ru: '', en: '' } }));
    },
    onChanged: (listener: (topics: readonly string[]) => void) => {
      changed.push(listener);
      return () => undefined;
    },
  };
  vi.stubGlobal('kabinet', bridge);
  vi.setSystemTime(now);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  app.view.getState().setLanguage(language);
  const shown = page === 'visit' ? <CheckInScreen id={visitId} /> : page === 'slip' ? <SlipCheckInScreen /> : <CheckInWay visit={page} />;
  render(<AppRoot app={app} texts={createI18n(language)}>{shown}</AppRoot>);
  const pass = (ms = 1) => act(() => vi.advanceTimersByTimeAsync(ms));
  await pass();
  await pass();
  return { app, pass, count: (channel: string) => asked.filter((one) => one.channel === channel).length, asked };
}
const heading = () => screen.getByRole('heading', { level: 1 }).textContent?.replaceAll('\u00a0', ' ');
const said = () => (document.body.textContent ?? '').replaceAll('\u00a0', ' ');

const arrived = visit({ status: 'arrived', queueNumber: '017' });
const standing = (of: Visit): Answers => ({ 'checkIn.one': () => ok({ patientId, visit: of, here: true }) });

it('S8 the number, the room, who is ahead and a range; asked again while the screen is open', async () => {
  let minutes = { from: 10, until: 25 };
  const { count, pass } = await open('visit', { ...standing(arrived), 'checkIn.wait': () => ok({ patientId, wait: wait({ minutes }) }) });
  expect(heading()).toBe('Вы отметились');
  for (const words of ['017', 'Кабинет 214, 2‑й этаж', 'примерно 10–25 минут', 'Перед вами 2 человека.', 'по нему вас вызовут']) expect(said()).toContain(words);
  expect(count('checkIn.arrive')).toBe(0);
  minutes = { from: 0, until: 10 };
  await pass(askEveryMs + 5);
  expect(said()).toContain('до 10 минут');
  expect(said()).not.toContain('10–25');
  expect(count('checkIn.wait')).toBe(2);
});

it('S8 a range grows old: when no answer comes it is not said any more, and the number stands', async () => {
  let reply = ok({ patientId, wait: wait() });
  const { pass } = await open('visit', { ...standing(arrived), 'checkIn.wait': () => reply });
  expect(said()).toContain('примерно 10–25 минут');
  reply = no('offline');
  await pass(askEveryMs + 5);
  expect(said()).not.toContain('10–25');
  expect(said()).toContain('Нет связи с центром. Ваш номер в силе.');
  expect(said()).toContain('017');
});

it('S8 where nothing can be said nothing is: no minutes, and a word on when', async () => {
  await open('visit', { ...standing(arrived), 'checkIn.wait': () => ok({ patientId, wait: wait({ minutes: null, ahead: 0 }) }) });
  expect(said()).toContain('пока сказать нельзя');
  expect(said()).toContain('Вы следующий в очереди.');
  expect(said()).not.toMatch(/\d+ минут/);
});

it('S8 the press is the word: the command goes once, and its answer is the queue', async () => {
  let state = visit();
  const { count, app, pass } = await open('visit', {
    'checkIn.one': () => ok({ patientId, visit: state, here: true }),
    'checkIn.arrive': () => {
      state = arrived;
      return ok({ appointmentId: visitId });
    },
    'sync.outcome': () => ok({ state: 'applied', refusal: null }),
    'checkIn.wait': () => ok({ patientId, wait: wait() }),
  });
  await act(async () => app.reads.changed(() => true));
  await pass(10);
  expect(heading()).toBe('Вы отметились');
  await pass(60_000);
  expect(count('checkIn.arrive')).toBe(1);
});

it('S8 without a line nothing is promised: go to the reception desk, no number, no minutes', async () => {
  let state = visit();
  const { app, pass } = await open('visit', {
    'checkIn.one': () => ok({ patientId, visit: state, here: true }),
    'checkIn.arrive': (input) => {
      state = visit({ pending: { commandId: (input as { commandId: string }).commandId, kind: 'arrive' } });
      return ok({ appointmentId: visitId });
    },
    'sync.outcome': () => ok({ state: 'queued', refusal: null }),
  });
  await act(async () => app.reads.changed(() => true));
  await pass(10);
  expect(heading()).toBe('Подойдите в регистратуру');
  expect(said()).toContain('Отметка ожидает подтверждения');
  expect(said()).toContain('В очереди вас ещё нет');
  expect(document.querySelector('.queue__number')).toBeNull();
  // The line is back and the server has answered: the same screen has the number.
  state = arrived;
  await act(async () => app.reads.changed(() => true));
  await pass(10);
  expect(heading()).toBe('Вы отметились');
});

it('S8 a refusal says which and where to go; of another house its name and address', async () => {
  const titles = new Set<string>();
  for (const code of checkIn['checkIn.arrive'].errors) {
    const { pass } = await open('visit', { ...standing(visit()), 'checkIn.arrive': () => no(code) });
    await pass(10);
    titles.add(heading() ?? '');
    expect(said()).not.toMatch(/checkIn\.|\{\{/);
    if (code === 'another_office') for (const words of ['Ваш приём в другом здании', 'Главный корпус, ул. Примерная, 1']) expect(said()).toContain(words);
    document.body.replaceChildren();
  }
  expect(titles.size).toBe(checkIn['checkIn.arrive'].errors.length);
});

it('S8 when the doctor has begun the screen says to go in, and when it is over that it is', async () => {
  const { pass } = await open('visit', { ...standing(arrived), 'checkIn.wait': () => ok({ patientId, wait: { state: 'inside', ahead: null, minutes: null } }) });
  await pass(5);
  expect(heading()).toBe('Врач вас ждёт');
  expect(said()).toContain('Кабинет 214');
  expect(said()).not.toContain('Сколько ждать');
  document.body.replaceChildren();
  await open('visit', { ...standing(arrived), 'checkIn.wait': () => no('visit_over') });
  expect(heading()).toBe('Приём окончен');
});

const bySlip = (over: object = {}) => ({ queueNumber: '003', startsAt: instant(now + 1_800_000), room: { ru: 'Кабинет 214', en: 'Room 214' }, floor: 2, wait: wait(), ...over });
const scan = async (text: string, pass: (ms?: number) => Promise<unknown>) => {
  const field = screen.getByRole('textbox');
  fireEvent.change(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: 'Enter' });
  await pass(5);
};

it('S8 a slip that is scanned leads to its number and says nobody’s name; asked again it is the same slip', async () => {
  const { asked, pass, count } = await open('slip', { 'checkIn.bySlip': () => ok(bySlip()) });
  await scan('  ФИСВ ', pass);
  expect(heading()).toBe('Вы отметились');
  for (const words of ['003', 'Кабинет 214, 2‑й этаж', 'примерно 10–25 минут']) expect(said()).toContain(words);
  expect(said()).not.toContain('Кузнецова');
  const before = count('checkIn.bySlip');
  await pass(askEveryMs + 5);
  expect(count('checkIn.bySlip')).toBe(before + 1);
  expect(new Set(asked.filter(({ channel }) => channel === 'checkIn.bySlip').map(({ input }) => JSON.stringify(input)))).toEqual(new Set([JSON.stringify({ slip: 'ФИСВ' })]));
  fireEvent.click(screen.getByRole('button', { name: 'Другой талон' }));
  await pass(5);
  expect(screen.getByRole('textbox')).toHaveProperty('value', '');
  expect(said()).not.toContain('003');
});

it('S8 each refusal of a slip has words of its own, an empty field and one too long ask nobody', async () => {
  const titles = new Set<string>();
  for (const code of ['slip_unknown', 'not_today', 'visit_over', 'not_active', 'another_office', 'slow_down', 'offline', 'try_later']) {
    const { pass } = await open('slip', { 'checkIn.bySlip': () => no(code) });
    await scan('AAAA', pass);
    titles.add(heading() ?? '');
    expect(said()).toMatch(code === 'another_office' ? /Адрес напечатан на вашем талоне/ : /регистратур|в день приёма/);
    document.body.replaceChildren();
  }
  expect(titles.size).toBe(8);
  const { count, pass } = await open('slip', { 'checkIn.bySlip': () => ok(bySlip()) });
  await scan('   ', pass);
  expect(said()).toContain('Поднесите код талона к сканеру');
  await scan('A'.repeat(1_001), pass);
  expect(heading()).toBe('Талон не прочитан');
  expect(count('checkIn.bySlip')).toBe(0);
});

it('S8 the way is there on the day and on no other, and says how far one is', async () => {
  const label = async (of: Visit) => {
    await open(of, {});
    const name = screen.queryByRole('button')?.textContent ?? null;
    document.body.replaceChildren();
    return name;
  };
  expect(await label(visit())).toBe('Отметиться');
  expect(await label(visit({ pending: { commandId: visitId, kind: 'arrive' } }))).toBe('Отметка ждёт ответа');
  expect(await label(arrived)).toBe('Ваш номер 017');
  expect(await label(visit({ startsAt: instant(now + 86_400_000) }))).toBeNull();
  expect(await label(visit({ startsAt: instant(now - 86_400_000) }))).toBeNull();
  expect(await label(visit({ startsAt: instant(now - 1_300_000) }))).toBeNull();
  for (const status of ['cancelled', 'fulfilled', 'noshow', 'sending', 'refused', 'proposed'] as const) expect(await label(visit({ status }))).toBeNull();
  expect(await label(visit({ pending: { commandId: visitId, kind: 'cancel' } }))).toBeNull();
});

it('S8 a range in words, in both languages', () => {
  const ru = createI18n('ru').t;
  const en = createI18n('en').t;
  expect([null, { from: 0, until: 5 }, { from: 10, until: 25 }, { from: 65, until: 90 }, { from: 80, until: 120 }, { from: 60, until: 95 }].map((minutes) => rangeWords(ru, minutes)?.replaceAll('\u00a0', ' ') ?? null)).toEqual([
    ...[null, 'до 5 минут', 'примерно 10–25 минут', 'примерно 65–90 минут', 'примерно от 1 ч 20 мин до 2 ч', 'примерно от 1 ч до 1 ч 35 мин'],
  ]);
  expect(rangeWords(en, { from: 10, until: 25 })).toBe('about 10–25 minutes');
  expect([null, 0, 1, 2, 5].map((ahead) => aheadWords(ru, ahead)?.replaceAll('\u00a0', ' ') ?? null)).toEqual([null, 'Вы следующий в очереди', 'Перед вами 1 человек', 'Перед вами 2 человека', 'Перед вами 5 человек']);
  expect(['slip_unknown', 'made_up', null].map(reasonKey)).toEqual(['slip_unknown', 'unknown', 'unknown']);
});
