import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultPolicy } from '../../../../clinic-server/config.ts';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { startServer, type RunningServer } from '../../../../clinic-server/server.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { addPatient, begin, recordOf } from '../../../support/esiaClinic.ts';
import { createBrowser } from '../../../support/esiaPerson.ts';
import { startStandIn, type EsiaStandIn } from '../../../support/esiaStandIn.ts';
import { at, client, refusal, type Ask } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

const password = 'тихая роща у реки';
const closed = '403 esia_required';
const user = simulatorUsers.confirmed;

let standIn: EsiaStandIn;
/** As the clinic was before it decided; its database is the other's. */
let world: RegistrationClinic;
let strict: RunningServer;
let registrar: TestStaff;
/** The same desk, after the clinic has decided. */
let strictRegistrar: TestStaff;
let patientId: string;

beforeAll(async () => {
  standIn = await startStandIn();
  const policy = (esia: 'optional' | 'required') => ({ ...defaultPolicy, esia });
  world = await startRegistrationClinic({ config: { esia: standIn.settings, policy: policy('optional') } });
  strict = await startServer({ pool: world.clinic.pool, config: { ...world.clinic.parts.config, policy: policy('required') }, log: createLog('silent') });
  const desk = await enrolDevice(world.clinic, { profile: 'reception' });
  registrar = await staffAt(world.clinic, desk);
  strictRegistrar = await staffAt({ url: strict.url, pool: world.clinic.pool }, desk);
  patientId = await addPatient(world.clinic.pool, recordOf(user));
});
afterAll(async () => {
  await strict.stop();
  await world.stop();
  await standIn.stop();
});

async function kiosk() {
  const { ask, token } = await world.kiosk();
  return { ask, strictly: client(strict.url, token) };
}

async function registered(ask: Ask): Promise<string> {
  const form = person({ acceptances: await world.signed(ask) });
  await post(ask, '/identity/registration', form);
  await sendForm(linkOf(await world.letterTo(form.email)), { do: 'password', password, repeat: password });
  return form.email;
}

async function byEsia(ask: Ask, more: object = {}) {
  const { attemptId, authorizeUrl } = await begin(ask);
  const back = await createBrowser(standIn.esia.url).walk(authorizeUrl, user);
  return post(ask, '/identity/esia/finish', { attemptId, query: back.search.slice(1), ...more });
}

const termsOf = async (signInId: unknown) => (await world.clinic.pool.query<{ terms: string | null; method: string }>('select terms_confirmed as terms, method from sign_in where id = $1', [signInId])).rows[0];

it('R5 where Gosuslugi is the only way in, every door that leads to a password is closed, alike for everybody, and uses nothing up', async () => {
  const { ask, strictly } = await kiosk();
  const login = await registered(ask);
  // Begun a moment before the clinic decided.
  const recovering = await post(ask, '/identity/recovery', { email: login });
  const registrationId = String(at(recovering.body, 'registrationId'));
  const letter = await world.letterTo(login, 2);
  const before = (await world.letters()).length;
  for (const typed of [{ login, password }, { login, password: 'не тот' }, { login: 'nobody@example.org', password }]) expect(refusal(await post(strictly, '/identity/sign-in', typed))).toBe(closed);
  expect(refusal(await post(strictly, '/identity/registration', person({ acceptances: await world.signed(ask) })))).toBe(closed);
  for (const email of [login, 'nobody@example.org']) expect(refusal(await post(strictly, '/identity/recovery', { email }))).toBe(closed);
  expect(refusal(await post(strictly, '/identity/registration/resend', { registrationId }))).toBe(closed);
  expect(refusal(await post(strictly, '/identity/registration/code', { registrationId, code: letterCode(letter) }))).toBe(closed);
  expect(refusal(await post(strictly, '/identity/phone', { step: 'form', acceptances: await world.signed(ask) }))).toBe(closed);
  const { grant } = (await post(ask, '/identity/registration/code', { registrationId, code: letterCode(letter) })).body as { grant: string };
  expect(refusal(await post(strictly, '/identity/registration/password', { grant, password: 'совсем другие слова' }))).toBe(closed);
  const page = await sendForm(linkOf(letter).replace(world.clinic.url, strict.url), { do: 'password', password: 'другие слова', repeat: 'другие слова' });
  expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('Вход только через Госуслуги')]);
  expect((await world.letters()).length).toBe(before);
  // Nothing was counted, changed or spent: as soon as the clinic allows passwords again all of it works.
  expect((await post(ask, '/identity/sign-in', { login, password })).status).toBe(200);
  expect((await post(ask, '/identity/registration/password', { grant, password: 'совсем другие слова' })).status).toBe(200);
}, 60_000);

it('R5 R7 the registrar’s code for one visit and Gosuslugi let in all the same', async () => {
  const { strictly } = await kiosk();
  const minted = await registrar.ask('POST', '/identity/one-visit-code', { patientId }, { 'content-type': 'application/json' });
  expect((await post(strictly, '/identity/code-sign-in', { code: at(minted.body, 'code') })).status).toBe(200);
  const came = await byEsia(strictly);
  expect([came.status, at(came.body, 'patientId')]).toEqual([200, patientId]);
}, 60_000);

it('R4 by whichever way somebody comes in, the version of the terms its page named is kept, and nothing that is no version', async () => {
  const { ask } = await kiosk();
  const terms = '2026-01';
  const byCode = async (more: object) => {
    const minted = await registrar.ask('POST', '/identity/one-visit-code', { patientId }, { 'content-type': 'application/json' });
    return post(ask, '/identity/code-sign-in', { code: at(minted.body, 'code'), ...more });
  };
  const byLetter = async (more: object) => {
    const form = person({ acceptances: await world.signed(ask) });
    const registrationId = at((await post(ask, '/identity/registration', form)).body, 'registrationId');
    const code = letterCode(await world.letterTo(form.email));
    const grant = at((await post(ask, '/identity/registration/code', { registrationId, code })).body, 'grant');
    return post(ask, '/identity/registration/password', { grant, password, ...more });
  };
  for (const [method, signIn] of [['code', byCode], ['email', byLetter], ['esia', (more: object) => byEsia(ask, more)]] as const) {
    expect(await termsOf(at((await signIn({ terms })).body, 'signInId'))).toEqual({ method, terms });
    expect(refusal(await signIn({ terms: '<b>' }))).toBe('400 invalid_request');
  }
  expect(await termsOf(at((await byCode({})).body, 'signInId'))).toEqual({ method: 'code', terms: null });
}, 60_000);

it('R5 R6 where Gosuslugi is the only way in, a locked person comes back by it after a registrar has seen a document, and the old password is dead', async () => {
  const { ask, strictly } = await kiosk();
  const login = 'locked.by.esia@example.org';
  await byEsia(ask);
  await world.clinic.pool.query('update account set login = $2, password_hash = $3 where patient = $1', [patientId, login, await world.clinic.parts.passwords.hash(password)]);
  const locked = await post(strictRegistrar.ask, '/identity/locks', { patientId, reason: 'Утерян телефон' });
  expect(locked.status).toBe(201);
  expect((await world.letterTo(login)).text).toContain('подойдите в регистратуру с паспортом');
  expect(refusal(await byEsia(strictly))).toBe('403 locked');
  expect((await post(strictRegistrar.ask, `/identity/cases/${String(at(locked.body, 'caseId'))}/decide`, { decision: 'document_seen' })).status).toBe(204);
  // Where passwords are allowed, the letter stays the only way out for whoever has one.
  expect(refusal(await byEsia(ask))).toBe('403 locked');
  expect((await byEsia(strictly)).status).toBe(200);
  expect((await world.letterTo(login, 2)).subject).toMatch(/^Вход в личный кабинет снова открыт/);
  expect(refusal(await post(ask, '/identity/sign-in', { login, password }))).toBe('401 wrong_login');
}, 60_000);
