import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { addPatient, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { at, client, refusal } from '../../../support/fhirClient.ts';
import { linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { staffAt } from '../../../support/staffDesk.ts';

const json = { 'content-type': 'application/json' };
const password = 'тихая роща у реки';

let world: RegistrationClinic;
let esia: EsiaClinic;
beforeAll(async () => {
  world = await startRegistrationClinic();
  esia = await startEsiaClinic();
});
afterAll(async () => {
  await world.stop();
  await esia.stop();
});

async function registered() {
  const kiosk = await world.kiosk();
  const form = person({ acceptances: await world.signed(kiosk.ask) });
  await post(kiosk.ask, '/identity/registration', form);
  await sendForm(linkOf(await world.letterTo(form.email)), { do: 'password', password, repeat: password });
  const signIn = (typed: string) => post(kiosk.ask, '/identity/sign-in', { login: form.email, password: typed });
  const opened = await signIn(password);
  return { kiosk, email: form.email, signIn, patientId: String(at(opened.body, 'patientId')), token: String(at(opened.body, 'token')) };
}

it('R6 the letter to the owner opens a locked account: a new password, and nothing left of the lock', async () => {
  const { kiosk, email, signIn, patientId } = await registered();
  const desk = await enrolDevice(world.clinic, { profile: 'reception' });
  const registrar = await staffAt(world.clinic, desk);
  const code = await registrar.ask('POST', '/identity/one-visit-code', { patientId }, json);
  expect((await registrar.ask('POST', '/identity/locks', { patientId, reason: 'Утерян телефон' }, json)).status).toBe(201);
  expect(refusal(await signIn(password))).toBe('403 locked');
  expect(refusal(await post(kiosk.ask, '/identity/code-sign-in', { code: at(code.body, 'code') }))).toBe('401 wrong_code');
  expect((await post(kiosk.ask, '/identity/recovery', { email })).status).toBe(202);
  const next = 'новая роща за холмом';
  expect((await sendForm(linkOf(await world.letterTo(email, 3)), { do: 'password', password: next, repeat: next })).ok).toBe(true);
  expect(refusal(await signIn(password))).toBe('401 wrong_login');
  expect((await signIn(next)).status).toBe(200);
  const { rows } = await world.clinic.pool.query('select l.lifted_by, c.decision from account_lock l join account a on a.id = l.account join identity_case c on c.patient = a.patient where a.login = $1', [email]);
  expect(rows).toEqual([{ lifted_by: 'link', decision: 'lifted' }]);
}, 60_000);

it('R6 a new password ends what is open elsewhere, and the kiosk there is told why', async () => {
  const { kiosk, email, patientId, token } = await registered();
  const own = client(world.clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` });
  expect((await own('GET', `/fhir/Patient/${patientId}`)).status).toBe(200);
  await post(kiosk.ask, '/identity/recovery', { email });
  await sendForm(linkOf(await world.letterTo(email, 2)), { do: 'password', password: 'совсем другие слова', repeat: 'совсем другие слова' });
  expect((await own('GET', `/fhir/Patient/${patientId}`)).status).toBe(401);
  const { rows } = await world.clinic.pool.query<{ id: string }>('select id from sign_in where patient = $1 order by made_at limit 1', [patientId]);
  expect((await kiosk.ask('GET', '/identity/sign-in/state', undefined, { 'kabinet-sign-in': rows[0]?.id ?? '' })).body).toEqual({ state: 'ended', why: 'password_changed' });
}, 60_000);

it('R6 who comes by Gosuslugi only stays locked until a registrar has seen a document, and then comes in by a fresh sign-in', async () => {
  const user = simulatorUsers.confirmed;
  const patientId = await addPatient(esia.clinic.pool, recordOf(user));
  const kiosk = await esia.kiosk();
  expect((await esia.signIn(kiosk.ask, user)).status).toBe(200);
  const registrar = await staffAt(esia.clinic, await enrolDevice(esia.clinic, { profile: 'reception' }));
  const locked = await registrar.ask('POST', '/identity/locks', { patientId, reason: 'Чужой человек за киоском' }, json);
  expect(refusal(await esia.signIn(kiosk.ask, user))).toBe('403 locked');
  const before = await esia.callbackFor(kiosk.ask, user);
  expect((await registrar.ask('POST', `/identity/cases/${String(at(locked.body, 'caseId'))}/decide`, { decision: 'document_seen' }, json)).status).toBe(204);
  // Begun before the document was seen: whoever it was, nobody had looked at them yet.
  expect(refusal(await post(kiosk.ask, '/identity/esia/finish', { attemptId: before.attemptId, query: before.query }))).toBe('403 locked');
  expect((await esia.signIn(kiosk.ask, user)).status).toBe(200);
  expect((await esia.signIn(kiosk.ask, user)).status).toBe(200);
}, 60_000);
