import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { CheckScreen } from '../../../../renderer/features/seals/CheckScreen.tsx';
import { SealsPage } from '../../../../renderer/features/seals/SealsPage.tsx';
import { verdictWords } from '../../../../renderer/features/seals/verdictWords.ts';
import { VisitStatus } from '../../../../shared/features/appointments.ts';
import { OrderState } from '../../../../shared/features/orders.ts';
import type { SealedPaper, SealVerdict } from '../../../../shared/features/seals.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

const at = instant(Date.UTC(2026, 10, 23, 7, 15));
const paper: SealedPaper = { kind: 'slip', number: 'К03-0417', at, time: instant(Date.UTC(2026, 10, 24, 11, 20)), state: 'booked', deviceCode: 'К03' };
const genuine: SealVerdict = { verdict: 'genuine', paper, revokedAt: null, listOlder: false, listAt: at };

async function open(page: 'kiosk' | 'desk', answer: SealVerdict | 'fails', language: 'ru' | 'en' = 'ru') {
  const asked: unknown[] = [];
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      if (channel !== 'seals.check') return Promise.resolve({ ok: true, value: { role: 'visitor', patient: null, line: 'down', lastContactAt: null } });
      asked.push(input);
      return Promise.resolve(answer === 'fails' ? { ok: false, error: { code: 'internal' } } : { ok: true, value: answer });
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  app.view.getState().setLanguage(language);
  render(<AppRoot app={app} texts={createI18n(language)}>{page === 'kiosk' ? <CheckScreen /> : <SealsPage />}</AppRoot>);
  await act(() => vi.advanceTimersByTimeAsync(1));
  const scan = async (text: string) => {
    const field = screen.getByRole('textbox');
    fireEvent.change(field, { target: { value: text } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await act(() => vi.advanceTimersByTimeAsync(1));
  };
  return { app, asked, scan };
}
const heading = (level: 1 | 2 = 1) => screen.getByRole('heading', { level }).textContent?.replaceAll('\u00a0', ' ');
const said = () => (document.body.textContent ?? '').replaceAll('\u00a0', ' ');

it('K5 a scanner types and ends with Enter: the answer is the heading, what to hold against the sheet stands below, and the next sheet is one touch away', async () => {
  const { asked, scan } = await open('kiosk', genuine);
  await scan('  ФИСВ  ');
  expect(asked).toEqual([{ text: 'ФИСВ' }]);
  expect(heading()).toBe('Документ настоящий');
  for (const fact of ['Талон', 'К03-0417', '24 ноября 2026, 14:20', 'запись подтверждена', '23 ноября 2026, 10:15, устройство К03', 'на минуту печати']) expect(said()).toContain(fact);
  fireEvent.click(screen.getByRole('button', { name: 'Проверить другой' }));
  await act(() => vi.advanceTimersByTimeAsync(1));
  expect(screen.getByRole('textbox')).toHaveProperty('value', '');
});

it('K5 each answer has words of its own, and only the genuine one says so', async () => {
  const answers: readonly SealVerdict[] = [
    genuine,
    { verdict: 'revoked', paper, revokedAt: at },
    { verdict: 'forged' },
    { verdict: 'unreadable' },
    { verdict: 'unknown', listAt: at },
  ];
  for (const language of ['ru', 'en'] as const) {
    const { t } = createI18n(language);
    const titles = answers.map((answer) => verdictWords(t, answer, language).title);
    expect(new Set(titles).size).toBe(answers.length);
    expect(answers.map((answer) => JSON.stringify(verdictWords(t, answer, language))).join()).not.toMatch(/seals\.|\{\{/);
  }
});

it('K5 what was printed before its device was taken out of service, and what is newer than the list, is genuine with a word of caution', async () => {
  const { scan } = await open('kiosk', { ...genuine, revokedAt: instant(at + 3_600_000), listOlder: true });
  await scan('X');
  expect(heading()).toBe('Документ настоящий');
  expect(said()).toContain('Устройство К03 не работает у нас с 23 ноября 2026, 11:15');
  expect(said()).toContain('Список устройств здесь от 23 ноября 2026, 10:15');
});

it('K4 K6 the accessible view and English: one field, then the answer in words', async () => {
  const { app, scan } = await open('kiosk', { verdict: 'revoked', paper, revokedAt: at }, 'en');
  act(() => app.view.getState().toggleView());
  await scan('X');
  expect(heading()).toBe('This sheet cannot be trusted');
  expect(said()).toContain('signed by device К03');
  expect(screen.getByRole('button', { name: 'Check another one' })).toBeTruthy();
});

it('K5 an empty field, a text no seal is as long as, and a fault leave a sentence that says what to do', async () => {
  const { asked, scan } = await open('kiosk', 'fails');
  await scan('   ');
  expect(said()).toContain('Поднесите код к сканеру ещё раз');
  await scan('X');
  expect(said()).toContain('Проверить не получилось');
  expect(asked).toHaveLength(1);
  await scan('X'.repeat(1_001));
  expect([asked.length, heading()]).toEqual([1, 'Код не прочитан']);
});

it('W8 at a desk sheet follows sheet: the field is empty again and the answer to the last one stands beside it', async () => {
  const { asked, scan } = await open('desk', genuine);
  await scan('FIRST');
  expect(screen.getByRole('textbox')).toHaveProperty('value', '');
  expect(heading(2)).toBe('Документ настоящий');
  await scan('SECOND');
  expect(asked).toEqual([{ text: 'FIRST' }, { text: 'SECOND' }]);
});

it('K5 every state a paper can carry has a word', () => {
  const { t } = createI18n('ru');
  const stateOf = (kind: SealedPaper['kind'], state: string) => verdictWords(t, { ...genuine, paper: { ...paper, kind, state } }, 'ru').facts.find(({ label }) => label === 'Состояние');
  for (const state of [...VisitStatus.options, 'cancelling', 'moving']) expect(stateOf('slip', state), state).toBeDefined();
  for (const state of [...OrderState.options, 'cancelling']) expect(stateOf('order', state), state).toBeDefined();
  for (const state of ['final', 'amended']) expect(stateOf('result', state), state).toBeDefined();
  // A newer device may write what this one has no word for: it is left unsaid.
  expect(stateOf('slip', 'brandNew')).toBeUndefined();
});
