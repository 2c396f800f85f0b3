import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { NoticesPage } from '../../../../renderer/features/notices/NoticesPage.tsx';
import { timeTyped, typedTime } from '../../../../renderer/features/notices/typedTime.ts';
import { instant, instantAt, moscowDay } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
const ok = (value: unknown): Reply => ({ ok: true, value });
const refuse = (code: string): Reply => ({ ok: false, error: { code } });
const [lift, works] = ['3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a11'];
const standing = [
  { id: lift, russian: 'Лифт не работает', english: null, urgent: true, from: null, until: null, sentAt: noon },
  { id: works, russian: 'Ремонт входа', english: 'The entrance is repaired', urgent: false, from: instantAt(moscowDay('2026-12-01'), 480), until: instantAt(moscowDay('2026-12-01'), 1110), sentAt: noon },
];

async function open() {
  vi.setSystemTime(noon);
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Reply> = {
    'notices.published': ok({ notices: standing }),
    'sync.status': ok({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel] ?? { ok: false, error: { code: 'internal' } });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}><NoticesPage /></AppRoot>);
  await pass();
  return { answers, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}
const pass = () => act(() => vi.advanceTimersByTimeAsync(100));
const words = (name: string) => new RegExp(name.replaceAll(' ', '\\s'));
async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: words(name) }));
  await pass();
}
const type = (name: string, value: string): boolean => fireEvent.change(screen.getByLabelText(words(`^${name}$`)), { target: { value } });
const page = (): string => document.body.textContent.replaceAll('\u00a0', ' ');
const screenOf = (name: string) => within(screen.getByRole('region', { name: words(name) })).getByText(/./);

ownClockAndPage();

it('D5 an administrator sees a notice as the kiosk shows it, in both languages, while writing it; what is wrong is said beside its field before anybody is asked', async () => {
  const { of } = await open();
  await press('Новое объявление');
  expect(page()).toContain('Наберите текст, и здесь будет видно');
  await press('Опубликовать');
  expect(page()).toContain('Наберите текст объявления');
  type('Текст по-русски', 'Завтра закрыто');
  expect(screenOf('На русском экране').textContent).toBe('Завтра закрыто');
  expect(screenOf('На английском экране').getAttribute('lang')).toBe('ru');
  expect(page()).toContain('Осталось 226 знаков');
  type('Текст по-английски', 'Closed tomorrow');
  expect([screenOf('На английском экране').textContent, screenOf('На английском экране').getAttribute('lang')]).toEqual(['Closed tomorrow', 'en']);
  fireEvent.click(screen.getByRole('radio', { name: words('^Срочное') }));
  expect(document.querySelectorAll('.home__news--urgent')).toHaveLength(2);
  for (const [field, typed, sentence] of [
    ['Текст по-русски', 'а'.repeat(241), 'Длиннее 240 знаков'],
    ['Текст по-английски', 'turned \u202eround', 'невидимые знаки'],
    ['Показывать с', 'завтра', 'Нужны день и время, например 01.12.2026 8:00'],
    ['Показывать до', '31.02.2026 10:00', 'Нужны день и время, например 01.12.2026 18:30'],
    ['Показывать до', '24.11.2026 12:00', 'Это время уже прошло'],
    ['Показывать до', '24.11.2026 12:30', 'Конец раньше начала'],
  ] as const) {
    if (sentence.startsWith('Конец')) type('Показывать с', '24.11.2026 13:00');
    const before = screen.getByLabelText<HTMLInputElement>(words(`^${field}$`)).value;
    type(field, typed);
    await press('Опубликовать');
    expect(page()).toContain(sentence);
    type(field, field.startsWith('Текст') ? before : '');
  }
  expect(of('notices.publish')).toEqual([]);
});

it('D5 a notice whose answer was lost goes again under its number, and other words under another; then the list is read anew', async () => {
  const { of, answers } = await open();
  await press('Новое объявление');
  type('Текст по-русски', ' Завтра закрыто ');
  type('Показывать с', '1.12.2026 8:00');
  type('Показывать до', '02.12.2026');
  for (const code of ['offline', 'notice_over']) {
    answers['notices.publish'] = refuse(code);
    await press('Опубликовать');
    expect(page()).toContain(code === 'offline' ? 'Нет связи с центром' : 'По часам центра это время уже прошло');
  }
  type('Текст по-русски', 'Завтра открыто');
  answers['notices.publish'] = ok({});
  await press('Опубликовать');
  expect(page()).toContain('Опубликовано: через несколько секунд');
  const sent = of('notices.publish') as { noticeId: string }[];
  expect(sent[0]).toEqual({ noticeId: sent[1]?.noticeId, russian: 'Завтра закрыто', english: null, urgent: false, from: '2026-12-01T08:00', until: '2026-12-02' });
  expect(sent[2]?.noticeId).not.toBe(sent[0]?.noticeId);
  expect(of('notices.published')).toHaveLength(2);
});

it('D5 what stands is listed with its hours, and taken back in two steps', async () => {
  const { of, answers } = await open();
  expect(screen.getAllByRole('radio').map((radio) => radio.closest('label')?.textContent.replaceAll('\u00a0', ' '))).toEqual([
    'Лифт не работаетСрочное · показывается, пока не снимут',
    'Ремонт входаОбычное · появится 01.12.2026 8:00',
  ]);
  fireEvent.click(screen.getByRole('radio', { name: words('Ремонт входа') }));
  expect(page()).toContain('01.12.2026 18:30');
  await press('Снять с экранов');
  expect(of('notices.end')).toEqual([]);
  answers['notices.end'] = refuse('not_found');
  await press('Снять сейчас');
  expect(page()).toContain('Такого объявления больше нет');
  answers['notices.end'] = ok({});
  answers['notices.published'] = ok({ notices: [] });
  await press('Снять сейчас');
  expect(of('notices.end').at(-1)).toEqual({ noticeId: works });
  expect(page()).toContain('Снято со всех экранов');
  expect(page()).toContain('Сейчас ничего не опубликовано');
});

it('S10 hours are Moscow’s, written as people write them', () => {
  expect(typedTime('')).toEqual({ wire: null, at: null });
  expect(typedTime('1.2.2027, 9:05')).toEqual({ wire: '2027-02-01T09:05', at: instantAt(moscowDay('2027-02-01'), 545) });
  expect(typedTime('01/12/2026')?.wire).toBe('2026-12-01');
  for (const wrong of ['30.02.2026', '1.12.26', '01.12.2026 24:00', '01.12.2026 9', '2026-12-01', 'завтра']) expect([wrong, typedTime(wrong)]).toEqual([wrong, null]);
  expect(timeTyped(instantAt(moscowDay('2026-12-01'), 485))).toBe('01.12.2026 8:05');
});
