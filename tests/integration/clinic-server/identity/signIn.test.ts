import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { instant } from '../../../../shared/lib/moscow.ts';
import { askToken, enrolDevice, signAssertion, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, type Answer } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';

let clinic: TestClinic;
let small: SmallClinic;
let kiosk: TestDevice;
let person: Person;
let ahead = 0;
/** When the server's clock was stopped, so that a busy machine cannot let a wait run out in the middle of a test. */
let stoppedAt: number | null = null;
const serverNow = () => instant((stoppedAt ?? Date.now()) + ahead);

beforeAll(async () => {
  clinic = await startClinic({ now: serverNow });
  small = await seedSmallClinic(clinic.pool, { slots: [], people: 3 });
  const first = small.people[0];
  if (!first) throw new Error('no person');
  person = first;
});
afterAll(() => clinic.stop());
beforeEach(async () => {
  await clinic.pool.query('delete from throttle');
  await clinic.pool.query('delete from sign_in_failure');
  await clinic.pool.query('update account set locked_at = null');
  kiosk = await enrolDevice(clinic, { now: serverNow() });
});

const attempt = (device: TestDevice, login: string, password: string): Promise<Answer> =>
  device.ask('POST', '/identity/sign-in', { login, password }, { 'content-type': 'application/json' });
const refused = (answer: Answer) => [answer.status, codeOf(answer)];
/** A device token lives five minutes; a test that lets an hour pass needs another. */
const asPatient = async (token: string) => {
  const given = await askToken(clinic.url, await signAssertion(kiosk.key.privateKey, { deviceId: kiosk.id, now: serverNow() }));
  return client(clinic.url, token, { 'kabinet-device': `Bearer ${String(at(given.body, 'access_token'))}` });
};

it('R4 the right password signs in, however the login is typed', async () => {
  const answer = await attempt(kiosk, `  ${person.login.toUpperCase()} `, person.password);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ patientId: person.id, expiresInSeconds: 900 });
});

it('R4 a wrong password and an unknown login are one answer', async () => {
  const wrong = await attempt(kiosk, person.login, 'no');
  const unknown = await attempt(kiosk, 'nobody@example.org', 'no');
  expect(refused(wrong)).toEqual([401, 'wrong_login']);
  expect(unknown.body).toEqual(wrong.body);
  for (const login of ['', '\0', `${person.login}\0`, "' or 1=1 --", '🙂', 'a'.repeat(10_000)])
    expect(refused(await attempt(kiosk, login, '\0'))).toEqual([401, 'wrong_login']);
  expect(refused(await attempt(kiosk, 'a'.repeat(10_001), 'x'))).toEqual([400, 'invalid_request']);
});

it('R4 an unknown login takes as long as a wrong password', async () => {
  const reception = await enrolDevice(clinic, { profile: 'reception', now: serverNow() });
  const spent: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let round = 0; round < 15; round++) {
    await clinic.pool.query('delete from throttle');
    for (const [kind, login] of [
      ['known', person.login],
      ['unknown', `nobody${round}@example.org`],
    ] as const) {
      const from = performance.now();
      await attempt(reception, login, 'wrong password');
      spent[kind].push(performance.now() - from);
    }
  }
  const fastest = (values: number[]) => Math.min(...values);
  // Hashing takes tens of milliseconds and a look-up one: without the decoy the quotient would be far below a half.
  expect(fastest(spent.unknown) / fastest(spent.known)).toBeGreaterThan(0.6);
});

it('R6 after five wrong passwords the account slows down, on every device, and opens by itself', async () => {
  const other = await enrolDevice(clinic, { now: serverNow() });
  for (let count = 0; count < 5; count++) expect((await attempt(kiosk, person.login, 'no')).status).toBe(401);
  const slowed = await attempt(other, person.login, person.password);
  expect(refused(slowed)).toEqual([429, 'slow_down']);
  expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
  ahead += 2_000;
  expect((await attempt(other, person.login, 'no')).status).toBe(401);
  ahead += 1_500;
  expect(refused(await attempt(other, person.login, person.password))).toEqual([429, 'slow_down']);
  ahead += 2_000;
  expect((await attempt(other, person.login, person.password)).status).toBe(200);
  expect((await attempt(other, person.login, 'no')).status).toBe(401);
});

it('R6 a hundred guesses at one moment are a hundred guesses', async () => {
  // From many devices, or they would only wait for each other at the device's own count.
  const devices = await Promise.all(Array.from({ length: 20 }, () => enrolDevice(clinic, { now: serverNow() })));
  stoppedAt = Date.now();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => attempt(devices[index % devices.length] ?? kiosk, person.login, 'no')));
  stoppedAt = null;
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(95);
});

it('R6 a device that tries many accounts slows down, other devices do not', async () => {
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) statuses.push((await attempt(kiosk, `someone${count}@example.org`, 'no')).status);
  expect(statuses.slice(0, 11).every((status) => status === 401)).toBe(true);
  expect(statuses[11]).toBe(429);
  expect((await attempt(kiosk, person.login, person.password)).status).toBe(429);
  const other = await enrolDevice(clinic, { now: serverNow() });
  expect((await attempt(other, person.login, person.password)).status).toBe(200);
});

it('R6 a locked account is told so only with the right password', async () => {
  const locked = small.people[2];
  if (!locked) throw new Error('no third person');
  await clinic.pool.query('update account set locked_at = now() where login = $1', [locked.login]);
  expect(refused(await attempt(kiosk, locked.login, 'no'))).toEqual([401, 'wrong_login']);
  expect(refused(await attempt(kiosk, locked.login, locked.password))).toEqual([403, 'locked']);
});

it('R4 a patient’s token works with its own device only, and a device sees nothing personal', async () => {
  const { token } = await kiosk.signIn(person);
  const other = await enrolDevice(clinic, { now: serverNow() });
  const path = `/fhir/Patient/${person.id}`;
  expect((await client(clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` })('GET', path)).status).toBe(200);
  expect((await client(clinic.url, token, { 'kabinet-device': `Bearer ${other.token}` })('GET', path)).status).toBe(401);
  expect((await client(clinic.url, token)('GET', path)).status).toBe(401);
  expect((await client(clinic.url, kiosk.token, { 'kabinet-device': `Bearer ${token}` })('GET', path)).status).toBe(401);
  expect([401, 403, 404]).toContain((await kiosk.ask('GET', path)).status);
  const neighbour = small.people[1]?.id ?? '';
  expect([403, 404]).toContain(
    (await client(clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` })('GET', `/fhir/Patient/${neighbour}`)).status,
  );
});

it('R4 signing out ends the token at once; signing in ends what was open at the kiosk', async () => {
  const first = await kiosk.signIn(person);
  const second = await kiosk.signIn(person);
  expect((await first.ask('GET', `/fhir/Patient/${person.id}`)).status).toBe(401);
  expect((await second.ask('POST', '/identity/sign-out')).status).toBe(204);
  expect((await second.ask('GET', `/fhir/Patient/${person.id}`)).status).toBe(401);
});

it('R4 a token lives fifteen minutes, longer with use, and never over an hour', async () => {
  const { token } = await kiosk.signIn(person);
  const path = `/fhir/Patient/${person.id}`;
  for (let step = 0; step < 5; step++) {
    ahead += 11 * 60_000;
    expect((await (await asPatient(token))('GET', path)).status).toBe(200);
  }
  ahead += 6 * 60_000;
  expect((await (await asPatient(token))('GET', path)).status).toBe(401);
  kiosk = await enrolDevice(clinic, { now: serverNow() });
  const unused = await kiosk.signIn(person);
  ahead += 16 * 60_000;
  expect((await (await asPatient(unused.token))('GET', path)).status).toBe(401);
});

it('R4 passwords are kept as argon2id of the strength we promise', async () => {
  const { rows } = await clinic.pool.query<{ hash: string }>('select password_hash as hash from account');
  expect(rows.length).toBeGreaterThan(0);
  for (const { hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
