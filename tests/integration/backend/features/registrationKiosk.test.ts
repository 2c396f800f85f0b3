import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { refuse, startScriptedServer, type Answer, type Said, type ScriptedServer } from '../../../support/scriptedServer.ts';

// The whole backend over real HTTP; the server says what a test tells it, because the real one says most of this only when it breaks.
let server: ScriptedServer;
let kiosk: TestBackend;
let answers: Record<string, Answer | ((said: Said) => Answer)>;

const person = { email: 'anna.canary@example.org', family: 'Канареева', given: 'Анна', patronymic: null, birthDate: '1951-04-03', phone: '+79001234567', snils: '11223344595', acceptances: [] };
const registrationId = randomUUID();
const patientId = randomUUID();
const sent: Answer = { status: 202, body: { registrationId, codeSeconds: 600, linkSeconds: 86_400 } };
const granted: Answer = { status: 200, body: { grant: 'grant-canary-0417', expiresInSeconds: 900 } };
const signedIn: Answer = { status: 200, body: { signInId: randomUUID(), token: 'patient-token', patientId } };
const bodiesOf = (path: string) => server.heard.filter((said) => said.path === path).map(({ body }) => body);

beforeEach(async () => {
  server = await startScriptedServer();
  answers = {};
  server.state.write = (said) => {
    const answer = answers[said.path];
    return typeof answer === 'function' ? answer(said) : (answer ?? refuse(404, 'not_found'));
  };
  server.state.personal.push({ type: 'Patient', id: patientId, version: 1, content: { name: [{ family: 'Канареева', given: ['Анна'] }], birthDate: '1951-04-03' } });
  kiosk = await startBackend({ server: server.url, code: 'ABCD-EFGH-JKLM' });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 20_000);
});
afterEach(async () => {
  await kiosk.stop();
  await server.stop();
});

test('R3 a person registers, enters the code with the space of the letter in it, sets a password and is signed in', async () => {
  answers = { '/identity/registration': sent, '/identity/registration/code': granted, '/identity/registration/password': signedIn };
  expect(await kiosk.call('registration.send', person)).toEqual({ registrationId, codeSeconds: 600, linkSeconds: 86_400 });
  expect(bodiesOf('/identity/registration')).toEqual([person]);
  const entered = await kiosk.call('registration.enterCode', { registrationId, code: '123 456' });
  // The right to set the password stays in the backend.
  expect(entered).toEqual({ expiresInSeconds: 900 });
  expect(bodiesOf('/identity/registration/code')).toEqual([{ registrationId, code: '123456' }]);
  expect(await kiosk.call('registration.setPassword', { registrationId, password: ' тихий омут ' })).toEqual({});
  expect(bodiesOf('/identity/registration/password')).toEqual([{ grant: 'grant-canary-0417', password: ' тихий омут ' }]);
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient', patient: { id: patientId, given: 'Анна' } });
  expect(kiosk.topics).toContain('identity');
  // Whoever is signed in neither registers nor becomes somebody else.
  expect(await kiosk.refusal('registration.send', person)).toBe('forbidden');
  expect(await kiosk.refusal('registration.signInByCode', { code: '123456' })).toBe('forbidden');
  expect(kiosk.bugs).toEqual([]);
});

test('R3 the right to a password goes with the registration it was given for, survives a refused password, and is used up by a taken one', async () => {
  answers = { '/identity/registration/code': granted, '/identity/registration/password': refuse(422, 'password_common') };
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'password1' })).toBe('grant_gone');
  await kiosk.call('registration.enterCode', { registrationId, code: '123456' });
  expect(await kiosk.refusal('registration.setPassword', { registrationId: randomUUID(), password: 'тихий омут' })).toBe('grant_gone');
  expect(bodiesOf('/identity/registration/password')).toEqual([]);
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'password1' })).toBe('password_common');
  expect(await kiosk.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  answers['/identity/registration/password'] = signedIn;
  await kiosk.call('registration.setPassword', { registrationId, password: 'тихий омут' });
  expect(bodiesOf('/identity/registration/password')).toHaveLength(2);
});

test('R7 a one-visit code signs in, however it was copied from the slip', async () => {
  answers = { '/identity/code-sign-in': (said) => (JSON.stringify(said.body) === '{"code":"48261593"}' ? signedIn : refuse(401, 'wrong_code')) };
  expect(await kiosk.refusal('registration.signInByCode', { code: '1111 1111' })).toBe('wrong_code');
  await kiosk.call('registration.signInByCode', { code: ' 4826-1593 ' });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient' });
  // Asked once each: a repeated question would count a second failure against the kiosk.
  expect(bodiesOf('/identity/code-sign-in')).toHaveLength(2);
});

test('R8 the address for the telephone and what happens there come from the server', async () => {
  const handoffId = randomUUID();
  const page = { handoffId, url: 'https://clinic.example.org/phone/token', matchCode: '47 Б', expiresInSeconds: 900 };
  answers = { '/identity/phone': { status: 201, body: page }, [`/identity/phone/${handoffId}`]: { status: 200, body: { state: 'opened' } } };
  const acceptances = [randomUUID()];
  expect(await kiosk.call('registration.toPhone', { step: 'form', acceptances })).toEqual(page);
  expect(await kiosk.call('registration.toPhone', { step: 'password', registrationId })).toEqual(page);
  expect(bodiesOf('/identity/phone')).toEqual([{ step: 'form', acceptances }, { step: 'password', registrationId }]);
  expect(await kiosk.call('registration.phoneState', { handoffId })).toEqual({ state: 'opened' });
});

const calls = [
  ['registration.send', person, '/identity/registration', ['invalid_request', 'documents_not_accepted', 'slow_down', 'mail_unavailable']],
  ['registration.recover', { email: person.email }, '/identity/recovery', ['invalid_request', 'slow_down', 'mail_unavailable']],
  ['registration.resend', { registrationId }, '/identity/registration/resend', ['slow_down', 'mail_unavailable', 'code_gone']],
  ['registration.enterCode', { registrationId, code: '123456' }, '/identity/registration/code', ['wrong_code', 'code_gone', 'slow_down', 'invalid_request']],
  ['registration.signInByCode', { code: '12345678' }, '/identity/code-sign-in', ['wrong_code', 'slow_down', 'locked']],
  ['registration.toPhone', { step: 'form', acceptances: [] }, '/identity/phone', ['documents_not_accepted', 'slow_down']],
] as const;

test.each(calls)('R3 R7 R8 %s tells every refusal it declares, «later» for what nobody foresaw, and «no line» for no answer', async (channel, input, path, refusals) => {
  for (const code of refusals) {
    answers[path] = refuse(code === 'slow_down' ? 429 : 409, code);
    expect(await kiosk.refusal(channel, input)).toBe(code);
  }
  answers[path] = refuse(418, 'teapot');
  expect(await kiosk.refusal(channel, input)).toBe('try_later');
  for (const broken of ['cut', 'portal'] as const) {
    answers[path] = broken;
    expect(await kiosk.refusal(channel, input)).toBe('offline');
  }
  expect(kiosk.bugs).toEqual([]);
});

test('R3 the right to a password is gone with the patient who leaves', async () => {
  answers = { '/identity/registration/code': granted };
  await kiosk.call('registration.enterCode', { registrationId, code: '987654' });
  await kiosk.backend.leave();
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'тихий омут' })).toBe('not_ready');
  expect(bodiesOf('/identity/registration/password')).toEqual([]);
});
