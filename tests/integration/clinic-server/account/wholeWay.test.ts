import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import { at, refusal, system } from '../../../support/fhirClient.ts';
import { addOwner, cameBy, overview, own, signedIn, stateOf } from '../../../support/ownAccount.ts';
import { letterCode, linkOf, person, post, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;
let other: Awaited<ReturnType<RegistrationClinic['kiosk']>>;

beforeAll(async () => {
  world = await startRegistrationClinic();
  [kiosk, other] = [await world.kiosk(), await world.kiosk()];
});
afterAll(() => world.stop());

const next = 'другая роща у озера';
const fresh = (): string => `new${randomUUID().slice(0, 8)}@example.org`;
const telecomOf = async (patientId: string) => at((await system(world.clinic)('GET', `/fhir/Patient/${patientId}`)).body, 'telecom');
const signIn = (login: string | null, password: string) => post(other.ask, '/identity/sign-in', { login, password });

it('R11 one sees the own account: address, telephone, and where one is signed in', async () => {
  const [officeId, owner, stranger] = [randomUUID(), await addOwner(world.clinic), await addOwner(world.clinic)];
  const translation = [{ url: extensions.translation, extension: [{ url: 'lang', valueCode: 'en' }, { url: 'content', valueString: 'Podolsk' }] }];
  await inTransaction(world.clinic.pool, async (tx) => {
    await insertResource(tx, { resourceType: 'Location', id: officeId, status: 'active', mode: 'instance', name: 'Подольск', _name: { extension: translation } } as Parameters<typeof insertResource>[1], { patient: null });
    await tx.query('update device set office_id = $2 where id = $1', [other.deviceId, officeId]);
  });
  const there = await signedIn(world.clinic, other, owner);
  const here = await signedIn(world.clinic, kiosk, owner);
  const someone = await world.kiosk();
  await signedIn(world.clinic, someone, stranger);
  const seen = await overview(here);
  expect(seen).toMatchObject({ patientId: owner.patientId, login: owner.login, hasPassword: true, esiaLinked: false, phone: '+79001234567', pendingEmail: null });
  expect(at(seen, 'sessions')).toEqual([
    { id: here.signInId, here: true, place: null, method: 'password', acting: null, startedAt: expect.any(Number), endsAt: expect.any(Number) },
    { id: there.signInId, here: false, place: { ru: 'Подольск', en: 'Podolsk' }, method: 'password', acting: null, startedAt: expect.any(Number), endsAt: expect.any(Number) },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/argon|hash/);
});

it('R11 a new password: the other sign-ins end and say why, this one goes on, and a letter that could set one is dead', async () => {
  const owner = await addOwner(world.clinic);
  const there = await signedIn(world.clinic, other, owner);
  const here = await signedIn(world.clinic, kiosk, owner);
  await post(other.ask, '/identity/recovery', { email: owner.login });
  const recovery = await world.letterTo(owner.login ?? '');
  expect((await fetch(linkOf(recovery))).status).toBe(200);
  expect((await own(here, 'password', { current: owner.password, next })).status).toBe(204);
  expect(await stateOf(other, there)).toEqual({ state: 'ended', why: 'password_changed' });
  expect(refusal(await there.ask('GET', '/identity/account'))).toBe('401 no_token');
  expect((await here.ask('GET', `/fhir/Patient/${owner.patientId}`)).status).toBe(200);
  expect((await fetch(linkOf(recovery))).status).toBe(410);
  expect(refusal(await signIn(owner.login, owner.password))).toBe('401 wrong_login');
  expect((await signIn(owner.login, next)).status).toBe(200);
  expect(await world.letterTo(owner.login ?? '', 2)).toMatchObject({ subject: expect.stringContaining('Пароль личного кабинета изменён'), text: expect.stringContaining('Остальные сеансы закончены') });
});

it('R11 another address: a code to each, then the login is the new one, both are told and the other sign-ins end', async () => {
  const [owner, email] = [await addOwner(world.clinic), fresh()];
  const there = await signedIn(world.clinic, other, owner);
  const here = await signedIn(world.clinic, kiosk, owner);
  const begun = await own(here, 'email', { email: ` ${email.toUpperCase()} `, current: owner.password });
  expect([begun.status, begun.body]).toEqual([202, { changeId: expect.any(String), codeSeconds: 600 }]);
  expect(at(await overview(here), 'pendingEmail')).toBe(email);
  const codes = { oldCode: letterCode(await world.letterTo(owner.login ?? '')), newCode: letterCode(await world.letterTo(email)) };
  expect((await own(here, 'email/confirm', { changeId: at(begun.body, 'changeId'), ...codes })).status).toBe(204);
  expect(await overview(here)).toMatchObject({ login: email, pendingEmail: null });
  expect(await telecomOf(owner.patientId)).toEqual([{ system: 'phone', value: '+79001234567', use: 'mobile' }, { system: 'email', value: email }]);
  expect(await stateOf(other, there)).toEqual({ state: 'ended', why: 'ended_by_owner' });
  expect(refusal(await signIn(owner.login, owner.password))).toBe('401 wrong_login');
  expect((await signIn(email, owner.password)).status).toBe(200);
  for (const address of [owner.login ?? '', email]) expect((await world.letterTo(address, 2)).subject).toContain('Адрес почты в личном кабинете изменён');
});

it('R11 another telephone number is in the record, and the owner gets a letter', async () => {
  const owner = await addOwner(world.clinic);
  const here = await signedIn(world.clinic, kiosk, owner);
  expect((await own(here, 'phone', { phone: '+79007654321', current: owner.password })).status).toBe(204);
  expect(await telecomOf(owner.patientId)).toEqual([{ system: 'phone', value: '+79007654321', use: 'mobile' }, { system: 'email', value: owner.login }]);
  expect(at(await overview(here), 'phone')).toBe('+79007654321');
  expect((await world.letterTo(owner.login ?? '')).subject).toContain('Номер телефона');
});

it('R11 who comes by Gosuslugi only does it within five minutes of the sign-in, and may give an address by one code', async () => {
  const [owner, email] = [await addOwner(world.clinic, { esia: true }), fresh()];
  const here = await cameBy(world.clinic, kiosk, owner, 'esia');
  expect(await overview(here)).toMatchObject({ login: null, hasPassword: false, esiaLinked: true });
  expect(refusal(await own(here, 'password', { current: '', next }))).toBe('409 no_password');
  expect((await own(here, 'phone', { phone: '+79007654321', current: null })).status).toBe(204);
  const { body } = await own(here, 'email', { email, current: null });
  const newCode = letterCode(await world.letterTo(email));
  world.pass(5 * 60_000);
  for (const path of ['phone', 'email', 'close']) expect([path, refusal(await own(here, path, { phone: '+79007654321', email: fresh(), current: null }))]).toEqual([path, '403 sign_in_again']);
  expect(refusal(await own(here, 'email/confirm', { changeId: at(body, 'changeId'), oldCode: newCode, newCode }))).toBe('401 wrong_code');
  expect((await own(here, 'email/confirm', { changeId: at(body, 'changeId'), oldCode: null, newCode })).status).toBe(204);
  expect(await overview(here)).toMatchObject({ login: email, hasPassword: false, esiaLinked: true });
  await post(kiosk.ask, '/identity/recovery', { email });
  expect((await world.letterTo(email, 3)).text).toContain('/set-password/');
  // A sign-in by Gosuslugi proves nothing at an account that has a password.
  await world.clinic.pool.query(`update account set password_hash = (select password_hash from account where password_hash is not null limit 1) where id = $1`, [owner.accountId]);
  const again = await cameBy(world.clinic, other, owner, 'esia');
  expect(refusal(await own(again, 'phone', { phone: '+79001112233', current: null }))).toBe('403 wrong_password');
});

it('R11 all other sign-ins end at once and are counted; this one goes on', async () => {
  const owner = await addOwner(world.clinic);
  const [first, second, third] = [await signedIn(world.clinic, other, owner), await signedIn(world.clinic, await world.kiosk(), owner), await signedIn(world.clinic, kiosk, owner)];
  expect((await own(third, 'sessions/end-others')).body).toEqual({ ended: 2 });
  for (const ended of [first, second]) expect(refusal(await ended.ask('GET', '/identity/account'))).toBe('401 no_token');
  expect(await stateOf(other, first)).toEqual({ state: 'ended', why: 'ended_by_owner' });
  expect(at(await overview(third), 'sessions', 'length')).toBe(1);
  expect((await own(third, 'sessions/end-others')).body).toEqual({ ended: 0 });
});

it('R11 a closed account lets nobody in by any way, its sign-ins end everywhere, and the address registers anew as another record', async () => {
  const owner = await addOwner(world.clinic, { family: 'Лесная' });
  const there = await signedIn(world.clinic, other, owner);
  const here = await signedIn(world.clinic, kiosk, owner);
  await post(other.ask, '/identity/recovery', { email: owner.login });
  const recovery = await world.letterTo(owner.login ?? '');
  await world.clinic.pool.query(`insert into staff (id, login, name, role, password_hash, made_at) values ($1, $2, 'Ирина', 'registrar', 'x', now())`, [owner.patientId, owner.patientId]);
  await world.clinic.pool.query(`insert into one_visit_code (hash, patient, staff, expires_at) values ($1, $2, $2, now() + interval '1 hour')`, [Buffer.from(owner.patientId), owner.patientId]);
  expect((await own(here, 'close', { current: owner.password })).status).toBe(204);
  for (const [at, session] of [[other, there], [kiosk, here]] as const) expect(await stateOf(at, session)).toEqual({ state: 'ended', why: 'closed' });
  expect(refusal(await signIn(owner.login, owner.password))).toBe('401 wrong_login');
  expect((await fetch(linkOf(recovery))).status).toBe(410);
  expect((await world.clinic.pool.query('select 1 from one_visit_code where patient = $1', [owner.patientId])).rows).toEqual([]);
  expect((await system(world.clinic)('GET', `/fhir/Patient/${owner.patientId}`)).status).toBe(200);
  expect((await world.letterTo(owner.login ?? '', 2)).subject).toContain('Личный кабинет закрыт');
  const form = person({ email: owner.login, acceptances: await world.signed(kiosk.ask) });
  const registrationId = at((await post(kiosk.ask, '/identity/registration', form)).body, 'registrationId');
  const code = letterCode(await world.letterTo(owner.login ?? '', 3));
  const grant = at((await post(kiosk.ask, '/identity/registration/code', { registrationId, code })).body, 'grant');
  const anew = await post(kiosk.ask, '/identity/registration/password', { grant, password: next });
  expect(anew.status).toBe(200);
  const patientId = at(anew.body, 'patientId');
  expect(patientId).not.toBe(owner.patientId);
  const { rows } = await world.clinic.pool.query('select other_patient from identity_case where kind = $1 and patient = $2', ['duplicate', patientId]);
  expect(rows).toEqual([{ other_patient: owner.patientId }]);
});

it('R11 what was done to an account is written down and stays: ids only', async () => {
  const { rows } = await world.clinic.pool.query<{ action: string }>('select distinct action from identity_audit order by action');
  const acts = rows.map(({ action }) => action);
  for (const act of ['account_closed', 'email_change_begun', 'email_changed', 'password_changed', 'phone_changed', 'sign_ins_ended']) expect(acts).toContain(act);
});
