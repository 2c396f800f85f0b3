import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { oneTimeHours } from '../../../../clinic-server/staff/resetPassword.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { askToken, enrolDevice, signAssertion, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, type Answer, type Ask } from '../../../support/fhirClient.ts';

const root = join(import.meta.dirname, '../../../..');
const first = { login: 'glavny', password: 'pervyi-parol-2026' };
const json = { 'content-type': 'application/json' };

let clinic: TestClinic;
let desk: TestDevice;
let kiosk: TestDevice;
let ahead = 0;
let firstMade: [number | null, string];
const serverNow = () => instant(Date.now() + ahead);

beforeAll(async () => {
  clinic = await startClinic({ now: serverNow });
  firstMade = await command(['--login', first.login, '--name', 'Главный Администратор'], first.password);
}, 120_000);
afterAll(() => clinic.stop());
beforeEach(async () => {
  ahead = 0;
  await clinic.pool.query('delete from throttle');
  [desk, kiosk] = await Promise.all([enrolDevice(clinic, { profile: 'reception', now: serverNow() }), enrolDevice(clinic, { now: serverNow() })]);
});

function command(args: readonly string[], password: string): Promise<[number | null, string]> {
  return new Promise((done, failed) => {
    const running = spawn(process.execPath, [join(root, 'clinic-server/staffAccount.ts'), '--database', clinic.connectionString, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    let text = '';
    running.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    running.on('error', failed);
    running.on('close', (code) => done([code, text]));
    running.stdin.end(`${password}\n`);
  });
}

const attempt = (device: TestDevice, login: string, password: string): Promise<Answer> => device.ask('POST', '/identity/staff/sign-in', { login, password }, json);
const refused = (answer: Answer) => [answer.status, codeOf(answer)];
const asks = (device: TestDevice, answer: Answer): Ask => client(clinic.url, String(at(answer.body, 'token')), { 'kabinet-device': `Bearer ${device.token}` });

async function administrator(): Promise<Ask> {
  const answer = await attempt(desk, first.login, first.password);
  expect(answer.status).toBe(200);
  return asks(desk, answer);
}

async function registrar(login: string): Promise<{ id: string; ask: Ask }> {
  const made = await (await administrator())('POST', '/identity/staff/accounts', { login, name: 'Ирина Регистратор', role: 'registrar', password: 'parol-registratury' }, json);
  expect(made.status).toBe(201);
  return { id: String(at(made.body, 'id')), ask: asks(desk, await attempt(desk, login, 'parol-registratury')) };
}

it('R9 the first administrator is made by a command that reads the password from its input, once', async () => {
  expect(firstMade).toEqual([0, 'the account is made\n']);
  expect((await command(['--login', first.login, '--name', 'Другой'], 'drugoi-parol'))[0]).not.toBe(0);
  expect((await command(['--login', 'novyi', '--name', 'Новый'], 'short'))[0]).not.toBe(0);
  const answer = await attempt(desk, ' GLAVNY ', first.password);
  expect(answer).toMatchObject({ status: 200, body: { staff: { name: 'Главный Администратор', role: 'administrator' } } });
}, 60_000);

it('R9 staff sign in at a desk and not at a kiosk; a wrong name, a wrong password and an account that is off look alike', async () => {
  const { id } = await registrar('reg.one');
  expect(refused(await attempt(kiosk, first.login, first.password))).toEqual([403, 'forbidden']);
  const unlike = [await attempt(desk, 'nobody', first.password), await attempt(desk, first.login, 'wrong'), await attempt(desk, 'no\0body', 'wrong')];
  await (await administrator())('POST', `/identity/staff/accounts/${id}/disabled`, { disabled: true }, json);
  unlike.push(await attempt(desk, 'reg.one', 'parol-registratury'));
  for (const answer of unlike) expect([refused(answer), answer.body]).toEqual([[401, 'wrong_login'], unlike[0]?.body]);
});

it('R9 an account that is switched off is out at once, on every desk', async () => {
  const { id, ask } = await registrar('reg.two');
  expect(refused(await ask('GET', '/identity/staff/accounts'))).toEqual([403, 'forbidden']);
  const boss = await administrator();
  expect((await boss('POST', `/identity/staff/accounts/${id}/disabled`, { disabled: true }, json)).status).toBe(204);
  expect((await ask('GET', '/identity/staff/accounts')).status).toBe(401);
  expect((await boss('POST', `/identity/staff/accounts/${id}/disabled`, { disabled: false }, json)).status).toBe(204);
  expect((await attempt(desk, 'reg.two', 'parol-registratury')).status).toBe(200);
});

it('R9 only an administrator makes accounts, and the last one cannot switch themselves off', async () => {
  const { ask } = await registrar('reg.three');
  const account = { login: 'x', name: 'X', role: 'administrator', password: 'long enough' };
  expect(refused(await ask('POST', '/identity/staff/accounts', account, json))).toEqual([403, 'forbidden']);
  expect(refused(await desk.ask('POST', '/identity/staff/accounts', account, json))).toEqual([403, 'forbidden']);
  const boss = await administrator();
  expect(refused(await boss('POST', '/identity/staff/accounts', { ...account, login: 'reg.three' }, json))).toEqual([409, 'login_taken']);
  expect(refused(await boss('POST', '/identity/staff/accounts', { ...account, password: 'short' }, json))).toEqual([422, 'password_short']);
  const { staff } = (await boss('GET', '/identity/staff/accounts')).body as { staff: { id: string; role: string }[] };
  const own = staff.find(({ role }) => role === 'administrator')?.id ?? '';
  expect(refused(await boss('POST', `/identity/staff/accounts/${own}/disabled`, { disabled: true }, json))).toEqual([409, 'last_administrator']);
  expect(JSON.stringify(staff)).not.toMatch(/argon2|hash/i);
});

it('R9 a token works with its own desk only, dies half an hour after the last use and with signing out', async () => {
  const other = await enrolDevice(clinic, { profile: 'reception', now: serverNow() });
  const answer = await attempt(desk, first.login, first.password);
  expect((await asks(other, answer)('GET', '/identity/staff/accounts')).status).toBe(401);
  expect((await asks(desk, answer)('POST', '/identity/staff/sign-out', {}, json)).status).toBe(204);
  expect((await asks(desk, answer)('GET', '/identity/staff/accounts')).status).toBe(401);
  const again = await attempt(desk, first.login, first.password);
  ahead = 31 * 60_000;
  const given = await askToken(clinic.url, await signAssertion(desk.key.privateKey, { deviceId: desk.id, now: serverNow() }));
  const later = { ...desk, token: String(at(given.body, 'access_token')) };
  expect((await asks(later, again)('GET', '/identity/staff/accounts')).status).toBe(401);
  const fresh = await attempt({ ...later, ask: client(clinic.url, later.token) }, first.login, first.password);
  expect((await asks(later, fresh)('GET', '/identity/staff/accounts')).status).toBe(200);
});

it('R9 a member of staff who changes the password is signed out everywhere, and the old one is worth nothing', async () => {
  const { ask } = await registrar('reg.four');
  const change = (password: string, next: string) => ask('POST', '/identity/staff/password', { login: 'reg.four', password, next }, json);
  expect(refused(await change('not it', 'novyi-parol-4'))).toEqual([401, 'wrong_login']);
  expect(refused(await change('parol-registratury', '1234567'))).toEqual([422, 'password_short']);
  expect(refused(await change('parol-registratury', 'x'.repeat(129)))).toEqual([422, 'password_long']);
  expect((await change('parol-registratury', 'novyi-parol-4')).status).toBe(204);
  expect((await ask('GET', '/identity/staff/accounts')).status).toBe(401);
  expect(refused(await attempt(desk, 'reg.four', 'parol-registratury'))).toEqual([401, 'wrong_login']);
  expect((await attempt(desk, 'reg.four', 'novyi-parol-4')).status).toBe(200);
});

it('R9 guesses at a name slow down, whatever desk they come from, and leave patients of that name alone', async () => {
  const answers: Answer[] = [];
  for (let tries = 0; tries < 7; tries++) answers.push(await attempt(desk, 'guessed', `guess ${tries}`));
  expect(answers.map(({ status }) => status)).toContain(429);
  const other = await enrolDevice(clinic, { profile: 'reception', now: serverNow() });
  expect((await attempt(other, 'guessed', 'guess')).status).toBe(429);
  const patient = await kiosk.ask('POST', '/identity/sign-in', { login: 'guessed', password: 'guess' }, json);
  expect(refused(patient)).toEqual([401, 'wrong_login']);
});

const reset = (ask: Ask, id: string) => ask('POST', `/identity/staff/accounts/${id}/password`, {}, json);

it('R9 a colleague’s forgotten password: an administrator gets another one once, which opens nothing but setting their own; the old one and every sign-in are over', async () => {
  const [{ id, ask }, boss] = [await registrar('reg.five'), await administrator()];
  const denied = async () => JSON.parse(Buffer.from(String(at((await kiosk.ask('GET', '/identity/deny-list')).body, 'list')), 'base64url').toString('utf8')) as { passwords: { staff: string; setAt: number }[] };
  expect((await denied()).passwords.filter(({ staff }) => staff === id)).toEqual([]);
  const made = await reset(boss, id);
  expect([made.status, Object.keys(made.body as object).toSorted()]).toEqual([200, ['password', 'until']]);
  const oneTime = String(at(made.body, 'password'));
  expect(oneTime).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  expect((await ask('GET', '/identity/staff/me')).status).toBe(401);
  expect(refused(await attempt(desk, 'reg.five', 'parol-registratury'))).toEqual([401, 'wrong_login']);
  const { rows } = await clinic.pool.query(`select about_staff, staff from identity_audit where action = 'staff_password_reset' and about_staff = $1`, [id]);
  expect(rows).toEqual([{ about_staff: id, staff: expect.any(String) }]);

  const came = await attempt(desk, 'reg.five', oneTime);
  expect(came).toMatchObject({ status: 200, body: { mustChange: true, passwordSetAt: expect.any(Number) } });
  const theirs = asks(desk, came);
  for (const path of ['/identity/cases', '/fhir/Patient', '/%66hir/Patient', '/identity/staff/me/', '/identity/staff/accounts']) expect([path, refused(await theirs('GET', path))]).toEqual([path, [403, 'password_change_due']]);
  expect(refused(await theirs('POST', '/identity/patients/find', { cardNumber: 'А-000001' }, json))).toEqual([403, 'password_change_due']);
  expect((await theirs('GET', '/identity/staff/me')).status).toBe(200);
  const change = (next: string) => theirs('POST', '/identity/staff/password', { login: 'reg.five', password: oneTime, next }, json);
  expect(refused(await change(oneTime))).toEqual([422, 'password_same']);
  expect((await change('свой пароль навсегда')).status).toBe(204);
  expect(refused(await attempt(desk, 'reg.five', oneTime))).toEqual([401, 'wrong_login']);
  const own = await attempt(desk, 'reg.five', 'свой пароль навсегда');
  expect(own).toMatchObject({ status: 200, body: { mustChange: false } });
  expect((await asks(desk, own)('GET', '/identity/cases')).status).toBe(200);
  expect((await denied()).passwords.filter(({ staff }) => staff === id)).toEqual([{ staff: id, setAt: at(own.body, 'passwordSetAt') }]);
  expect(Number(at(own.body, 'passwordSetAt'))).toBeGreaterThan(Number(at(came.body, 'passwordSetAt')));
});

it('R9 a one-time password is over after half a day, and with the next one', async () => {
  const [{ id }, boss] = [await registrar('reg.six'), await administrator()];
  const first = String(at((await reset(boss, id)).body, 'password'));
  const second = String(at((await reset(boss, id)).body, 'password'));
  expect(refused(await attempt(desk, 'reg.six', first))).toEqual([401, 'wrong_login']);
  expect((await attempt(desk, 'reg.six', second)).status).toBe(200);
  ahead = oneTimeHours * 3_600_000;
  const given = await askToken(clinic.url, await signAssertion(desk.key.privateKey, { deviceId: desk.id, now: serverNow() }));
  const later = { ...desk, ask: client(clinic.url, String(at(given.body, 'access_token'))) };
  expect(refused(await attempt(later, 'reg.six', second))).toEqual([401, 'wrong_login']);
});

it('R9 nobody but an administrator resets a password, and nobody their own', async () => {
  const [{ id, ask }, boss] = [await registrar('reg.seven'), await administrator()];
  await clinic.pool.query(`update staff set role = 'seniorRegistrar' where id = $1`, [id]);
  const { staff } = (await boss('GET', '/identity/staff/accounts')).body as { staff: { id: string; login: string }[] };
  const own = staff.find(({ login }) => login === first.login)?.id ?? '';
  expect(refused(await reset(ask, own))).toEqual([403, 'forbidden']);
  expect(refused(await reset(desk.ask, id))).toEqual([403, 'forbidden']);
  expect(refused(await reset(boss, own))).toEqual([409, 'own_password']);
  expect(refused(await reset(boss, randomUUID()))).toEqual([404, 'not_found']);
  expect((await boss('GET', '/identity/staff/me')).status).toBe(200);
});

it('R9 a reset stands over a change and a sign-in that began before it with the old password', async () => {
  const [{ id, ask }, boss] = [await registrar('reg.eight'), await administrator()];
  const held = await clinic.pool.connect();
  let late: Promise<Answer>[] = [];
  try {
    await held.query('begin');
    await held.query('select id from staff where id = $1 for update', [id]);
    // Both have shown the old password to be right, and come to the commit when another one is in force.
    late = [ask('POST', '/identity/staff/password', { login: 'reg.eight', password: 'parol-registratury', next: 'захвачено навсегда' }, json), attempt(desk, 'reg.eight', 'parol-registratury')];
    const waiting = async () => (await clinic.pool.query(`select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and query like '%from staff s where s.id%'`)).rows;
    await expect.poll(waiting, { timeout: 10_000 }).toEqual([{ waiting: 2 }]);
    await held.query(`update staff set password_hash = 'another' where id = $1`, [id]);
    await held.query('commit');
  } finally {
    held.release();
  }
  expect((await Promise.all(late)).map(refused)).toEqual([[401, 'wrong_login'], [401, 'wrong_login']]);
  const { rows } = await clinic.pool.query('select password_hash from staff where id = $1', [id]);
  expect(rows).toEqual([{ password_hash: 'another' }]);
  expect((await reset(boss, id)).status).toBe(200);
});
