import { afterAll, beforeAll, expect, it } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import { at, client, refusal } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;

beforeAll(async () => {
  world = await startRegistrationClinic();
  kiosk = await world.kiosk();
});
afterAll(() => world.stop());

const password = 'тихая роща у реки';

async function begun(more: object = {}) {
  const form = person({ acceptances: await world.signed(kiosk.ask), ...more });
  const answer = await post(kiosk.ask, '/identity/registration', form);
  expect([answer.status, Object.keys(answer.body as object).toSorted()]).toEqual([202, ['codeSeconds', 'linkSeconds', 'registrationId']]);
  return { form, registrationId: String(at(answer.body, 'registrationId')), letter: await world.letterTo(form.email) };
}

it('R3 by the code: letter, six digits, password, signed in, with a record and both documents of one’s own', async () => {
  const { form, registrationId, letter } = await begun({ snils: '11223344595' });
  const code = await post(kiosk.ask, '/identity/registration/code', { registrationId, code: letterCode(letter) });
  expect(code.status).toBe(200);
  const grant = String(at(code.body, 'grant'));
  const set = await post(kiosk.ask, '/identity/registration/password', { grant, password });
  expect(set.status).toBe(200);
  expect(set.body).toMatchObject({ expiresInSeconds: 900 });
  const patientId = String(at(set.body, 'patientId'));
  const mine = client(world.clinic.url, String(at(set.body, 'token')), { 'kabinet-device': `Bearer ${kiosk.token}` });
  expect((await mine('GET', `/fhir/Patient/${patientId}`)).body).toMatchObject({
    name: [{ family: 'Лесная', given: ['Анна', 'Петровна'] }],
    birthDate: '1980-12-31',
    identifier: [{ system: systems.snils, value: '112-233-445 95' }],
    telecom: [{ value: '+79001234567' }, { value: form.email }],
  });
  expect(at((await mine('GET', '/fhir/Consent')).body, 'total')).toBe(2);
  expect((await post(kiosk.ask, '/identity/sign-in', { login: form.email, password })).status).toBe(200);
  expect(refusal(await post(kiosk.ask, '/identity/registration/password', { grant, password }))).toBe('410 grant_gone');
  expect((await fetch(linkOf(letter))).status).toBe(410);
  const { rows } = await world.clinic.pool.query('select form, code_hash from registration where used_at is not null and form is not null');
  expect(rows).toEqual([]);
}, 60_000);

it('R3 by the link: a page in any browser, without scripts, and then the password works at the kiosk', async () => {
  const { form, letter } = await begun();
  const link = linkOf(letter);
  expect(link).toMatch(new RegExp(`^${world.clinic.url}/set-password/[A-Za-z0-9_-]{43}$`));
  const page = await fetch(link);
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('cache-control')).toBe('no-store');
  for (const said of ['<h1>Установка пароля</h1>', '>Пароль<', '>Повторить пароль<', '>Сохранить и войти<']) expect(html).toContain(said);
  expect(html).not.toMatch(/<script|Лесная|Анна|@example/);
  const differs = await sendForm(link, { do: 'password', password, repeat: 'другая роща' });
  expect([differs.status, await differs.text()]).toEqual([422, expect.stringContaining('Пароли не совпадают')]);
  expect((await sendForm(link, { do: 'password', password: 'пароль123', repeat: 'пароль123' })).status).toBe(422);
  const saved = await sendForm(link, { do: 'password', password, repeat: password });
  expect([saved.status, await saved.text()]).toEqual([200, expect.stringContaining('Пароль сохранён')]);
  expect((await sendForm(link, { do: 'password', password, repeat: password })).status).toBe(410);
  expect((await post(kiosk.ask, '/identity/sign-in', { login: form.email, password })).status).toBe(200);
}, 60_000);

it('R3 R6 a forgotten password: the letter sets a new one, ends every sign-in, opens a lock and clears the waits', async () => {
  const { form, letter } = await begun();
  await sendForm(linkOf(letter), { do: 'password', password, repeat: password });
  const before = await post(kiosk.ask, '/identity/sign-in', { login: form.email, password });
  const token = String(at(before.body, 'token'));
  const mine = client(world.clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` });
  const path = `/fhir/Patient/${String(at(before.body, 'patientId'))}`;
  expect((await mine('GET', path)).status).toBe(200);
  const stranger = await world.kiosk();
  for (let count = 0; count < 6; count++) await post(stranger.ask, '/identity/sign-in', { login: form.email, password: 'не то' });
  await world.clinic.pool.query('update account set locked_at = now() where login = $1', [form.email]);
  expect((await post(kiosk.ask, '/identity/recovery', { email: ` ${form.email.toUpperCase()} ` })).status).toBe(202);
  const again = await world.letterTo(form.email, 2);
  expect(again.subject).toContain('Новый пароль');
  expect((await sendForm(linkOf(again), { do: 'password', password: 'другая тихая роща', repeat: 'другая тихая роща' })).status).toBe(200);
  expect((await mine('GET', path)).status).toBe(401);
  expect(refusal(await post(kiosk.ask, '/identity/sign-in', { login: form.email, password }))).toBe('401 wrong_login');
  expect((await post(kiosk.ask, '/identity/sign-in', { login: form.email, password: 'другая тихая роща' })).status).toBe(200);
  expect((await world.letterTo(form.email, 3)).text).toContain('изменён');
}, 60_000);

it('R3 whoever the clinic may know already gets a record of their own, and a registrar a case without a word about them', async () => {
  const snils = '08765430200';
  const first = await begun({ snils });
  await sendForm(linkOf(first.letter), { do: 'password', password, repeat: password });
  const byNumber = await begun({ snils, family: 'Полевая' });
  await sendForm(linkOf(byNumber.letter), { do: 'password', password, repeat: password });
  const byName = await begun({ family: 'ЛЕСНАЯ', patronymic: null, birthDate: '1980-12-31' });
  await sendForm(linkOf(byName.letter), { do: 'password', password, repeat: password });
  const ids = await Promise.all([first, byNumber, byName].map(async ({ form }) => (await world.clinic.pool.query<{ patient: string }>('select patient from account where login = $1', [form.email])).rows[0]?.patient));
  expect(new Set(ids).size).toBe(3);
  const { rows } = await world.clinic.pool.query('select patient, other_patient as other, detail from identity_case where kind = $1', ['duplicate']);
  expect(rows).toContainEqual({ patient: ids[1], other: ids[0], detail: { by: 'snils' } });
  expect(rows).toContainEqual({ patient: ids[2], other: ids[0], detail: { by: 'name' } });
}, 60_000);

it('R3 nobody is written to before both documents are signed, on this kiosk', async () => {
  const other = await world.kiosk();
  const elsewhere = await world.signed(other.ask);
  for (const acceptances of [[], elsewhere, (await world.signed(kiosk.ask)).slice(0, 1)]) {
    const form = person({ acceptances });
    expect(refusal(await post(kiosk.ask, '/identity/registration', form))).toBe('409 documents_not_accepted');
    expect((await world.clinic.pool.query('select id from letter where recipient = $1', [form.email])).rows).toEqual([]);
  }
});
