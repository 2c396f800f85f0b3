import { createServer, type Server } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../../../clinic-server/log.ts';
import { hostileTexts } from '../../../support/hostileTexts.ts';
import { startClinic } from '../../../support/clinicServer.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { at, codeOf, refusal } from '../../../support/fhirClient.ts';
import { letterCode, linkOf, person, post, sendForm, startRegistrationClinic, tokenOf, type RegistrationClinic } from '../../../support/registrationClinic.ts';

let world: RegistrationClinic;
let kiosk: Awaited<ReturnType<RegistrationClinic['kiosk']>>;
let log = '';

beforeAll(async () => {
  const to = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  world = await startRegistrationClinic({ log: createLog('trace', to) });
  kiosk = await world.kiosk();
});
afterAll(() => world.stop());

/** In the spirit of the lists everybody tries first: control characters, other scripts, directions, wildcards, commands, sizes. */
const naughty = [
  ...['', ' ', '\0', 'a\0b', '\u202eабв', '\u200b', '\ufeff', '👩‍⚕️', 'ﷺ', '١٢٣', '-----', '--', "'; drop table account; --", '" or 1=1', '%', '_', '*', '?', '\\', '../..', '${7*7}', '{{7*7}}', '%00', '%0d%0aBcc:x@example.org'],
  ...['\r\nBcc: x@example.org', 'null', 'undefined', 'NaN', '0', '-1', '1e309', 'true', '[]', '{}', '<b>', '&lt;', '\ud800', 'я'.repeat(1_001), '\n', '\t', 'Z̴̡͇a̷̢l̶g̵o̸', '０１２', 'ΑΒΓ', 'Ивaнов', '1900-02-29', '2100-01-01', '0000-00-00', '9999-99-99', '31.12.1980', '1980-12-31T00:00:00Z'],
  ...hostileTexts.slice(0, 80),
];

it('X8 no text of the nasty kind gets into a field where it is not what the field asks for, and none is a fault of ours', async () => {
  const acceptances = await world.signed(kiosk.ask);
  for (const field of ['email', 'family', 'given', 'patronymic', 'birthDate', 'phone', 'snils'] as const) {
    const answers = await Promise.all(naughty.map(async (text) => [text, refusal(await post(kiosk.ask, '/identity/registration', person({ acceptances, [field]: text })))] as const));
    // Words of one script are names, however odd: `null`, `undefined`, `NaN`, `true`.
    const odd = ['family', 'given', 'patronymic'].includes(field) ? ['null', 'undefined', 'NaN', 'true'] : [];
    expect(answers.filter(([text, answer]) => answer !== '400 invalid_request' && !odd.includes(text.trim()))).toEqual([]);
  }
  for (const wrong of [null, [], 'text', 1, { email: 1 }, { ...person(), acceptances: 'x' }, { ...person(), acceptances: ['x'] }, { ...person(), acceptances: Array.from({ length: 9 }, () => '') }])
    expect((await post(kiosk.ask, '/identity/registration', wrong)).status).toBe(400);
  expect((await world.clinic.pool.query(`select id from resource where type = 'Patient'`)).rows).toEqual([]);
}, 60_000);

it('X8 the phone’s page shows nasty texts again as text, refuses them, and stays a page', async () => {
  const asked = await post(kiosk.ask, '/identity/phone', { step: 'form', acceptances: await world.signed(kiosk.ask) });
  const url = String(at(asked.body, 'url'));
  await sendForm(url, { do: 'open' });
  for (const text of naughty.filter((one) => !['null', 'undefined', 'NaN', 'true'].includes(one))) {
    const fields = { do: 'form', email: text, family: text, given: text, patronymic: text, birthDate: text, phone: text, snils: text };
    const answer = await sendForm(url, fields);
    const html = await answer.text();
    expect([text, answer.status]).toEqual([text, 422]);
    // Only our own tags, whatever was typed.
    expect(html.replace(/<\/?(!doctype html|html|head|meta|title|link|body|header|main|h1|form|input|label|p|span|a|button|footer)( [a-z-]+(="[^"<>]*")?)*>/g, '')).not.toMatch(/[<>]/);
  }
  for (const [body, type] of [['{', 'application/json'], ['x', 'text/plain'], ['<x/>', 'application/xml']] as const)
    expect([400, 415]).toContain((await fetch(url, { method: 'POST', body, headers: { 'content-type': type } })).status);
}, 60_000);

it('X6 nobody without a device gets as far as any of this', async () => {
  for (const path of ['/identity/registration', '/identity/recovery', '/identity/registration/resend', '/identity/registration/code', '/identity/registration/password', '/identity/phone', '/identity/one-visit-code', '/identity/code-sign-in'])
    expect((await fetch(world.clinic.url + path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(401);
});

it('R3 the log of a whole registration holds no address, name, number, code, link or password', async () => {
  const form = person({ acceptances: await world.signed(kiosk.ask), family: 'Канарейкина', snils: '11223344595' });
  const registrationId = String(at((await post(kiosk.ask, '/identity/registration', form)).body, 'registrationId'));
  const letter = await world.letterTo(form.email);
  await fetch(linkOf(letter));
  await sendForm(linkOf(letter), { do: 'password', password: 'канарейка поёт', repeat: 'канарейка молчит' });
  const grant = String(at((await post(kiosk.ask, '/identity/registration/code', { registrationId, code: letterCode(letter) })).body, 'grant'));
  const opened = await post(kiosk.ask, '/identity/registration/password', { grant, password: 'канарейка поёт' });
  expect(opened.status).toBe(200);
  expect(log).toContain('/identity/registration/password');
  expect(log).toContain('/set-password/:token');
  for (const canary of [form.email, 'Канарейкина', '11223344595', '112-233-445', form.phone, letterCode(letter), tokenOf(letter), grant, registrationId, String(at(opened.body, 'token')), 'канарейка']) expect(log).not.toContain(canary);
}, 30_000);

/** A mail server that takes the call and hangs up. */
async function deadMail(): Promise<{ server: Server; url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return { server, url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, calls: () => calls };
}

it('R3 a mail server that is away is nobody’s refusal: the letter waits and is sent when it is back', async () => {
  const dead = await deadMail();
  let ahead = 0;
  const clinic = await startClinic({ config: { mail: { url: dead.url, from: 'kabinet@example.org' } }, now: () => (Date.now() + ahead) as ReturnType<typeof world.now> });
  try {
    const asker = await addKiosk(clinic);
    const { email } = person();
    expect((await post(asker.ask, '/identity/recovery', { email })).status).toBe(202);
    await expect.poll(dead.calls, { timeout: 10_000 }).toBeGreaterThan(0);
    const waiting = async () => (await clinic.pool.query<{ tries: number; recipient: string | null }>('select tries, recipient from letter')).rows[0];
    await expect.poll(async () => (await waiting())?.tries, { timeout: 10_000 }).toBe(1);
    ahead += 130_000;
    await expect.poll(async () => (await waiting())?.tries, { timeout: 10_000 }).toBeGreaterThan(1);
    expect((await waiting())?.recipient).toBe(email);
    // Its link has run out: what the letter said is not kept.
    ahead += 86_400_000;
    await expect.poll(async () => (await waiting())?.recipient, { timeout: 10_000 }).toBeNull();
  } finally {
    await clinic.stop();
    dead.server.close();
  }
}, 60_000);

it('R3 a clinic without mail says so to everybody alike', async () => {
  const clinic = await startClinic();
  try {
    const asker = await addKiosk(clinic);
    for (const [path, body] of [['/identity/recovery', { email: person().email }], ['/identity/registration', person()]] as const) expect(codeOf(await post(asker.ask, path, body))).toBe('mail_unavailable');
  } finally {
    await clinic.stop();
  }
});
