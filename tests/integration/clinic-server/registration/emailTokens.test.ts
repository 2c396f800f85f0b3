import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { request } from 'node:http';
import { at, codeOf, refusal, type Answer } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, tokenOf, type RegistrationClinic } from '../../../support/registrationClinic.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;

beforeAll(async () => {
  world = await startRegistrationClinic();
});
afterAll(() => world.stop());
beforeEach(async () => {
  // An hour goes by in some of these tests, and a device's token lives no longer.
  kiosk = await world.kiosk();
});

const password = 'тихая роща у реки';
const both = { do: 'password', password, repeat: password };

async function begun(more: object = {}) {
  const form = person({ acceptances: await world.signed(kiosk.ask), ...more });
  const answer = await post(kiosk.ask, '/identity/registration', form);
  expect(answer.status).toBe(202);
  return { email: form.email, registrationId: String(at(answer.body, 'registrationId')), letter: await world.letterTo(form.email) };
}

const enter = (registrationId: string, code: string, at = kiosk): Promise<Answer> => post(at.ask, '/identity/registration/code', { registrationId, code });
const otherThan = (code: string, by: number): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');
const hasAccount = async (email: string) => (await world.clinic.pool.query('select id from account where login = $1', [email])).rows.length === 1;

it('X6 five wrong codes and the right one is worth nothing any more', async () => {
  const { registrationId, letter } = await begun();
  for (let by = 1; by <= 5; by++) expect(refusal(await enter(registrationId, otherThan(letterCode(letter), by)))).toBe('401 wrong_code');
  expect(refusal(await enter(registrationId, letterCode(letter)))).toBe('410 code_gone');
  // The link is another proof and still stands.
  expect((await fetch(linkOf(letter))).status).toBe(200);
});

it('X6 fifty wrong codes at one moment are five tries', async () => {
  const { registrationId, letter } = await begun();
  const answers = await Promise.all(Array.from({ length: 50 }, (_, by) => enter(registrationId, otherThan(letterCode(letter), by + 1))));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(45);
});

it('X6 a code is good for ten minutes, a link for a day, the right to set a password for a quarter of an hour', async () => {
  const first = await begun();
  const granted = await enter(first.registrationId, letterCode(first.letter));
  const second = await begun();
  world.pass(600_001);
  expect(refusal(await enter(second.registrationId, letterCode(second.letter)))).toBe('410 code_gone');
  world.pass(300_000);
  expect(refusal(await post(kiosk.ask, '/identity/registration/password', { grant: at(granted.body, 'grant'), password }))).toBe('410 grant_gone');
  expect((await fetch(linkOf(second.letter))).status).toBe(200);
  world.pass(86_400_000);
  expect((await fetch(linkOf(second.letter))).status).toBe(410);
  expect((await sendForm(linkOf(second.letter), both)).status).toBe(410);
  expect(await hasAccount(second.email)).toBe(false);
});

it('X6 a code works on the kiosk that asked for it, for its own registration, once', async () => {
  const mine = await begun();
  const theirs = await begun();
  const other = await world.kiosk();
  expect(refusal(await enter(mine.registrationId, letterCode(mine.letter), other))).toBe('410 code_gone');
  expect(refusal(await enter(mine.registrationId, letterCode(theirs.letter)))).toBe('401 wrong_code');
  const granted = await enter(mine.registrationId, letterCode(mine.letter));
  expect(granted.status).toBe(200);
  expect(refusal(await enter(mine.registrationId, letterCode(mine.letter)))).toBe('410 code_gone');
  expect(refusal(await post(other.ask, '/identity/registration/password', { grant: at(granted.body, 'grant'), password }))).toBe('410 grant_gone');
  expect((await post(kiosk.ask, '/identity/registration/password', { grant: at(granted.body, 'grant'), password })).status).toBe(200);
  expect(await hasAccount(theirs.email)).toBe(false);
});

it('X6 guessed links, beginnings, longer ones and other spellings of a link open nothing', async () => {
  const { letter } = await begun();
  const token = tokenOf(letter);
  const stored = (await world.clinic.pool.query<{ hash: string }>(`select encode(link_hash, 'base64') as hash from registration where link_hash is not null order by made_at desc limit 1`)).rows[0]?.hash ?? '';
  const tries = [token.slice(0, -1), token.slice(1), `${token}A`, token.toUpperCase(), token.toLowerCase(), `${token}%00`, `${token}=`, encodeURIComponent(stored), '%', '_', '*', "'%20or%201=1", 'null', 'undefined', '..%2f', 'A'.repeat(43)];
  for (const guess of tries.filter((one) => one !== token)) {
    expect([guess, (await fetch(`${world.clinic.url}/set-password/${guess}`)).status]).toEqual([guess, expect.toSatisfy((status: number) => [400, 404, 410].includes(status))]);
    expect((await sendForm(`${world.clinic.url}/set-password/${guess}`, both)).ok).toBe(false);
  }
  expect((await fetch(linkOf(letter))).status).toBe(200);
});

it('X6 neither link nor code lies in the database as it was sent', async () => {
  const { letter } = await begun();
  // The mailbox has it a moment before the server knows that it has.
  await expect.poll(async () => (await world.clinic.pool.query('select id from letter where recipient is not null')).rowCount, { timeout: 20_000 }).toBe(0);
  const { rows } = await world.clinic.pool.query<{ all: string }>(
    `select coalesce(string_agg(r::text, ' '), '') || (select coalesce(string_agg(l::text, ' '), '') from letter l) as all from registration r`,
  );
  const all = rows[0]?.all ?? '';
  expect(all.length).toBeGreaterThan(100);
  for (const canary of [tokenOf(letter), letterCode(letter), Buffer.from(tokenOf(letter)).toString('hex'), Buffer.from(letterCode(letter)).toString('hex')]) expect(all).not.toContain(canary);
});

it('X6 fifty looks of a mail scanner use nothing up, and neither does HEAD', async () => {
  const { letter, email } = await begun();
  const looks = await Promise.all(Array.from({ length: 50 }, (_, index) => fetch(linkOf(letter), { method: index % 5 === 0 ? 'HEAD' : 'GET' })));
  expect(looks.every(({ status }) => status === 200)).toBe(true);
  expect((await sendForm(linkOf(letter), both)).status).toBe(200);
  expect(await hasAccount(email)).toBe(true);
});

it('X6 of a hundred who send one link’s form at once one sets the password', async () => {
  const { letter, email } = await begun();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => sendForm(linkOf(letter), { do: 'password', password: `${password} ${index}`, repeat: `${password} ${index}` })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(99);
  const winner = answers.findIndex(({ status }) => status === 200);
  expect((await post(kiosk.ask, '/identity/sign-in', { login: email, password: `${password} ${winner}` })).status).toBe(200);
}, 60_000);

it('X6 of link and code used at once one wins, and there is one account and one record', async () => {
  const { letter, email, registrationId } = await begun();
  const grant = at((await enter(registrationId, letterCode(letter))).body, 'grant');
  const [byLink, byCode] = await Promise.all([sendForm(linkOf(letter), both), post(kiosk.ask, '/identity/registration/password', { grant, password })]);
  expect([byLink.status, byCode.status].toSorted()).toEqual([200, 410]);
  const { rows } = await world.clinic.pool.query(`select id from resource where type = 'Patient' and content->'telecom' @> $1::jsonb`, [JSON.stringify([{ value: email }])]);
  expect(rows).toHaveLength(1);
});

it('R3 a new letter kills the link and the code before it, by asking again or by beginning again', async () => {
  const { letter, email, registrationId } = await begun();
  expect((await post(kiosk.ask, '/identity/registration/resend', { registrationId })).status).toBe(202);
  const second = await world.letterTo(email, 2);
  expect((await fetch(linkOf(letter))).status).toBe(410);
  expect(letterCode(second) === letterCode(letter) || refusal(await enter(registrationId, letterCode(letter))) === '401 wrong_code').toBe(true);
  expect((await fetch(linkOf(second))).status).toBe(200);
  await post(kiosk.ask, '/identity/recovery', { email });
  await world.letterTo(email, 3);
  expect((await fetch(linkOf(second))).status).toBe(410);
  expect(refusal(await enter(registrationId, letterCode(second)))).toBe('410 code_gone');
});

it('R3 a refused password uses nothing up', async () => {
  const { letter, registrationId } = await begun();
  const grant = at((await enter(registrationId, letterCode(letter))).body, 'grant');
  const set = async (typed: string) => codeOf(await post(kiosk.ask, '/identity/registration/password', { grant, password: typed }));
  expect(await set('1234567')).toBe('password_short');
  expect(await set('x'.repeat(129))).toBe('password_long');
  for (const common of ['qwertyui', 'Пароль2026', 'ghbdtn123', '12345678', '31.12.1980']) expect(await set(common)).toBe('password_common');
  expect((await post(kiosk.ask, '/identity/registration/password', { grant, password: 'тихая роща '.repeat(11) + 'у реки.' })).status).toBe(200);
});

/** With a Host of the asker's choice, which fetch does not allow. */
function postAs(host: string, path: string, body: object): Promise<number> {
  const { hostname, port } = new URL(world.clinic.url);
  return new Promise((done, failed) => {
    const headers = { host, 'content-type': 'application/json', authorization: `Bearer ${kiosk.token}`, 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example', 'x-forwarded-proto': 'https' };
    const sent = request({ hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode ?? 0));
    });
    sent.on('error', failed);
    sent.end(JSON.stringify(body));
  });
}

it('X6 the link’s address is the clinic’s own word and never the request’s', async () => {
  const form = person({ acceptances: await world.signed(kiosk.ask) });
  expect(await postAs('evil.example', '/identity/registration', form)).toBe(202);
  const letter = await world.letterTo(form.email);
  expect(linkOf(letter).startsWith(`${world.clinic.url}/set-password/`)).toBe(true);
  expect(letter.text + letter.html).not.toContain('evil');
});

it('X6 nothing that was typed becomes a header, a second recipient or a part of the letter', async () => {
  const acceptances = await world.signed(kiosk.ask);
  for (const more of [{ family: 'Лесная\r\nBcc: x@example.org' }, { given: 'Анна\nSubject: x' }, { email: 'a@example.org\r\nBcc: x@example.org' }, { email: 'a@example.org, x@example.org' }, { email: 'a@example.org\0' }, { email: '"x" <x@example.org>' }])
    expect(refusal(await post(kiosk.ask, '/identity/registration', person({ acceptances, ...more })))).toBe('400 invalid_request');
  const { letter, email } = await begun({ family: "О'Лесная-Полевая", given: 'Анна Мария' });
  expect(letter.to).toEqual([email]);
  expect(letter.subject).toBe('Регистрация в личном кабинете — Клиника');
  for (const typed of ['Лесная', 'Анна', 'Петровна', '900', '1980']) expect(letter.text + letter.html + letter.subject).not.toContain(typed);
});

it('R3 an address gets three letters an hour, whoever asks, and then the wait is told', async () => {
  const { email } = person();
  const other = await world.kiosk();
  for (const asker of [kiosk, other, kiosk]) expect((await post(asker.ask, '/identity/recovery', { email })).status).toBe(202);
  const refused = await post(other.ask, '/identity/recovery', { email: email.toUpperCase() });
  expect(refusal(refused)).toBe('429 slow_down');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
  expect((await post(other.ask, '/identity/recovery', { email: person().email })).status).toBe(202);
});
