import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { hashOf, newSecret } from '../../../../clinic-server/devices/secrets.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { addStaff, addStaffSignIn } from '../../../../clinic-server/staff/staffStore.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, type Ask } from '../../../support/fhirClient.ts';
import { hostileTexts } from '../../../support/hostileTexts.ts';

const json = { 'content-type': 'application/json' };
const anna = { family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', birthDate: '1951-04-03' };
const snils = '11223344595';
let clinic: TestClinic;
let desk: TestDevice;
let ask: Ask;
let annaId: string;

/** A registrar of their own each time: what they tried before is theirs. */
async function registrar(): Promise<Ask> {
  const [id, token, now] = [randomUUID(), newSecret(), clinic.parts.now()];
  await inTransaction(clinic.pool, async (tx) => {
    await addStaff(tx, { id, login: id, name: 'Ирина', role: 'registrar', passwordHash: 'never used', now });
    await addStaffSignIn(tx, { id: randomUUID(), device: desk.id, staff: id, tokenHash: hashOf(token), now });
  });
  return client(clinic.url, token, { 'kabinet-device': `Bearer ${desk.token}` });
}

async function add(person: typeof anna, more: object = {}): Promise<string> {
  const id = randomUUID();
  const content = { resourceType: 'Patient' as const, id, name: [{ family: person.family, given: [person.given, person.patronymic] }], birthDate: person.birthDate, ...more };
  await inTransaction(clinic.pool, (tx) => insertResource(tx, content, { patient: id }));
  return id;
}

const find = (body: unknown, by: Ask = ask) => by('POST', '/identity/patients/find', body, json);

beforeAll(async () => {
  clinic = await startClinic();
  desk = await enrolDevice(clinic, { profile: 'reception' });
  ask = await registrar();
  const identifier = [{ system: systems.cardNumber, value: 'А-000123' }, { system: systems.snils, value: '112-233-445 95' }];
  annaId = await add(anna, { identifier, telecom: [{ system: 'phone', value: '+79000000117' }] });
}, 120_000);
afterAll(() => clinic.stop());

it('X8 a registrar finds one person by a whole card number, SNILS, or full name with the birth date, and sees no more than is needed to compare', async () => {
  const patientOf = { patient: { patientId: annaId, name: 'Кузнецова А. П.', birthDay: '04-03', phoneEnd: '17' }, several: false };
  for (const by of [{ cardNumber: ' а-000123 ' }, { snils }, { snils: '112-233-445 95' }, { ...anna, patronymic: null }, { ...anna, family: 'КУЗНЕЦОВА' }, { patientId: annaId }]) expect((await find(by)).body).toEqual(patientOf);
  expect((await find({ ...anna, birthDate: '1951-04-04' })).body).toEqual({ patient: null, several: false });
  const { rows } = await clinic.pool.query(`select count(*)::int as n from identity_audit where action = 'patient_found' and patient = $1`, [annaId]);
  expect(rows).toEqual([{ n: 6 }]);
});

it('X8 namesakes born on one day are a word and not their names', async () => {
  const twin = { family: 'Сидорова', given: 'Ольга', patronymic: 'Ивановна', birthDate: '1970-01-01' };
  await add(twin);
  await add({ ...twin, patronymic: 'Петровна' });
  expect((await find({ ...twin, patronymic: null })).body).toEqual({ patient: null, several: true });
  expect(at((await find(twin)).body, 'patient', 'name')).toBe('Сидорова О. И.');
});

it('X8 a part of a name, a sign that stands for others, an empty word and anything hostile find nobody and break nothing', async () => {
  const parts = [{}, [], null, { family: 'Кузнецова' }, { ...anna, family: '' }, { ...anna, family: 'Кузнецов%' }, { ...anna, given: '*' }, { ...anna, family: '_узнецова' }, { ...anna, birthDate: '' }, { ...anna, birthDate: '1951' }, { ...anna, birthDate: '2999-01-01' }];
  const values = ['', ' ', '%', '*', '_', 'А-', 'А-%', 'А-______', '000', "' or 1=1 --", '\0', '\u202e', '123', '1'.repeat(90), ...hostileTexts.slice(0, 10).map((text) => text.slice(0, 90))];
  const asked = [...parts, ...values.flatMap((value) => [{ cardNumber: value }, { snils: value }, { ...anna, family: value }, { patientId: value }]), { cardNumber: 'А-000123', family: 'x' }, { snils: 11223344595 }];
  for (const body of asked) {
    const by = await registrar();
    const answer = await find(body, by);
    expect([JSON.stringify(body), answer.status < 500, at(answer.body, 'patient') ?? null]).toEqual([JSON.stringify(body), true, null]);
  }
  expect((await find({ ...anna, family: 'Кузнецов' })).body).toEqual({ patient: null, several: false });
});

it('X8 who asks about thirty nobodies in a row has to wait, and nobody else does', async () => {
  const by = await registrar();
  for (let guess = 0; guess < 30; guess += 1) expect((await find({ cardNumber: `Б-${String(guess).padStart(6, '0')}` }, by)).status).toBe(200);
  const last = await find({ cardNumber: 'А-000123' }, by);
  expect([last.status, codeOf(last)]).toEqual([429, 'slow_down']);
  expect((await find({ cardNumber: 'А-000123' })).status).toBe(200);
});

it('X8 neither a device nor a kiosk finds anybody', async () => {
  const kiosk = await enrolDevice(clinic);
  for (const by of [desk.ask, kiosk.ask]) {
    const answer = await find({ cardNumber: 'А-000123' }, by);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
  }
});

it('R7 a code minted at the desk for the person who was found signs them in at a kiosk, once', async () => {
  const kiosk = await enrolDevice(clinic);
  const found = String(at((await find({ snils })).body, 'patient', 'patientId'));
  const minted = await ask('POST', '/identity/one-visit-code', { patientId: found }, json);
  const code = String(at(minted.body, 'code'));
  const use = () => kiosk.ask('POST', '/identity/code-sign-in', { code }, json);
  expect(await use()).toMatchObject({ status: 200, body: { patientId: annaId } });
  expect((await use()).status).toBe(401);
});
