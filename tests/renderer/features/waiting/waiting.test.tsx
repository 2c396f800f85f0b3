import { act, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { OfferCard } from '../../../../renderer/features/waiting/OfferCard.tsx';
import { OfferScreen } from '../../../../renderer/features/waiting/OfferScreen.tsx';
import { WaitForScreen } from '../../../../renderer/features/waiting/WaitForScreen.tsx';
import { WaitingRows } from '../../../../renderer/features/waiting/WaitingRows.tsx';
import type { WaitingEntry, WaitingOffer } from '../../../../shared/features/waiting.ts';
import { instant, moscowDay } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
const later = (minutes: number) => instant(noon + minutes * 60_000);
const doctor = { family: 'Смирнова', given: 'Елена', patronymic: 'Андреевна' };
const speciality = { ru: 'Эндокринолог', en: 'Endocrinologist' };
const offer: WaitingOffer = {
  ...{ id: 'offer', entryId: 'entry', startsAt: later(24 * 60 + 20), durationMinutes: 20, doctor, speciality, office: { ru: 'Главный корпус', en: null }, officeAddress: null },
  ...{ room: { ru: 'Кабинет 214', en: null }, floor: 2, offeredAt: later(-40), until: later(20), answering: null, refusal: null },
};
/** Ends in a second. */
const ending: WaitingOffer = { ...offer, until: instant(noon + 1_000) };
const entry: WaitingEntry = {
  ...{ id: 'entry', number: 'К03-0001', state: 'waiting', doctor, speciality, from: moscowDay('2026-11-24'), until: moscowDay('2026-12-08'), part: 'morning', joinedAt: later(-600), leaving: false, refusal: null },
};
const card = { roleId: 'role', ...doctor, speciality, category: null, officeId: 'o', office: { ru: 'Корпус', en: null }, room: { ru: 'Кабинет 214', en: null }, floor: 2, firstVisitKopecks: null, nextFreeAt: null };

const page = (): string => (document.body.textContent ?? '').replaceAll('\u00a0', ' ');
const settle = () => act(() => vi.advanceTimersByTimeAsync(60));
/** Short words are tied to what follows them by a space that does not break. */
const said = (words: string) => new RegExp(`^${words.replaceAll(' ', '\\s')}`);
const press = async (words: string) => {
  fireEvent.click(screen.getByRole('button', { name: said(words) }));
  await settle();
};

async function stage(shown: ReactNode, { list = { entries: [entry], offers: [offer] }, refusal = null, accessible = false }: { list?: { entries: readonly WaitingEntry[]; offers: readonly WaitingOffer[] }; refusal?: string | null; accessible?: boolean } = {}) {
  const asked: { channel: string; input: Record<string, unknown> }[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    'identity.me': { role: 'patient', patient: null },
    'sync.status': { line: 'up', lastContactAt: noon, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null },
    'sync.outcome': refusal === null ? { state: 'applied', refusal: null } : { state: 'refused', refusal },
    'waiting.mine': { patientId: 'anna', ...list },
    'doctors.card': { doctor: card, officeAddress: null },
    ...Object.fromEntries(['join', 'leave', 'accept', 'decline'].map((name) => [`waiting.${name}`, { entryId: 'entry', number: 'К03-0002' }])),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input: Object(input) });
      return Promise.resolve(answers[channel] === undefined ? { ok: false, error: { code: 'no_printer' } } : { ok: true, value: answers[channel] });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  vi.setSystemTime(noon);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  if (accessible) app.view.getState().toggleView();
  render(
    <AppRoot app={app} texts={createI18n('ru')}>
      {shown}
    </AppRoot>,
  );
  await settle();
  return { of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input), route: () => app.router.getState().stack.at(-1) };
}

it('S6 an offer says when, with whom, where and until when, and what either answer does; taking it says so', async () => {
  const { of } = await stage(<OfferScreen offerId="offer" />);
  for (const words of ['Займёте это время?', '12:20', 'Смирнова Елена Андреевна', 'Кабинет 214', '20:00', 'до 12:20 время только ваше', 'вы останетесь в листе ожидания']) expect(page()).toContain(words);
  await press('Занять 12:20');
  expect(of('waiting.accept')).toMatchObject([{ offerId: 'offer', entryId: 'entry' }]);
  expect(page()).toContain('Вы записаны');
});

it('S6 declining is one press, and the way to the list', async () => {
  const { of, route } = await stage(<OfferScreen offerId="offer" />);
  await press('Отказаться');
  expect([of('waiting.decline').length, of('waiting.accept').length, page().includes('Вы отказались')]).toEqual([1, 0, true]);
  await press('Лист ожидания');
  expect(route()).toEqual({ name: 'waitingList' });
});

it('S6 when the time is over the page asks nothing any more', async () => {
  await stage(<OfferScreen offerId="offer" />, { list: { entries: [entry], offers: [ending] } });
  expect(screen.getByRole('button', { name: said('Занять') })).toBeDefined();
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(page()).toContain('Срок ответа прошёл');
  expect(screen.queryByRole('button', { name: said('Занять') })).toBeNull();
});

it('S6 a refusal is said in words and leaves the question on the page', async () => {
  await stage(<OfferScreen offerId="offer" />, { refusal: 'patient_busy' });
  await press('Занять');
  expect(page()).toContain('На этот час у вас уже есть другой приём');
  expect(screen.getByRole('button', { name: said('Отказаться') })).toBeDefined();
});

it('S6 K4 in the large view the two answers are a list, and taking is the first of them', async () => {
  const { of } = await stage(<OfferScreen offerId="offer" />, { accessible: true });
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual(['Занять 12:20', 'Отказаться']);
  await press('Выбрать');
  expect(of('waiting.accept')).toHaveLength(1);
});

it('S6 the cabinet shows an offer with its end and how long that still is', async () => {
  await stage(<OfferCard />);
  expect(page()).toContain('Держим за вами до 12:20 · ещё 20 минут');
});

it('S6 an offer that ends goes from the cabinet by itself', async () => {
  await stage(<OfferCard />, { list: { entries: [], offers: [ending] } });
  expect(page()).toContain('Держим');
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(page()).not.toContain('Держим');
});

it('S6 an answered offer is no question any more', async () => {
  await stage(<OfferCard />, { list: { entries: [], offers: [{ ...offer, answering: 'accept' }] } });
  expect(page()).not.toContain('Держим');
});

it('S6 joining needs one press; what is asked is this doctor, from today, two weeks, any hour', async () => {
  const { of } = await stage(<WaitForScreen roleId="role" />);
  await press('Встать в лист');
  expect(of('waiting.join')).toMatchObject([{ roleId: 'role', anyDoctor: false, from: '2026-11-24', until: '2026-12-08', part: null }]);
  expect(page()).toContain('Вы в листе ожидания');
});

it('S6 every answer of the form is what is sent, and a refusal is another try', async () => {
  const { of } = await stage(<WaitForScreen roleId="role" />, { refusal: 'already_waiting' });
  for (const answer of ['К любому врачу', 'Через неделю', 'Месяц', 'Вечер']) await press(answer);
  await press('Встать в лист');
  expect(page()).toContain('Вы уже ждёте приёма');
  await press('Встать в лист');
  const [first, second] = of('waiting.join');
  expect(first).toMatchObject({ anyDoctor: true, from: '2026-12-01', until: '2026-12-31', part: 'evening' });
  expect([first?.['commandId'] === second?.['commandId'], first?.['entryId'] === second?.['entryId']]).toEqual([false, false]);
});

it('S6 the list says whom and when, and leaving is asked first', async () => {
  const { of } = await stage(<WaitingRows />, { list: { entries: [entry, { ...entry, id: 'other', doctor: null, part: null, leaving: true }], offers: [] } });
  expect(page()).toContain('Смирнова Е. А., эндокринологс 24 ноября по 8 декабря, утро');
  expect(page()).toContain('Любой врач: эндокринологс 24 ноября по 8 декабря, любое время · убираем из листа');
  await press('Смирнова');
  expect(of('waiting.leave')).toEqual([]);
  await press('Больше не ждать');
  expect(of('waiting.leave')).toMatchObject([{ entryId: 'entry' }]);
});
