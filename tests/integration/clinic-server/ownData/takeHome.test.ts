import type { Bundle } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { signInPatient } from '../../../support/clinicCallers.ts';
import { at, refusal, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { linkOf, sendForm, startRegistrationClinic, type RegistrationClinic } from '../../../support/registrationClinic.ts';
import { patient } from '../fhir/resources.ts';

let here: RegistrationClinic;
const hour = 3_600_000;

beforeAll(async () => {
  here = await startRegistrationClinic();
}, 60_000);
afterAll(() => here.stop());

interface Owner {
  readonly id: string;
  readonly login: string;
  readonly ask: Ask;
}

async function owner(family: string): Promise<Owner> {
  const whose = patient(family);
  await inTransaction(here.clinic.pool, (tx) => insertResource(tx, whose, { patient: whose.id }));
  const { ask } = await signInPatient(here.clinic, await here.kiosk(), whose.id);
  const { rows } = await here.clinic.pool.query<{ login: string }>('select login from account where patient = $1', [whose.id]);
  return { id: whose.id, login: rows[0]?.login ?? '', ask };
}

const send = ({ ask, id }: Owner): Promise<Answer> => ask('POST', `/fhir/Patient/${id}/$send-home`, {});
const codeIn = (answer: Answer): string => String(at(answer.body, 'code'));
const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const grantIn = (html: string): string => /name="grant" value="([^"]+)"/.exec(html)?.[1] ?? '';

async function sent(who: Owner, count = 1): Promise<{ link: string; code: string }> {
  const answer = await send(who);
  expect(answer).toMatchObject({ status: 202, body: { email: who.login, hours: 24 } });
  return { link: linkOf(await here.letterTo(who.login, count)), code: codeIn(answer) };
}

it('D4 the letter has a link and nothing of what is in the copy; link and code together give both files, as downloads nobody keeps', async () => {
  const who = await owner('Канарейкина');
  const { link, code } = await sent(who);
  const letter = await here.letterTo(who.login);
  for (const part of [letter.text, letter.html, letter.subject]) for (const secret of [code, `${code.slice(0, 3)} ${code.slice(3)}`, 'Канарейкина', who.id]) expect(part).not.toContain(secret);

  for (let look = 0; look < 3; look++) expect((await fetch(link)).status).toBe(200);
  const opened = await sendForm(link, { do: 'code', code: `${code.slice(0, 3)} ${code.slice(3)}` });
  expect([opened.status, opened.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const grant = grantIn(await opened.text());
  const [json, pdf] = [await sendForm(link, { do: 'json', grant }), await sendForm(link, { do: 'pdf', grant })];
  for (const [file, name] of [[json, 'my-data.json'], [pdf, 'my-data.pdf']] as const)
    expect([file.status, file.headers.get('content-disposition'), file.headers.get('cache-control'), file.headers.get('pragma'), file.headers.get('x-content-type-options'), file.headers.get('etag')]).toEqual([200, `attachment; filename="${name}"`, 'no-store, private', 'no-cache', 'nosniff', null]);
  const bundle = (await json.json()) as Bundle;
  expect(bundle.entry?.filter(({ resource }) => resource?.resourceType === 'Patient').map(({ resource }) => resource?.id)).toEqual([who.id]);
  expect(Buffer.from(await pdf.arrayBuffer()).subarray(0, 5).toString()).toBe('%PDF-');

  // The link has been used: looking, the code again and a made-up grant give nothing.
  expect((await fetch(link)).status).toBe(410);
  expect((await sendForm(link, { do: 'code', code })).status).toBe(410);
  expect((await sendForm(link, { do: 'json', grant: 'x'.repeat(43) })).status).toBe(410);
  for (const query of [`?do=json&grant=${grant}`, `?grant=${grant}`]) expect((await fetch(link + query)).headers.get('content-disposition')).toBeNull();
  const trail = await who.ask('GET', `/fhir/AuditEvent?patient=${who.id}`);
  const deeds = ((trail.body as Bundle).entry ?? []).map(({ resource }) => at(resource, 'subtype', 0, 'code'));
  expect(deeds).toEqual(['exportTaken', 'exportTaken', 'exportSent', 'signIn']);

  here.pass(hour / 2 + 1000);
  expect((await sendForm(link, { do: 'json', grant })).status).toBe(410);
});

it('D4 five wrong codes are the end of a link, for good and for the right code too', async () => {
  const who = await owner('Пятёркина');
  const { link, code } = await sent(who);
  for (let slip = 0; slip < 8; slip++) expect((await sendForm(link, { do: 'code', code: 'не код' })).status).toBe(422);
  const answers: number[] = [];
  for (let tried = 0; tried < 5; tried++) answers.push((await sendForm(link, { do: 'code', code: another(code) })).status);
  expect(answers).toEqual([422, 422, 422, 422, 410]);
  expect((await sendForm(link, { do: 'code', code })).status).toBe(410);
});

it('D4 tried many times at one moment a link takes five codes and no sixth', async () => {
  const who = await owner('Разом');
  const { link, code } = await sent(who);
  const tries = await Promise.all(Array.from({ length: 20 }, () => sendForm(link, { do: 'code', code: another(code) })));
  expect(tries.filter(({ status }) => status === 422)).toHaveLength(4);
  expect((await sendForm(link, { do: 'code', code })).status).toBe(410);
});

it('D4 a link lives a day, dies by the next letter, with a locked account and with another address', async () => {
  const who = await owner('Вчерашняя');
  const first = await sent(who);
  const second = await sent(who, 2);
  expect(second.link).not.toBe(first.link);
  expect((await sendForm(first.link, { do: 'code', code: first.code })).status).toBe(410);
  expect((await fetch(second.link)).status).toBe(200);
  await here.clinic.pool.query('update account set locked_at = now() where patient = $1', [who.id]);
  expect((await sendForm(second.link, { do: 'code', code: second.code })).status).toBe(410);
  await here.clinic.pool.query(`update account set locked_at = null, login = 'x' || login where patient = $1`, [who.id]);
  expect((await sendForm(second.link, { do: 'code', code: second.code })).status).toBe(410);
  await here.clinic.pool.query('update account set login = $2 where patient = $1', [who.id, who.login]);
  expect((await fetch(second.link)).status).toBe(200);
  here.pass(24 * hour + 1000);
  expect((await sendForm(second.link, { do: 'code', code: second.code })).status).toBe(410);
});

it('D4 a letter goes to the owner’s own address: nobody else has one sent, and the fourth in an hour is refused', async () => {
  const [who, other] = [await owner('Своя'), await owner('Чужая')];
  expect(refusal(await who.ask('POST', `/fhir/Patient/${other.id}/$send-home`, {}))).toBe('404 not_found');
  expect(refusal(await (await here.kiosk()).ask('POST', `/fhir/Patient/${who.id}/$send-home`, {}))).toBe('403 forbidden');
  for (let letter = 0; letter < 3; letter++) expect((await send(who)).status).toBe(202);
  expect(refusal(await send(who))).toBe('429 slow_down');
  await here.clinic.pool.query('update sign_in set account = null where patient = $1', [other.id]);
  expect(refusal(await send(other))).toBe('409 no_email');
});

it('D4 neither link nor code lies in the database, and a copy of the table has nothing to try codes on', async () => {
  const who = await owner('Тайная');
  const { link, code } = await sent(who);
  const { rows } = await here.clinic.pool.query<{ text: string }>('select t::text as text from take_home t where t.patient = $1', [who.id]);
  expect(rows).toHaveLength(1);
  for (const secret of [code, link.split('/').at(-1) ?? '', who.login]) for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(rows[0]?.text).not.toContain(form);
});
