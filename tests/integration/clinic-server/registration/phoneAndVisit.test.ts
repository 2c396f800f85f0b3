import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { addStaff, addStaffSignIn } from '../../../../clinic-server/staff/staffStore.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { randomUUID } from 'node:crypto';
import { at, client, refusal, type Ask } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { patient } from '../fhir/resources.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;

beforeAll(async () => {
  world = await startRegistrationClinic();
});
afterAll(() => world.stop());
beforeEach(async () => {
  kiosk = await world.kiosk();
});

const password = 'тихая роща у реки';
const typed = (email: string, more: object = {}) => ({ ...{ do: 'form', email, family: 'Лесная', given: 'Анна', patronymic: '', birthDate: '31.12.1980', phone: '8 (900) 123-45-67', snils: '' }, ...more });

interface Handoff {
  readonly handoffId: string;
  readonly url: string;
  readonly matchCode: string;
}
async function handoff(step: object): Promise<Handoff> {
  const answer = await post(kiosk.ask, '/identity/phone', step);
  expect(answer.status).toBe(200);
  return answer.body as Handoff;
}
const stateOf = async ({ handoffId }: Handoff, ask: Ask = kiosk.ask) => at((await ask('GET', `/identity/phone/${handoffId}`)).body, 'state');

it('R8 registration goes on on the phone: compare, fill in, code, password, and the kiosk hears of it', async () => {
  const asked = await handoff({ step: 'form', acceptances: await world.signed(kiosk.ask) });
  expect(asked.matchCode).toMatch(/^\d\d [А-Я]$/);
  expect(asked.url).toMatch(new RegExp(`^${world.clinic.url}/phone/[A-Za-z0-9_-]{43}$`));
  for (let look = 0; look < 10; look++) expect(await (await fetch(asked.url)).text()).toContain(`<p class="match" lang="ru">${asked.matchCode}</p>`);
  expect(await stateOf(asked)).toBe('waiting');
  const opened = await sendForm(`${asked.url}?lang=en`, { do: 'open' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `${new URL(asked.url).pathname}?lang=en`]);
  expect(await (await fetch(`${asked.url}?lang=en`)).text()).toContain('<html lang="en">');
  expect(await stateOf(asked)).toBe('opened');
  const { email } = person();
  const refused = await sendForm(asked.url, typed(email, { birthDate: '31.02.1980', phone: '12', snils: '11223344596' }));
  const again = await refused.text();
  expect(refused.status).toBe(422);
  expect(again.match(/class="fault"/g)).toHaveLength(3);
  expect(again).toContain('value="Лесная"');
  const sent = await sendForm(asked.url, typed(email));
  expect(sent.status).toBe(303);
  const next = world.clinic.url + String(sent.headers.get('location'));
  expect(await (await fetch(next)).text()).toContain('Код из письма');
  const letter = await world.letterTo(email);
  expect((await sendForm(next, { do: 'code', code: letterCode(letter) === '000000' ? '000001' : '000000' })).status).toBe(422);
  const passwordPage = await (await sendForm(next, { do: 'code', code: letterCode(letter) })).text();
  const grant = /name="grant" value="([A-Za-z0-9_-]{43})"/.exec(passwordPage)?.[1] ?? '';
  expect((await sendForm(next, { do: 'password', grant, password: '123', repeat: '123' })).status).toBe(422);
  const done = await sendForm(next, { do: 'password', grant, password, repeat: password });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Вернитесь к киоску')]);
  expect(await stateOf(asked)).toBe('done');
  expect((await post(kiosk.ask, '/identity/sign-in', { login: email, password })).status).toBe(200);
  // The address has served: what was typed cannot be typed again.
  expect((await sendForm(asked.url, typed(person().email))).status).toBe(410);
}, 60_000);

it('R8 only the password on the phone; done also when the letter’s link was quicker; other kiosks hear nothing', async () => {
  const form = person({ acceptances: await world.signed(kiosk.ask) });
  const registrationId = String(at((await post(kiosk.ask, '/identity/registration', form)).body, 'registrationId'));
  const asked = await handoff({ step: 'password', registrationId });
  expect(asked.url).not.toContain(form.email);
  await sendForm(asked.url, { do: 'open' });
  expect(await (await fetch(asked.url)).text()).toContain('Код из письма');
  await sendForm(linkOf(await world.letterTo(form.email)), { do: 'password', password, repeat: password });
  expect(await stateOf(asked)).toBe('done');
  expect(await stateOf(asked, (await world.kiosk()).ask)).toBe('gone');
  expect(refusal(await post(kiosk.ask, '/identity/phone', { step: 'password', registrationId }))).toBe('410 code_gone');
  expect(refusal(await post(kiosk.ask, '/identity/phone', { step: 'form', acceptances: [] }))).toBe('409 documents_not_accepted');
}, 60_000);

it('R8 who has only the address sees neither the form of another nor a page after half an hour', async () => {
  const asked = await handoff({ step: 'form', acceptances: await world.signed(kiosk.ask) });
  // Before the codes were compared nothing is taken.
  const { email } = person();
  expect((await sendForm(asked.url, typed(email))).status).toBe(303);
  expect((await world.clinic.pool.query('select id from registration where email = $1', [email])).rows).toEqual([]);
  await sendForm(asked.url, { do: 'open' });
  expect((await sendForm(asked.url, typed(email))).status).toBe(303);
  const elsewhere = await (await fetch(asked.url)).text();
  expect(elsewhere).not.toMatch(/Лесная|@example|name="code"/);
  const strangers = await sendForm(`${asked.url}.${randomUUID()}`, { do: 'code', code: letterCode(await world.letterTo(email)) });
  expect(strangers.status).toBe(410);
  world.pass(1_800_001);
  expect((await fetch(asked.url)).status).toBe(410);
}, 60_000);

it('X5 one browser address asks for sixty letters an hour and no more, whatever the kiosks and the mailboxes', async () => {
  const statuses: number[] = [];
  await world.clinic.pool.query('delete from letter_allowance');
  for (let visit = 0; visit < 21; visit++) {
    // A kiosk has a limit of its own.
    if (visit % 10 === 0) kiosk = await world.kiosk();
    const asked = await handoff({ step: 'form', acceptances: await world.signed(kiosk.ask) });
    await sendForm(asked.url, { do: 'open' });
    const sent = await sendForm(asked.url, typed(person().email));
    statuses.push(sent.status);
    for (let again = 0; again < 2 && sent.status === 303; again++) statuses.push((await sendForm(world.clinic.url + String(sent.headers.get('location')), { do: 'resend' })).status);
  }
  expect(statuses.slice(0, 60).filter((status) => status === 200 || status === 303)).toHaveLength(60);
  expect(statuses[60]).toBe(429);
  await world.clinic.pool.query('delete from letter_allowance');
}, 60_000);

async function registrar(): Promise<Ask> {
  const [id, token] = [randomUUID(), newSecret()];
  await inTransaction(world.clinic.pool, async (tx) => {
    await addStaff(tx, { id, login: `registrar-${id}`, name: 'Регистратор', role: 'registrar', passwordHash: 'never used', now: world.now() });
    await addStaffSignIn(tx, { id: randomUUID(), device: kiosk.deviceId, staff: id, tokenHash: hashOf(token), now: world.now() });
  });
  return client(world.clinic.url, token, { 'kabinet-device': `Bearer ${kiosk.token}` });
}

async function knownPatient(): Promise<string> {
  const known = patient('Полевая');
  await inTransaction(world.clinic.pool, (tx) => insertResource(tx, known, { patient: known.id }));
  return known.id;
}

const code = async (ask: Ask, patientId: string) => String(at((await post(ask, '/identity/one-visit-code', { patientId })).body, 'code'));

it('R7 a registrar’s code lets a patient in once, on one device, within a quarter of an hour; a new one kills the old', async () => {
  const [desk, patientId] = [await registrar(), await knownPatient()];
  const first = await code(desk, patientId);
  expect(first).toMatch(/^\d{8}$/);
  const second = await code(desk, patientId);
  expect(refusal(await post(kiosk.ask, '/identity/code-sign-in', { code: first }))).toBe('401 wrong_code');
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(kiosk.ask, '/identity/code-sign-in', { code: `${second.slice(0, 4)} ${second.slice(4)}` })));
  const opened = answers.filter(({ status }) => status === 200);
  expect(opened).toHaveLength(1);
  expect(at(opened[0]?.body, 'patientId')).toBe(patientId);
  const mine = client(world.clinic.url, String(at(opened[0]?.body, 'token')), { 'kabinet-device': `Bearer ${kiosk.token}` });
  expect((await mine('GET', `/fhir/Patient/${patientId}`)).status).toBe(200);
  await world.clinic.pool.query('delete from throttle');
  const late = await code(desk, patientId);
  world.pass(900_001);
  expect(refusal(await post((await world.kiosk()).ask, '/identity/code-sign-in', { code: late }))).toBe('401 wrong_code');
});

it('R7 only a registrar mints codes, only for a patient there is, and guessing slows a device down', async () => {
  const [desk, patientId] = [await registrar(), await knownPatient()];
  expect(refusal(await post(kiosk.ask, '/identity/one-visit-code', { patientId }))).toBe('403 forbidden');
  expect(refusal(await post(desk, '/identity/one-visit-code', { patientId: randomUUID() }))).toBe('404 not_found');
  const real = await code(desk, patientId);
  const answers: string[] = [];
  for (let guess = 0; guess < 20; guess++) answers.push(refusal(await post(kiosk.ask, '/identity/code-sign-in', { code: String(guess).padStart(8, '0') })));
  expect(answers.filter((one) => one === '429 slow_down').length).toBeGreaterThan(2);
  const { rows } = await world.clinic.pool.query<{ all: string }>(`select string_agg(c::text, ' ') as all from one_visit_code c`);
  expect(rows[0]?.all).not.toContain(real);
});
