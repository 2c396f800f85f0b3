import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { account as words } from '../../../../renderer/locales/ru/account.ts';
import { account as contract } from '../../../../shared/features/account.ts';
import { anna, annaElsewhere, annaHere, cutLine, given, heading, openAccount, page, pass, press, refused } from './stage.tsx';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

it('R11 the account shows how one signs in and where, and the telephone only in part', async () => {
  await openAccount((before) => {
    before['account.overview'] = given({ ...anna, esiaLinked: true, sessions: [annaElsewhere, annaHere] });
  });
  expect(heading()).toBe('Учётная запись');
  for (const shown of ['по паролю или через Госуслуги', 'anna@example.org', '+7 900 ***-**-67', 'Здесь и ещё в 1 месте']) expect(page()).toContain(shown);
});

it('R11 S10 every sign-in is named with place, way and Moscow time, one’s own first; the others are ended by one press that says how many', async () => {
  const { of, answers } = await openAccount((before) => {
    before['account.overview'] = given({ ...anna, sessions: [annaElsewhere, annaHere] });
  });
  await press('Где вы вошли');
  const [first, second] = screen.getAllByRole('listitem').map(({ textContent }) => textContent.replaceAll('\u00a0', ' '));
  expect(first).toBe('Этот киоскПо паролю, с 11:55 до 12:25');
  expect(second).toBe('ПодольскПо письму, с 11:00 до 11:30');
  answers['account.endOthers'] = given({ ended: 1 });
  answers['account.overview'] = given(anna);
  await press('Завершить остальные');
  expect(page()).toContain('Завершили 1 вход');
  expect(page()).not.toContain('Подольск');
  expect(page()).toContain('Других входов нет');
  await press('Завершить остальные');
  expect(of('account.endOthers')).toEqual([{}]);
});

it('R11 R10 a sign-in in which somebody acts for another says so, and for whom', async () => {
  const at = (index: number) => `3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7b1${index}`;
  await openAccount((before) => {
    const acting = [{ who: 'for', name: 'Примерова М. И.' }, { who: 'by', name: 'Образцов П. П.' }, { who: 'by', name: '' }] as const;
    before['account.overview'] = given({ ...anna, sessions: [annaHere, ...acting.map((how, index) => ({ ...annaElsewhere, id: at(index), acting: how }))] });
  });
  await press('Где вы вошли');
  const said = screen.getAllByRole('listitem').map(({ textContent }) => textContent.replaceAll('\u00a0', ' '));
  expect(said.slice(1)).toEqual([
    'ПодольскВы действуете за: Примерова М. И. По письму, с 11:00 до 11:30',
    'ПодольскЗа вас действует: Образцов П. П. По письму, с 11:00 до 11:30',
    'ПодольскЗа вас действует другой человек. По письму, с 11:00 до 11:30',
  ]);
});

it('R11 many sign-ins are paged, and a refusal to end them is said', async () => {
  const { answers } = await openAccount((before) => {
    before['account.overview'] = given({ ...anna, sessions: [annaHere, ...Array.from({ length: 7 }, (_, index) => ({ ...annaElsewhere, id: `3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7b1${index}` }))] });
  });
  await press('Где вы вошли');
  expect(screen.getAllByRole('listitem')).toHaveLength(5);
  await press('Ниже');
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  answers['account.endOthers'] = refused('slow_down');
  await press('Завершить остальные');
  expect(page()).toContain('Слишком много попыток подряд');
});

it('R11 R10 who acts for another person sees why no account is here, and nothing of it is asked for', async () => {
  const { of } = await openAccount((before) => {
    const me = before['identity.me'];
    if (me?.ok) before['identity.me'] = given({ ...Object(me.value), representative: { family: 'Кузнецова', given: 'Анна', patronymic: null } });
  });
  expect(page()).toContain('Сейчас вы действуете за другого человека');
  expect(page()).toContain('вернитесь к себе');
  expect(of('account.overview')).toEqual([]);
});

it('R11 a registrar’s code has no account behind it: nothing can be changed, and why is said', async () => {
  await openAccount((before) => {
    before['account.overview'] = given({ ...anna, login: null, hasPassword: false, esiaLinked: false });
  });
  expect(page()).toContain('Вы вошли по коду регистратуры');
  for (const row of ['Логин: почта', 'Пароль', 'Телефон', 'Закрыть учётную запись']) {
    await press(row);
    expect(heading()).toBe('Учётная запись');
  }
});

it('R11 O4 without a line the account is opened as soon as the line is back', async () => {
  const { answers, app, of } = await openAccount((before) => {
    before['sync.status'] = cutLine;
    before['account.overview'] = refused('offline');
  });
  expect(page()).toContain('Откроем её, как только связь вернётся');
  expect(page()).not.toContain('anna@example.org');
  answers['account.overview'] = given(anna);
  answers['sync.status'] = given({ line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null });
  act(() => app.reads.changed(() => true));
  await pass(1);
  expect(page()).toContain('anna@example.org');
  expect(of('account.overview').length).toBeGreaterThan(1);
});

it('R11 whoever a restart has signed out is asked to sign in again and comes back to the account', async () => {
  const { answers, app } = await openAccount();
  await press('Телефон');
  answers['identity.me'] = given({ role: 'visitor', patient: null });
  act(() => app.reads.changed(() => true));
  await pass(1);
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'signIn', then: { name: 'account' }, reason: 'restarted' });
});

it('R11 every refusal of the account has a sentence of its own', () => {
  for (const { errors } of Object.values(contract)) for (const code of errors) expect(Object.keys(words.error)).toContain(code);
  for (const method of contract['account.overview'].output.shape.sessions.element.shape.method.options) expect(Object.keys(words.sessions.method)).toContain(method);
});

it('R11 an answer that was lost is not called a failure: the deed may have been done', async () => {
  const { answers } = await openAccount((before) => {
    before['account.overview'] = given({ ...anna, sessions: [annaElsewhere, annaHere] });
  });
  await press('Где вы вошли');
  answers['account.endOthers'] = refused('timed_out');
  await press('Завершить остальные');
  expect(page()).toContain('возможно, всё уже изменилось');
});
