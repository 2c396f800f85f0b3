import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { createPasswords } from '../../../../clinic-server/identity/passwords.ts';
import { addStaff } from '../../../../clinic-server/staff/staffStore.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { enrolDevice, issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { at, client } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { signaturePng } from '../../../support/signature.ts';

// A whole kiosk's backend against the real server, its real database and a real SMTP server.
let place: RegistrationClinic;
let kiosk: TestBackend;

const password = 'тихая роща у реки';
const address = () => `r${randomUUID().slice(0, 8)}@example.org`;
const personOf = (email: string) => ({ email, family: 'Лесная', given: 'Анна', patronymic: 'Петровна', birthDate: '1980-12-31', phone: '+79001234567', snils: null });

async function startKiosk(): Promise<TestBackend> {
  const started = await startBackend({ server: place.clinic.url, code: await issueEnrolmentCode(place.clinic.pool) });
  await eventually(() => started.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  return started;
}

/** Terms and consent signed at this kiosk, as its screens do it. */
async function signed(): Promise<string[]> {
  const { pending } = await eventually(() => kiosk.call('documents.pending', {}), (answer) => answer.pending.length === 2, 20_000);
  const ids: string[] = [];
  for (const { documentId, kind, version } of pending) {
    const { document } = await kiosk.call('documents.one', { documentId, language: 'ru' });
    const commandId = randomUUID();
    const { acceptanceId } = await kiosk.call('documents.accept', { commandId, documentId, kind, version, sha256: document?.sha256 ?? '', how: 'finger', signature: signaturePng(), typedName: null });
    await eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied', 20_000);
    ids.push(acceptanceId);
  }
  return ids;
}

async function register(email: string) {
  const { registrationId } = await kiosk.call('registration.send', { ...personOf(email), acceptances: await signed() });
  return { registrationId, letter: await place.letterTo(email) };
}

/** Somebody who has an account, made by the link of the letter. */
async function withAccount(): Promise<string> {
  const email = address();
  const { letter } = await register(email);
  expect((await sendForm(linkOf(letter), { do: 'password', password, repeat: password })).status).toBe(200);
  return email;
}

beforeAll(async () => {
  place = await startRegistrationClinic();
}, 120_000);
afterAll(() => place.stop());
beforeEach(async () => {
  kiosk = await startKiosk();
});
afterEach(async () => {
  await kiosk.stop();
  if (kiosk.bugs.length > 0) throw new Error(`faults of ours: ${kiosk.bugs.map(({ where }) => where).join(', ')}`);
});

test('R3 by the code of the letter: signed in at the kiosk, with a record and both documents of one’s own', async () => {
  const { registrationId, letter } = await register(address());
  const code = letterCode(letter);
  await kiosk.call('registration.enterCode', { registrationId, code: `${code.slice(0, 3)} ${code.slice(3)}` });
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'короче' })).toBe('password_short');
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'qwertyuiop' })).toBe('password_common');
  expect(await kiosk.refusal('registration.setPassword', { registrationId, password: 'я'.repeat(129) })).toBe('password_long');
  await kiosk.call('registration.setPassword', { registrationId, password });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient', patient: { family: 'Лесная', given: 'Анна', patronymic: 'Петровна', birthDate: '1980-12-31', phoneMasked: '+7 ··· ···-45-67' } });
  const { consents } = await kiosk.call('documents.mine', {});
  expect(consents.map(({ kind }) => kind).toSorted()).toEqual(['consent', 'terms']);
  expect((await kiosk.call('documents.pending', {})).pending).toEqual([]);
});

test('R3 the link of the letter was quicker: the code is gone, and the password works at the kiosk', async () => {
  const email = address();
  const { registrationId, letter } = await register(email);
  expect((await sendForm(linkOf(letter), { do: 'password', password, repeat: password })).status).toBe(200);
  expect(await kiosk.refusal('registration.enterCode', { registrationId, code: letterCode(letter) })).toBe('code_gone');
  await kiosk.call('identity.signIn', { login: email, password });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient' });
});

test('R3 five wrong codes are the end of a code; another letter begins anew', async () => {
  const email = address();
  const { registrationId, letter } = await register(email);
  const wrong = letterCode(letter) === '111111' ? '222222' : '111111';
  const said: string[] = [];
  for (let guess = 0; guess < 6; guess += 1) said.push(await kiosk.refusal('registration.enterCode', { registrationId, code: wrong }));
  expect(said.slice(0, 4)).toEqual(['wrong_code', 'wrong_code', 'wrong_code', 'wrong_code']);
  expect(said.at(-1)).toBe('code_gone');
  expect(await kiosk.refusal('registration.enterCode', { registrationId, code: letterCode(letter) })).toBe('code_gone');
  const again = await kiosk.call('registration.resend', { registrationId });
  const second = await place.letterTo(email, 2);
  expect(await kiosk.call('registration.enterCode', { registrationId: again.registrationId, code: letterCode(second) })).toMatchObject({ expiresInSeconds: 900 });
});

test('R4 a forgotten password is set anew; an address nobody has is answered alike', async () => {
  const email = await withAccount();
  const unknown = await kiosk.call('registration.recover', { email: address() });
  const { registrationId, ...times } = await kiosk.call('registration.recover', { email });
  expect({ ...unknown, registrationId: '' }).toEqual({ ...times, registrationId: '' });
  const letter = await place.letterTo(email, 2);
  await kiosk.call('registration.enterCode', { registrationId, code: letterCode(letter) });
  await kiosk.call('registration.setPassword', { registrationId, password: 'совсем другая роща' });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient', patient: { given: 'Анна' } });
});

test('R8 the telephone goes on where the kiosk stands, and the kiosk notices when it is done', async () => {
  const email = address();
  const { handoffId, url } = await kiosk.call('registration.toPhone', { step: 'form', acceptances: await signed() });
  const state = async () => (await kiosk.call('registration.phoneState', { handoffId })).state;
  expect(url.startsWith(`${place.clinic.url}/phone/`)).toBe(true);
  expect(await state()).toBe('waiting');
  await fetch(url);
  expect(await state()).toBe('waiting');
  await sendForm(url, { do: 'open' });
  expect(await state()).toBe('opened');
  const { snils: _none, ...typed } = personOf(email);
  const sent = await sendForm(url, { do: 'form', ...typed, birthDate: '31.12.1980', phone: '8 900 123-45-67', snils: '' });
  expect(sent.status).toBe(303);
  const link = linkOf(await place.letterTo(email));
  expect((await sendForm(link, { do: 'password', password, repeat: password })).status).toBe(200);
  expect(await state()).toBe('done');
  await kiosk.call('identity.signIn', { login: email, password });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient' });
});

test('R7 a registrar’s code lets a patient in once, on one kiosk', async () => {
  const { clinic } = place;
  const login = `reg-${randomUUID().slice(0, 8)}`;
  const passwordHash = await createPasswords().hash('parol-registratury');
  await inTransaction(clinic.pool, (tx) => addStaff(tx, { id: randomUUID(), login, name: 'Ирина Регистратор', role: 'registrar', passwordHash, now: instant(Date.now()) }));
  const desk = await enrolDevice(clinic, { profile: 'reception' });
  const entered = await post(desk.ask, '/identity/staff/sign-in', { login, password: 'parol-registratury' });
  const registrar = client(clinic.url, String(at(entered.body, 'token')), { 'kabinet-device': `Bearer ${desk.token}` });
  const email = await withAccount();
  const { rows } = await clinic.pool.query<{ patient: string }>('select patient from account where login = $1', [email]);
  const patientId = rows[0]?.patient ?? '';
  const code = String(at((await post(registrar, '/identity/one-visit-code', { patientId })).body, 'code'));
  expect(await kiosk.refusal('registration.signInByCode', { code: '00000000' })).toBe('wrong_code');
  await kiosk.call('registration.signInByCode', { code: `${code.slice(0, 4)} ${code.slice(4)}` });
  expect(await kiosk.call('identity.me', {})).toMatchObject({ role: 'patient', patient: { id: patientId } });
  const another = await startKiosk();
  expect(await another.refusal('registration.signInByCode', { code })).toBe('wrong_code');
  await another.stop();
});
