import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { openSignIn } from '../../../../clinic-server/identity/openSignIn.ts';
import { lockPerson } from '../../../../clinic-server/locks/lock.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person } from '../../../support/smallClinic.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

let clinic: TestClinic;
let people: Person[];
let registrar: TestStaff;
let desk: TestDevice;
const json = { 'content-type': 'application/json' };

beforeAll(async () => {
  clinic = await startClinic();
  people = [...(await seedSmallClinic(clinic.pool, { slots: [], people: 9 })).people];
  desk = await enrolDevice(clinic, { profile: 'reception' });
  registrar = await staffAt(clinic, desk);
});
afterAll(() => clinic.stop());

function someone(): Person {
  const person = people.pop();
  if (!person) throw new Error('no more people');
  return person;
}
const lock = (person: { id: string }, reason = 'Пациент просит закрыть вход') => registrar.ask('POST', '/identity/locks', { patientId: person.id, reason }, json);
const decide = (id: unknown, decision: string, note: string | null = null) => registrar.ask('POST', `/identity/cases/${String(id)}/decide`, { decision, note }, json);

it('R6 a registrar’s lock ends every sign-in on every device at once, and the right password says why', async () => {
  const person = someone();
  const kiosks = await Promise.all([enrolDevice(clinic), enrolDevice(clinic)]);
  const open = await Promise.all(kiosks.map((kiosk) => kiosk.signIn(person)));
  const locked = await lock(person);
  expect(locked).toMatchObject({ status: 201, body: { accounts: 1, signInsEndedOn: 2 } });
  for (const [index, session] of open.entries()) {
    expect((await session.ask('GET', `/fhir/Patient/${person.id}`)).status).toBe(401);
    const state = await kiosks[index]?.ask('GET', '/identity/sign-in/state', undefined, { 'kabinet-sign-in': session.signInId });
    expect(state?.body).toEqual({ state: 'ended', why: 'locked' });
  }
  const again = await kiosks[0]?.ask('POST', '/identity/sign-in', { login: person.login, password: person.password }, json);
  expect(again && refusal(again)).toBe('403 locked');
});

it('R6 a lock tells every device to ask, within a moment', async () => {
  const person = someone();
  const kiosk = await enrolDevice(clinic);
  const stopped = new AbortController();
  const stream = await fetch(`${clinic.url}/events`, { headers: { authorization: `Bearer ${kiosk.token}` }, signal: stopped.signal });
  const reader = stream.body?.getReader();
  await reader?.read();
  const told = reader?.read();
  await lock(person);
  expect(new TextDecoder().decode((await told)?.value)).toContain('event: changed');
  stopped.abort();
});

it('R6 the state of a sign-in is told to its own device only', async () => {
  const person = someone();
  const [mine, other] = await Promise.all([enrolDevice(clinic), enrolDevice(clinic)]);
  const { signInId, ask } = await mine.signIn(person);
  const named = { 'kabinet-sign-in': signInId };
  expect((await mine.ask('GET', '/identity/sign-in/state', undefined, named)).body).toEqual({ state: 'open', why: null });
  expect(refusal(await other.ask('GET', '/identity/sign-in/state', undefined, named))).toBe('404 not_found');
  expect(refusal(await mine.ask('GET', '/identity/sign-in/state'))).toBe('404 not_found');
  await ask('POST', '/identity/sign-out');
  expect((await mine.ask('GET', '/identity/sign-in/state', undefined, named)).body).toEqual({ state: 'ended', why: null });
});

it('R6 nobody but staff locks, sees cases or decides', async () => {
  const person = someone();
  const kiosk = await enrolDevice(clinic);
  const patient = await kiosk.signIn(person);
  for (const ask of [kiosk.ask, patient.ask, desk.ask]) {
    expect(refusal(await ask('POST', '/identity/locks', { patientId: person.id, reason: 'x' }, json))).toBe('403 forbidden');
    expect(refusal(await ask('GET', '/identity/cases'))).toBe('403 forbidden');
    expect(refusal(await ask('POST', `/identity/cases/${randomUUID()}/decide`, { decision: 'dismissed' }, json))).toBe('403 forbidden');
  }
  expect((await patient.ask('GET', `/fhir/Patient/${person.id}`)).status).toBe(200);
});

it('R6 a lock needs a reason, a person and an account', async () => {
  expect(refusal(await lock(someone(), '   '))).toBe('400 invalid_request');
  expect(refusal(await lock({ id: randomUUID() }))).toBe('404 not_found');
  const nobody = { id: randomUUID() };
  await clinic.pool.query(`insert into resource (type, id, version, patient, content, deleted, xid, seq, updated_at)
    select type, $1::text, version, $1::uuid, jsonb_set(content, '{id}', to_jsonb($1::text)), deleted, xid, seq + 1000000, updated_at from resource where type = 'Patient' limit 1`, [nobody.id]);
  expect(refusal(await lock(nobody))).toBe('409 no_account');
});

it('R6 a sign-in that was proved just before the lock is not opened after it', async () => {
  const person = someone();
  const kiosk = await enrolDevice(clinic);
  const { rows } = await clinic.pool.query<{ id: string }>('select id from account where patient = $1', [person.id]);
  await inTransaction(clinic.pool, (tx) => lockPerson(tx, clinic.parts, { patientId: person.id, by: 'rule' }));
  const late = inTransaction(clinic.pool, (tx) =>
    openSignIn(tx, clinic.parts, { deviceId: kiosk.id, profile: 'kiosk', accountId: rows[0]?.id ?? null, patientId: person.id, method: 'password', terms: null }),
  );
  await expect(late).rejects.toMatchObject({ status: 403, code: 'locked' });
});

it('R6 cases come newest first, page by page, and each is decided once', async () => {
  const locked = [someone(), someone()];
  for (const person of locked) await lock(person);
  const first = await registrar.ask('GET', '/identity/cases?_count=1');
  expect(at(first.body, 'cases', 0)).toMatchObject({ kind: 'lock', patient: locked[1]?.id, detail: { why: 'registrar', reason: 'Пациент просит закрыть вход' } });
  const second = await registrar.ask('GET', `/identity/cases?_count=1&_after=${String(at(first.body, 'next'))}`);
  expect(at(second.body, 'cases', 0, 'patient')).toBe(locked[0]?.id);
  const id = at(first.body, 'cases', 0, 'id');
  expect(refusal(await decide(id, 'anything'))).toBe('400 invalid_request');
  const both = await Promise.all([decide(id, 'dismissed', 'Звонила'), decide(id, 'dismissed')]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  expect(refusal(await decide(randomUUID(), 'dismissed'))).toBe('404 not_found');
  expect(at((await registrar.ask('GET', '/identity/cases?_count=1')).body, 'cases', 0, 'id')).not.toBe(id);
});

it('R6 who locked, who looked and who decided is written down and cannot be changed', async () => {
  const { rows } = await clinic.pool.query<{ action: string; staff: string }>(`select action, staff from identity_audit where staff = $1`, [registrar.id]);
  expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['locked', 'case_decided']));
  for (const statement of ['update identity_audit set staff = null', 'delete from identity_audit', 'truncate identity_audit'])
    await expect(clinic.pool.query(statement)).rejects.toThrow('only ever added to');
});

it('R6 the deny-list is signed by the clinic’s one key and names what was ended', async () => {
  const [kiosk, person] = [await enrolDevice(clinic), someone()];
  const { signInId } = await kiosk.signIn(person);
  await lock(person);
  const other = await clinic.another();
  expect(other.parts.denyKey.publicKey).toBe(clinic.parts.denyKey.publicKey);
  const x = String(at((await kiosk.ask('GET', '/device/me')).body, 'denyKey'));
  const { body } = await kiosk.ask('GET', '/identity/deny-list');
  const list = Buffer.from(String(at(body, 'list')), 'base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(verify(null, list, key, Buffer.from(String(at(body, 'signature')), 'base64url'))).toBe(true);
  expect(JSON.parse(list.toString())).toMatchObject({ kind: 'kabinet deny list 1', epoch: clinic.parts.epoch, signIns: expect.arrayContaining([signInId]), staff: [] });
});
