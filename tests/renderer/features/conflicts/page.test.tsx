import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { ConflictsPage } from '../../../../renderer/features/conflicts/ConflictsPage.tsx';
import { english } from '../../../../renderer/locales/english.ts';
import { russian } from '../../../../renderer/locales/russian.ts';
import { contract } from '../../../../shared/contract.ts';
import { ConflictDecision, ConflictKind, type ConflictCase } from '../../../../shared/features/conflicts.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

const noon = instant(Date.UTC(2026, 10, 24, 9, 0));
const hour = 3_600_000;
const [one, other, slot] = ['3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a11', '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12'];
const ok = (value: unknown): Reply => ({ ok: true, value });
const refuse = (code: string): Reply => ({ ok: false, error: { code } });
const row = { id: one, kind: 'slot_taken', openedAt: noon - 3 * hour, patientId: other, patient: 'Лесная А. П.', device: 'К07', decidedAt: null, decision: null } as const;
const doctor = { ru: 'Врачева В.', en: null };
const whole = {
  ...row,
  ours: { what: 'book', doctor, startsAt: instant(noon + 30 * hour), status: null, device: 'К07', madeAt: instant(noon - 5 * hour), refusal: 'slot_taken' },
  theirs: { what: 'visit', doctor, startsAt: instant(noon + 30 * hour), status: 'booked', device: null, madeAt: instant(noon - 4 * hour), refusal: null },
  suggested: 'book_there',
  decisions: ['book_there', 'called', 'by_hand'],
  times: [{ slotId: slot, startsAt: instant(noon + 31 * hour) }],
  note: null,
  decidedBy: null,
  before: [],
} as const;

async function open(shown: Partial<Record<keyof ConflictCase, unknown>> = whole) {
  vi.setSystemTime(noon);
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Reply> = {
    'conflicts.list': ok({ cases: [row, { ...row, id: other, patient: '', device: null, kind: 'device_cloned', openedAt: noon - 72 * hour }] }),
    'conflicts.one': ok({ one: shown }),
    'sync.status': ok({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel] ?? refuse('internal'));
    },
    onChanged: () => () => undefined,
  };
  vi.stubGlobal('kabinet', bridge);
  const app = createApp(bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}><ConflictsPage /></AppRoot>);
  await pass();
  return { answers, of: (channel: string) => asked.filter((each) => each.channel === channel).map(({ input }) => input) };
}
const pass = () => act(() => vi.advanceTimersByTimeAsync(100));
const words = (name: string) => new RegExp(name.replaceAll(' ', '\\s'));
async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: words(name) }));
  await pass();
}
async function choose(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('radio', { name: words(name) }));
  await pass();
}
const page = (): string => document.body.textContent.replaceAll('\u00a0', ' ');
const side = (name: string): string => within(screen.getByRole('region', { name: words(name) })).getAllByText(/./).map(({ textContent }) => textContent).join(' ');

ownClockAndPage();

it('W5 the list says what it is, whose without the whole name, where and how old; one case shows both versions with devices and times, and what is suggested', async () => {
  const { of } = await open();
  expect(of('conflicts.list')).toEqual([{ state: 'open' }]);
  expect(page()).toContain('Лесная А. П. · К07 · 3 ч назад');
  expect(page()).toContain('Без пациента · 3 дн. назад');
  await choose('Время уже занято');
  expect(of('conflicts.one')).toEqual([{ caseId: one }]);
  for (const part of ['Записать на приём', 'Врачева В.', '25 ноября, 18:00', 'К07', '24 ноября, 7:00', 'время занято']) expect(side('Что просили').replaceAll('\u00a0', ' ')).toContain(part);
  for (const part of ['Приём', '24 ноября, 8:00', 'записан', 'не известно']) expect(side('Что есть').replaceAll('\u00a0', ' ')).toContain(part);
  expect(screen.getByRole<HTMLInputElement>('radio', { name: words('Записать на другое время.*Предлагаем') }).checked).toBe(true);
});

it('W5 a time has to be chosen and what was done by hand said before anybody is asked; the decision goes with the time, and a refusal of it stays on the screen', async () => {
  const { answers, of } = await open();
  await choose('Время уже занято');
  await press('Решить');
  expect(page()).toContain('Выберите время.');
  await choose('Сделано вручную');
  await press('Решить');
  expect(page()).toContain('Напишите, что сделано.');
  expect(of('conflicts.decide')).toEqual([]);
  await choose('Записать на другое время');
  await choose('25 ноября, 19:00');
  answers['conflicts.decide'] = refuse('slot_taken');
  await press('Решить');
  expect(page()).toContain('Это время только что заняли');
  answers['conflicts.decide'] = ok({});
  await press('Решить');
  expect(of('conflicts.decide').at(-1)).toEqual({ caseId: one, decision: 'book_there', slotId: slot, note: null });
  expect(page()).toContain('Решение записано');
  expect(of('conflicts.list').length).toBe(2);
});

it('W5 a decided case shows who decided, when and what was before; what cannot be taken back any more is refused in words', async () => {
  const decided = { ...whole, decidedAt: instant(noon - hour), decision: 'called', note: 'Придёт во вторник', decidedBy: 'И. Р.', before: [{ deed: 'undone', decision: 'dropped', at: instant(noon - 2 * hour), by: 'О. Т.' }] };
  const { answers, of } = await open(decided);
  await press('Показать решённые');
  expect(of('conflicts.list').at(-1)).toEqual({ state: 'decided' });
  await choose('Время уже занято');
  for (const part of ['Пациенту позвонили', 'Придёт во вторник', '24 ноября, 11:00', 'И. Р.', 'Отменено: Больше не нужно · 24 ноября, 10:00 · О. Т.']) expect(page()).toContain(part);
  answers['conflicts.undo'] = refuse('decision_stands');
  await press('Отменить решение');
  expect(page()).toContain('Отменить решение уже нельзя');
  answers['conflicts.undo'] = ok({});
  await press('Отменить решение');
  expect(of('conflicts.undo').at(-1)).toEqual({ caseId: one });
  expect(page()).toContain('расхождение снова открыто');
});

it('W5 every kind, decision and refusal has its words in both languages', () => {
  const refusals = Object.values(contract).flatMap((call) => (call.kind === 'command' ? [...call.errors] : []));
  const asked = (['conflicts.list', 'conflicts.one', 'conflicts.decide', 'conflicts.undo'] as const).flatMap((channel) => [...contract[channel].errors]);
  for (const { conflicts } of [russian, english]) {
    expect(Object.keys(conflicts.kind).toSorted()).toEqual([...ConflictKind.options].toSorted());
    expect(Object.keys(conflicts.decision).toSorted()).toEqual([...ConflictDecision.options].toSorted());
    expect(asked.filter((code) => !(code in conflicts.error))).toEqual([]);
    expect(refusals.filter((code) => !(code in conflicts.refusal))).toEqual([]);
  }
});
