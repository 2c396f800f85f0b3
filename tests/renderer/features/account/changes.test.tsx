import { act } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { anna, box, cutLine, given, heading, openAccount, page, pass, press, refused, type } from './stage.tsx';
import { ownClockAndPage } from '../../../support/pageClock.ts';

ownClockAndPage();

it('R11 a password is changed with the present one; what is wrong is said beside its field, and what was typed stays', async () => {
  const { of, answers, app } = await openAccount();
  await press('Пароль');
  await press('Сменить пароль');
  expect(page()).toContain('Наберите нынешний пароль');
  expect(document.activeElement).toBe(box('Нынешний пароль'));
  type('Нынешний пароль', 'тихий омут');
  type('Новый пароль', 'тихий омут');
  await press('Сменить пароль');
  expect(page()).toContain('Это тот же самый пароль');
  type('Новый пароль', 'громкий омут');
  type('Новый пароль ещё раз', 'громкий умот');
  await press('Сменить пароль');
  expect(page()).toContain('Пароли не совпали');
  expect(of('account.changePassword')).toEqual([]);
  type('Новый пароль ещё раз', 'громкий омут');
  for (const [code, field] of [['wrong_password', 'Нынешний пароль'], ['password_common', 'Новый пароль']] as const) {
    answers['account.changePassword'] = refused(code);
    await press('Сменить пароль');
    expect(document.activeElement).toBe(box(field));
  }
  expect([box('Нынешний пароль').value, box('Новый пароль').value]).toEqual(['тихий омут', 'громкий омут']);
  answers['account.changePassword'] = given({});
  await press('Сменить пароль');
  expect(heading()).toBe('Пароль изменён');
  expect(of('account.changePassword').at(-1)).toEqual({ commandId: expect.any(String), current: 'тихий омут', next: 'громкий омут' });
  expect(JSON.stringify(app.draft.getState())).not.toContain('омут');
  await press('К учётной записи');
  expect(heading()).toBe('Учётная запись');
});

it('R11 an address is changed by two codes; which of them was wrong is not told; codes that are over lead to new letters', async () => {
  const { of, answers } = await openAccount();
  await press('Логин: почта');
  type('Новый адрес почты', 'ANNA@example.org');
  type('Нынешний пароль', 'тихий омут');
  await press('Отправить письма');
  expect(page()).toContain('Этот адрес и сейчас ваш логин');
  type('Новый адрес почты', ' nova@example.org ');
  answers['account.changeEmail'] = given({ codeSeconds: 600 });
  await press('Отправить письма');
  expect(of('account.changeEmail')).toEqual([{ email: 'nova@example.org', current: 'тихий омут' }]);
  expect(heading()).toBe('Коды из писем');
  expect(page()).toContain('из письма на anna@example.org');
  expect(page()).toContain('из письма на nova@example.org');
  expect(page()).toContain('Коды действуют ещё 10:00');
  type('Код с прежней почты', '111222');
  await press('Сменить почту');
  expect(page()).toContain('Наберите код из письма');
  type('Код с новой почты', '333444');
  answers['account.confirmEmail'] = refused('wrong_code');
  await press('Сменить почту');
  expect(of('account.confirmEmail')).toEqual([{ oldCode: '111222', newCode: '333444' }]);
  expect(page()).toContain('Коды не подходят');
  expect(document.querySelectorAll('[aria-invalid="true"]')).toHaveLength(0);
  expect(box('Код с прежней почты').value).toBe('111 222');
  answers['account.confirmEmail'] = refused('code_gone');
  await press('Сменить почту');
  await press('Отправить письма ещё раз');
  expect(heading()).toBe('Новая почта');
  expect(box('Новый адрес почты').value).toBe(' nova@example.org ');
  type('Нынешний пароль', 'тихий омут');
  await press('Отправить письма');
  expect(box('Код с прежней почты').value).toBe('');
  type('Код с прежней почты', '111222');
  type('Код с новой почты', '333444');
  answers['account.confirmEmail'] = given({});
  await press('Сменить почту');
  expect(heading()).toBe('Почта изменена');
  expect(page()).toContain('Теперь ваш логин: nova@example.org');
});

it('R11 letters that were sent are found again from the account, and time that is over is said', async () => {
  const { answers, app } = await openAccount();
  await press('Логин: почта');
  type('Новый адрес почты', 'nova@example.org');
  type('Нынешний пароль', 'тихий омут');
  answers['account.changeEmail'] = given({ codeSeconds: 600 });
  await press('Отправить письма');
  type('Код с новой почты', '333');
  answers['account.overview'] = given({ ...anna, pendingEmail: 'nova@example.org' });
  act(() => app.router.getState().backTo('account'));
  await pass(1);
  expect(page()).toContain('Меняем на nova@example.org: введите коды');
  await press('Логин: почта');
  expect(box('Код с новой почты').value).toBe('333');
  vi.setSystemTime(Date.now() + 601_000);
  await pass(1);
  expect(page()).not.toContain('Коды действуют ещё');
  expect(page()).toContain('Коды больше не действуют');
});

it('R11 whoever has no address yet gets one letter and types one code; Gosuslugi of a moment ago stands for the password', async () => {
  const { of, answers, app } = await openAccount((before) => {
    before['account.overview'] = given({ ...anna, login: null, hasPassword: false, esiaLinked: true });
  });
  expect(page()).toContain('Вы входите через Госуслуги');
  await press('Пароль');
  expect(heading()).toBe('Учётная запись');
  await press('Логин: почта');
  expect(page()).toContain('поверим недавнему входу через Госуслуги');
  type('Новый адрес почты', 'nova@example.org');
  answers['account.changeEmail'] = refused('sign_in_again');
  await press('Отправить письмо');
  expect(of('account.changeEmail')).toEqual([{ email: 'nova@example.org', current: null }]);
  expect(page()).toContain('Завершить и войти снова');
  answers['account.changeEmail'] = given({ codeSeconds: 600 });
  await press('Отправить письмо');
  type('Код с новой почты', '333444');
  answers['account.confirmEmail'] = given({});
  await press('Сменить почту');
  expect(of('account.confirmEmail')).toEqual([{ oldCode: null, newCode: '333444' }]);
  expect(heading()).toBe('Почта изменена');
  expect(app.draft.getState().account.email).toBe('');
});

it('R11 a telephone is typed as it is spoken, nonsense is said and kept, and the number goes out as the wire wants it', async () => {
  const { of, answers } = await openAccount();
  await press('Телефон');
  type('Номер телефона', 'позвоните мне');
  type('Нынешний пароль', 'тихий омут');
  await press('Сменить номер');
  expect(page()).toContain('В номере только цифры');
  expect(box('Номер телефона').value).toBe('позвоните мне');
  type('Номер телефона', '89001234567');
  expect(box('Номер телефона').value).toBe('+7 900 123-45-67');
  answers['account.changePhone'] = given({});
  await press('Сменить номер');
  expect(of('account.changePhone')).toEqual([{ phone: '+79001234567', current: 'тихий омут' }]);
  expect(page()).toContain('Теперь звоним на +7 900 123-45-67');
});

it('R11 an account is closed only after what ends and what stays was on the screen and the password was typed; nothing of it stays in the page', async () => {
  const { of, answers, app } = await openAccount();
  await press('Закрыть учётную запись');
  for (const words of ['Войти под этим логином будет нельзя', 'Все входы закончатся сразу', 'Медицинские записи и документы', 'Право зарегистрироваться снова']) expect(page()).toContain(words);
  await press('Дальше');
  await press('Закрыть навсегда');
  expect(page()).toContain('Наберите нынешний пароль');
  expect(of('account.close')).toEqual([]);
  type('Нынешний пароль', 'тихий омут');
  answers['account.close'] = refused('wrong_password');
  await press('Закрыть навсегда');
  expect(page()).toContain('Нынешний пароль не подходит');
  answers['account.close'] = given({});
  await press('Закрыть навсегда');
  expect(of('account.close').at(-1)).toEqual({ current: 'тихий омут' });
  expect(JSON.stringify(app.draft.getState())).not.toMatch(/anna|омут/);
});

it('R11 O4 with the line cut that is said before anything is typed, and what was typed outlives it, help and the larger view', async () => {
  const { answers, app } = await openAccount();
  await press('Телефон');
  type('Номер телефона', '8900123');
  answers['sync.status'] = cutLine;
  act(() => app.reads.changed(() => true));
  await pass(1);
  expect(page()).toContain('учётную запись пока не изменить');
  type('Нынешний пароль', 'тихий омут');
  type('Номер телефона', '89001234567');
  answers['account.changePhone'] = refused('offline');
  await press('Сменить номер');
  expect(page()).toContain('Набранное сохранено');
  expect(box('Нынешний пароль').value).toBe('тихий омут');
  act(() => app.router.getState().go({ name: 'help' }));
  act(() => app.router.getState().back());
  await pass(1);
  expect(box('Номер телефона').value).toBe('+7 900 123-45-67');
  act(() => app.view.getState().toggleView());
  expect(box('Номер телефона').value).toBe('+7 900 123-45-67');
});

it('R11 K4 in the accessible view it is one field a screen, and a refusal has a page of its own', async () => {
  const { answers, app, of } = await openAccount();
  await press('Телефон');
  act(() => app.view.getState().toggleView());
  await press('Дальше');
  expect(page()).toContain('Наберите номер телефона');
  type('Номер телефона', '89001234567');
  await press('Дальше');
  type('Нынешний пароль', 'тихий омут');
  answers['account.changePhone'] = refused('slow_down');
  await press('Сменить номер');
  expect(page()).toContain('Слишком много попыток подряд');
  await press('Вернуться');
  expect(box('Нынешний пароль').value).toBe('тихий омут');
  await press('Назад');
  expect(box('Номер телефона').value).toBe('+7 900 123-45-67');
  expect(of('account.changePhone')).toHaveLength(1);
  act(() => app.router.getState().replace({ name: 'accountStep', step: 'email' }));
  await pass(1);
  expect(page()).toContain('пришлём по коду на прежний адрес и на новый');
});
