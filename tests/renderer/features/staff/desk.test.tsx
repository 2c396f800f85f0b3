import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { DeskScreens } from '../../../../renderer/features/staff/DeskScreens.tsx';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

const ids = { me: '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10', other: '4f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a11', patient: '5f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a12', case: '6f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a13' };
const [terms, consent] = ['7f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a14', '8f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a15'];
const ok = (value: unknown): Reply => ({ ok: true, value });
const refuse = (code: string): Reply => ({ ok: false, error: { code } });
const member = (more: object = {}) => ok({ member: { id: ids.me, name: 'Тихонов Олег', login: 'admin', role: 'administrator', mode: 'online', ...more }, ended: null });
const found = { patientId: ids.patient, name: 'Лесная А. П.', birthDay: '12-31', phoneEnd: '67' };
const named = (documentId: string, kind: string) => ({ documentId, kind, version: '2026-01', effective: '2026-01-12', title: { ru: kind === 'terms' ? 'Условия' : 'Согласие', en: null } });

/** The far end of the port: answers as the backend does and notes what was asked of it. */
function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  let tell = (_topics: readonly string[]): void => undefined;
  const answers: Record<string, Reply | ((input: never) => Reply)> = {
    'staff.me': member(),
    'staff.touched': ok({}),
    'identity.me': ok({ role: 'administrator', patient: null }),
    'sync.status': ok({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null }),
    'staff.findPatient': ok({ patient: found, several: false }),
    'documents.current': ok({ inForce: [named(terms, 'terms'), named(consent, 'consent')], coming: [] }),
    'documents.one': ({ documentId }: { documentId: string }) => ok({ document: { ...named(documentId, documentId === terms ? 'terms' : 'consent'), language: 'ru', sha256: documentId === terms ? 'a'.repeat(64) : 'b'.repeat(64), blocks: [] } }),
    'staff.cases': ok({ cases: [{ id: ids.case, kind: 'esia_conflict', patient: null, otherPatient: null, openedAt: 1_760_000_000_000, claim: { reason: 'nobody', person: { ...found, patientId: undefined } } }] }),
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      const answer = answers[channel] ?? refuse('internal');
      return Promise.resolve(typeof answer === 'function' ? answer(input as never) : answer);
    },
    onChanged: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  };
  return { bridge, answers, tell: (topics: readonly string[]) => tell(topics), of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

async function open(me: Reply = member()) {
  const server = backend();
  server.answers['staff.me'] = me;
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  render(<AppRoot app={app} texts={createI18n('ru')}><DeskScreens /></AppRoot>);
  await pass(1);
  return server;
}
async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
const words = (name: string) => new RegExp(name.replaceAll(' ', '\\s'));
async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: words(name) }));
  await pass(0.1);
}
async function key(name: string): Promise<void> {
  fireEvent.keyDown(window, { key: name });
  await pass(0.1);
}
async function choose(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('radio', { name: words(name) }));
  await pass(0.1);
}
// The way to look and the field it opens have one name.
const box = (name: string) => {
  const [field] = screen.getAllByLabelText<HTMLInputElement>(name).filter(({ type: kind }) => kind !== 'radio');
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
};
const type = (name: string, value: string) => fireEvent.change(box(name), { target: { value } });
const says = (text: string) => screen.queryByText(words(text)) !== null;

ownClockAndPage();

it('R9 a minute before it closes the desk counts down in words, a screen reader hears it once, and any key keeps it, with what was typed', async () => {
  const { of, answers, tell } = await open();
  await key('F2');
  type('Номер карты', 'А-0000');
  answers['staff.me'] = member({ closesInSeconds: 60 });
  tell(['staff']);
  await pass(1);
  expect(screen.getByRole('timer').textContent).toMatch(/через.59.секунд/);
  const alert = screen.getByRole('alert');
  const heard = alert.textContent;
  expect(heard).toMatch(/закроется через.минуту/);
  await pass(30);
  expect(screen.getByRole('timer').textContent).toMatch(/через.29.секунд/);
  expect([screen.getByRole('alert'), alert.textContent]).toEqual([alert, heard]);
  expect(document.activeElement).toBe(box('Номер карты'));
  const before = of('staff.touched').length;
  fireEvent.keyDown(box('Номер карты'), { key: '1' });
  expect(of('staff.touched')).toHaveLength(before + 1);
  // The word may be lost on its way: the next key says it again, and does not wait its turn.
  await pass(2);
  fireEvent.keyDown(box('Номер карты'), { key: '2' });
  expect(of('staff.touched')).toHaveLength(before + 2);
  answers['staff.me'] = member();
  tell(['staff']);
  await pass(0.5);
  expect(screen.queryByRole('timer')).toBeNull();
  expect(box('Номер карты').value).toBe('А-0000');
});

it('R1 whoever is quicker than the text of the document they chose is not told to choose one', async () => {
  const { of } = await open();
  await key('F2');
  type('Номер карты', 'А-000002');
  await press('Найти');
  await press('Подписано на бумаге');
  fireEvent.click(screen.getByRole('radio', { name: /Согласие/ }));
  fireEvent.click(screen.getByRole('checkbox'));
  await press('Записать подпись');
  expect(says('Выберите, какой документ подписан')).toBe(false);
  expect(of('staff.recordPaper')).toMatchObject([{ kind: 'consent', sha256: 'b'.repeat(64) }]);
});

it('R1 paper is recorded for the chosen document and only with the sheet in hand; a lost answer is asked for under the same number', async () => {
  const { of, answers } = await open();
  await key('F2');
  type('Номер карты', 'А-000002');
  await press('Найти');
  await press('Подписано на бумаге');
  await press('Записать подпись');
  expect(says('Выберите, какой документ подписан')).toBe(true);
  await choose('Согласие');
  await press('Записать подпись');
  expect(says('Отметьте, что подписанный лист')).toBe(true);
  expect(of('staff.recordPaper')).toEqual([]);
  fireEvent.click(screen.getByRole('checkbox'));
  answers['staff.recordPaper'] = refuse('offline');
  await press('Записать подпись');
  expect(says('Нет связи с центром')).toBe(true);
  answers['staff.recordPaper'] = ok({ patientId: ids.patient });
  await press('Записать подпись');
  const [first, second] = of('staff.recordPaper') as { acceptanceId: string }[];
  expect(first).toMatchObject({ patientId: ids.patient, kind: 'consent', version: '2026-01', sha256: 'b'.repeat(64) });
  expect(second).toEqual(first);
  expect(says('Подпись записана: Согласие')).toBe(true);

  await press('Подписано на бумаге');
  await choose('Условия');
  expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(false);
  fireEvent.click(screen.getByRole('checkbox'));
  await press('Записать подпись');
  expect((of('staff.recordPaper').at(-1) as { acceptanceId: string }).acceptanceId).not.toBe(first?.acceptanceId);
});

it('R5 whose record a person of Gosuslugi is: said only of a record that was found, and the case is read again', async () => {
  const { of, answers } = await open();
  await key('F3');
  await choose('Госуслуги: данные расходятся');
  expect(says('Такого человека в картотеке не нашлось')).toBe(true);
  expect(screen.queryByRole('button', { name: words('Это тот же человек') })).toBeNull();
  type('Номер карты', 'А-000002');
  await press('Найти');
  answers['staff.linkEsia'] = refuse('esia_linked');
  await press('Это тот же человек');
  expect(says('Один из двух уже связан')).toBe(true);
  answers['staff.linkEsia'] = ok({ patientId: ids.patient });
  await press('Это тот же человек');
  expect(of('staff.linkEsia').at(-1)).toEqual({ caseId: ids.case, patientId: ids.patient });
  expect(says('Решение записано')).toBe(true);
  expect(of('staff.cases')).toHaveLength(2);
});

it('R9 accounts are an administrator’s page; the last administrator is told why they cannot be switched off, a colleague is switched off in two steps', async () => {
  const { of, answers } = await open();
  const accounts = [
    { id: ids.me, login: 'admin', name: 'Тихонов Олег', role: 'administrator', disabled: false },
    { id: ids.other, login: 'irina', name: 'Белова Ирина', role: 'registrar', disabled: false },
  ];
  answers['staff.accounts'] = ok({ accounts });
  await key('F4');
  await choose('Тихонов Олег');
  expect(says('Это последний администратор')).toBe(true);
  await press('Отключить вход');
  expect(screen.queryByRole('button', { name: words('Отключить сейчас') })).toBeNull();
  await choose('Белова Ирина');
  await press('Отключить вход');
  expect(of('staff.switchAccount')).toEqual([]);
  answers['staff.switchAccount'] = ok({});
  await press('Отключить сейчас');
  expect(of('staff.switchAccount')).toEqual([{ staffId: ids.other, disabled: true }]);
  expect(says('Вход отключён: Белова Ирина')).toBe(true);

  expect(screen.queryAllByRole('button', { name: words('Сотрудники') })).toHaveLength(2);
  cleanup();
  await open(member({ role: 'seniorRegistrar' }));
  expect(screen.queryAllByRole('button', { name: words('Сотрудники') })).toEqual([]);
  await key('F4');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Рабочее место');
});

it('R9 a colleague’s password is reset in two steps and shown once; one’s own is not reset here', async () => {
  const { of, answers } = await open();
  answers['staff.accounts'] = ok({ accounts: [{ id: ids.me, login: 'admin', name: 'Тихонов Олег', role: 'administrator', disabled: false }, { id: ids.other, login: 'irina', name: 'Лесная Ирина', role: 'registrar', disabled: false }] });
  await key('F4');
  await choose('Тихонов Олег');
  expect(screen.queryByRole('button', { name: words('Сбросить пароль') })).toBeNull();
  await choose('Лесная Ирина');
  await press('Сбросить пароль');
  expect(of('staff.resetPassword')).toEqual([]);
  answers['staff.resetPassword'] = refuse('offline');
  await press('Сбросить сейчас');
  expect(says('Нет связи с центром')).toBe(true);
  answers['staff.resetPassword'] = ok({ password: 'abcd-efgh-2345', until: Date.now() + 12 * 3_600_000 });
  await press('Сбросить сейчас');
  expect(of('staff.resetPassword').at(-1)).toEqual({ staffId: ids.other });
  expect(says('abcd-efgh-2345')).toBe(true);
  await key('F1');
  await key('F4');
  await choose('Лесная Ирина');
  expect(says('abcd-efgh-2345')).toBe(false);
});

it('R9 whoever came by a one-time password has one page: setting their own', async () => {
  const { of, answers } = await open(member({ mustChange: true }));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(words('Задайте свой пароль'));
  expect(screen.queryByRole('button', { name: words('Пациент') })).toBeNull();
  expect(screen.queryByRole('button', { name: words('Вернуться') })).toBeNull();
  await key('F4');
  expect(of('staff.accounts')).toEqual([]);
  type('Одноразовый пароль', 'abcd-efgh-2345');
  type('Новый пароль', 'тихая роща у реки');
  type('Повторить пароль', 'тихая роща у реки');
  answers['staff.changePassword'] = refuse('password_same');
  await press('Сменить пароль');
  expect(says('Это тот же самый пароль')).toBe(true);
  expect(of('staff.changePassword')).toEqual([{ password: 'abcd-efgh-2345', next: 'тихая роща у реки' }]);
});

it('R9 one’s own password: what is wrong is said beside its field before anybody is asked, and the server’s no beside the old one', async () => {
  const { of, answers } = await open();
  await press('Сменить пароль');
  await press('Сменить пароль');
  expect(says('Наберите пароль, с которым вошли')).toBe(true);
  type('Пароль сейчас', 'не тот');
  type('Новый пароль', 'короче');
  await press('Сменить пароль');
  expect(says('слишком короткий')).toBe(true);
  type('Новый пароль', 'тихая роща у реки');
  type('Повторить пароль', 'тихая роща у рек');
  await press('Сменить пароль');
  expect(says('Пароли не совпадают')).toBe(true);
  expect(of('staff.changePassword')).toEqual([]);
  type('Повторить пароль', 'тихая роща у реки');
  answers['staff.changePassword'] = refuse('wrong_password');
  await press('Сменить пароль');
  expect(of('staff.changePassword')).toEqual([{ password: 'не тот', next: 'тихая роща у реки' }]);
  expect(says('Это не тот пароль, с которым вы вошли')).toBe(true);
  expect(box('Новый пароль').value).toBe('тихая роща у реки');
});
