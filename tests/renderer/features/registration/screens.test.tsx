import { act, fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { AppRoot } from '../../../../renderer/app/AppRoot.tsx';
import { createApp } from '../../../../renderer/app/createApp.ts';
import { createI18n } from '../../../../renderer/app/bothTexts.ts';
import { useRouter } from '../../../../renderer/app/router.ts';
import { MailCodeScreen } from '../../../../renderer/features/registration/MailCodeScreen.tsx';
import { NewPasswordScreen } from '../../../../renderer/features/registration/NewPasswordScreen.tsx';
import { OnPhoneScreen } from '../../../../renderer/features/registration/OnPhoneScreen.tsx';
import { RegisterScreen } from '../../../../renderer/features/registration/RegisterScreen.tsx';
import type { Reply } from '../../../../shared/rpc/wire.ts';
import { ownClockAndPage } from '../../../support/pageClock.ts';

const registrationId = '3f0c0f5e-6d0a-4d53-9f7e-1f2b1c9d7a10';

/** The far end of the port: answers as the backend does and notes what was asked of it. */
function backend() {
  const asked: { channel: string; input: unknown }[] = [];
  const answers: Record<string, Reply> = {
    'identity.me': { ok: true, value: { role: 'visitor', patient: null } },
    'sync.status': { ok: true, value: { line: 'up', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: null } },
    'registration.send': { ok: true, value: { registrationId, codeSeconds: 600, linkSeconds: 86_400 } },
    'registration.resend': { ok: true, value: { registrationId, codeSeconds: 600, linkSeconds: 86_400 } },
    'registration.toPhone': { ok: true, value: { handoffId: registrationId, url: 'https://clinic.example.org/phone/x', matchCode: '47 Б', expiresInSeconds: 900 } },
  };
  const bridge = {
    call: (channel: string, input: unknown): Promise<Reply> => {
      asked.push({ channel, input });
      return Promise.resolve(answers[channel] ?? { ok: false, error: { code: 'internal' } });
    },
    onChanged: () => () => undefined,
  };
  return { bridge, answers, of: (channel: string) => asked.filter((one) => one.channel === channel).map(({ input }) => input) };
}

function Stage() {
  const { route } = useRouter();
  if (route.name === 'register') return <RegisterScreen />;
  if (route.name === 'mailCode') return <MailCodeScreen />;
  if (route.name === 'newPassword') return <NewPasswordScreen />;
  if (route.name === 'onPhone') return <OnPhoneScreen step={route.step} />;
  return <h1>{route.name}</h1>;
}

async function open() {
  const server = backend();
  vi.stubGlobal('kabinet', server.bridge);
  const app = createApp(server.bridge, () => Date.now(), () => crypto.randomUUID());
  const router = app.router.getState();
  router.go({ name: 'signIn', then: { name: 'cabinet' } });
  router.go({ name: 'register' });
  render(<AppRoot app={app} texts={createI18n('ru')}><Stage /></AppRoot>);
  await pass(1);
  return { ...server, app };
}

async function pass(seconds: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(seconds * 1_000));
}
/** As if so much time had gone by, without every tick of it. */
async function later(seconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + seconds * 1_000);
  await pass(1);
}
async function press(name: string): Promise<void> {
  // Short words are tied to the next one by a space that does not break.
  fireEvent.click(screen.getByRole('button', { name: new RegExp(`^${name.replaceAll(' ', '\\s')}`) }));
  await pass(0.1);
}
const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const type = (name: string, value: string) => fireEvent.change(box(name), { target: { value } });
const heading = () => screen.getByRole('heading', { level: 1 }).textContent.replaceAll('\u00a0', ' ');

async function fillForm(): Promise<void> {
  type('Фамилия', 'кузнецова');
  type('Имя', 'анна');
  await press('Дальше');
  type('Дата рождения', '03041951');
  await press('Дальше');
  type('Адрес почты', 'anna@example.org');
  type('Телефон', '89001234567');
  await press('Отправить письмо');
}

ownClockAndPage();

it('R3 the form asks three questions, sends what the wire wants and goes on to the letter', async () => {
  const { of } = await open();
  await fillForm();
  expect(of('registration.send')).toEqual([
    { family: 'Кузнецова', given: 'Анна', patronymic: null, birthDate: '1951-04-03', email: 'anna@example.org', phone: '+79001234567', snils: null, acceptances: [] },
  ]);
  expect(heading()).toBe('Проверьте почту');
  expect(document.body.textContent).toContain('anna@example.org');
});

it('R3 a wrong field is named and focused, nothing typed is lost, and nobody is asked', async () => {
  const { of } = await open();
  type('Фамилия', 'Кузнецова2');
  await press('Дальше');
  expect(document.activeElement).toBe(box('Фамилия'));
  expect(box('Фамилия').value).toBe('Кузнецова2');
  expect(screen.getByText(/Здесь.только буквы/)).toBeTruthy();
  expect(screen.getByText('Наберите имя')).toBeTruthy();
  type('Фамилия', 'Кузнецова');
  expect(screen.queryByText(/Здесь.только буквы/)).toBeNull();
  // The other field is wrong still, and does not call the hand away from this one.
  expect(document.activeElement).toBe(box('Фамилия'));
  expect(of('registration.send')).toEqual([]);
});

it('R3 what was typed is there again after help, «Назад» and a larger view, and gone with the patient', async () => {
  const { app } = await open();
  type('Фамилия', 'кузнецова');
  type('Имя', 'анна');
  await press('Дальше');
  type('Дата рождения', '0304');
  act(() => app.router.getState().go({ name: 'help' }));
  act(() => app.router.getState().back());
  expect(box('Дата рождения').value).toBe('03.04');
  act(() => app.view.getState().toggleView());
  expect(box('Дата рождения').value).toBe('03.04');
  await press('Назад');
  await press('Назад');
  expect(box('Имя').value).toBe('Анна');
  act(() => app.draft.getState().forget());
  expect(box('Фамилия').value).toBe('');
});

it('R3 another letter is asked for after a minute, and kills what was typed of the former code', async () => {
  const { of, answers } = await open();
  await fillForm();
  answers['registration.enterCode'] = { ok: false, error: { code: 'wrong_code' } };
  type('Код из письма', '123456');
  expect(box('Код из письма').value).toBe('123 456');
  await press('Дальше');
  expect(of('registration.enterCode')).toEqual([{ registrationId, code: '123 456' }]);
  expect(screen.getByText(/Код не.подходит/)).toBeTruthy();
  await press('Отправить ещё раз');
  expect(of('registration.resend')).toEqual([]);
  await later(61);
  await press('Отправить ещё раз');
  expect(of('registration.resend')).toEqual([{ registrationId }]);
  expect(box('Код из письма').value).toBe('');
  await later(601);
  expect(screen.getByText(/Код больше не.действует/)).toBeTruthy();
});

it('R3 a password is compared before it is sent, a common one is refused beside its field, and time that is over leads to a new code', async () => {
  const { of, answers } = await open();
  await fillForm();
  answers['registration.enterCode'] = { ok: true, value: { expiresInSeconds: 900 } };
  type('Код из письма', '123456');
  await press('Дальше');
  expect(heading()).toBe('Установка пароля');
  type('Пароль', 'тихий омут');
  type('Повторить пароль', 'тихий Омут');
  await press('Сохранить и войти');
  expect(screen.getByText(/Пароли не.совпали/)).toBeTruthy();
  expect(of('registration.setPassword')).toEqual([]);
  type('Повторить пароль', 'тихий омут');
  answers['registration.setPassword'] = { ok: false, error: { code: 'password_common' } };
  await press('Сохранить и войти');
  expect(screen.getByText(/из.самых частых/)).toBeTruthy();
  expect(box('Пароль').value).toBe('тихий омут');
  answers['registration.setPassword'] = { ok: false, error: { code: 'grant_gone' } };
  await press('Сохранить и войти');
  await press('Получить новый код');
  expect(heading()).toBe('Проверьте почту');
});

it('R8 the telephone’s page is asked for once, watched, kept over help and back; when it is done the sign-in page says so', async () => {
  const { app, of, answers } = await open();
  answers['registration.phoneState'] = { ok: true, value: { state: 'waiting' } };
  await press('Продолжить на телефоне');
  await pass(3);
  expect(screen.getByText('47 Б')).toBeTruthy();
  act(() => app.router.getState().go({ name: 'help' }));
  act(() => app.router.getState().back());
  await pass(3);
  expect(of('registration.toPhone')).toEqual([{ step: 'form', acceptances: [] }]);
  answers['registration.phoneState'] = { ok: true, value: { state: 'opened' } };
  await pass(3);
  expect(screen.getByText(/Страница открыта/)).toBeTruthy();
  answers['registration.phoneState'] = { ok: true, value: { state: 'done' } };
  await pass(3);
  expect(app.router.getState().stack.at(-1)).toEqual({ name: 'signIn', then: { name: 'cabinet' }, reason: 'phoneDone' });
});

it('R8 a telephone’s page that is over can be replaced by a new one', async () => {
  const { of, answers } = await open();
  answers['registration.phoneState'] = { ok: true, value: { state: 'gone' } };
  await press('Продолжить на телефоне');
  await pass(3);
  await press('Показать новую ссылку');
  expect(of('registration.toPhone')).toHaveLength(2);
});

it('R4 whoever has been signed in goes back to the page that knows what was wanted, and nothing typed stays', async () => {
  const { app, answers } = await open();
  await fillForm();
  answers['identity.me'] = { ok: true, value: { role: 'patient', patient: null } };
  act(() => app.reads.changed(() => true));
  await pass(1);
  expect(app.router.getState().stack.at(-1)).toMatchObject({ name: 'signIn', then: { name: 'cabinet' } });
  expect(JSON.stringify(app.draft.getState())).not.toMatch(/anna|Кузнецова|9001234567/);
});

it('R3 without a line that is said before anything is typed', async () => {
  const { app, answers } = await open();
  answers['sync.status'] = { ok: true, value: { line: 'down', lastContactAt: 0, unsent: 0, aside: 0, clockOffsetMs: 0, failure: 'unreachable' } };
  act(() => app.reads.changed(() => true));
  await pass(1);
  expect(screen.getByText(/нет связи с.центром: зарегистрироваться/)).toBeTruthy();
});
