import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { appointment, location, patient } from './resources.ts';

let clinic: TestClinic;
let ask: Ask;
beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
});
afterAll(() => clinic.stop());

it('A4 a created resource is read back with a whole version number and an ETag', async () => {
  const created = await ask('POST', '/fhir/Location', location('Кабинет 214', 'ignored'));
  expect(created.status).toBe(201);
  const id = String(at(created.body, 'id'));
  expect(id).not.toBe('ignored');
  expect(created.headers.get('etag')).toBe('W/"1"');
  expect(created.headers.get('location')).toBe(`${clinic.url}/fhir/Location/${id}/_history/1`);
  const read = await ask('GET', `/fhir/Location/${id}`);
  expect(read.headers.get('content-type')).toContain('application/fhir+json');
  expect(read.headers.get('kabinet-epoch')).toBe(clinic.parts.epoch);
  expect(Math.abs(Number(read.headers.get('kabinet-server-time')) - Date.now())).toBeLessThan(5000);
  expect(read.body).toEqual(created.body);
  expect(read.body).toMatchObject({
    name: 'Кабинет 214',
    meta: { versionId: '1', lastUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+03:00$/) },
  });
  expect((await ask('GET', `/fhir/Location/${id}`, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(304);
});

it('A4 an update needs the version in force when it names one, and every version stays readable', async () => {
  const id = randomUUID();
  expect((await ask('PUT', `/fhir/Location/${id}`, location('первое', id))).status).toBe(201);
  const second = await ask('PUT', `/fhir/Location/${id}`, location('второе', id), { 'if-match': 'W/"1"' });
  expect([second.status, second.headers.get('etag')]).toEqual([200, 'W/"2"']);
  expect(refusal(await ask('PUT', `/fhir/Location/${id}`, location('третье', id), { 'if-match': 'W/"1"' }))).toBe('412 version_conflict');
  expect(refusal(await ask('PUT', `/fhir/Location/${id}`, location('третье', id), { 'if-match': 'soon' }))).toBe('400 invalid_if_match');
  expect(refusal(await ask('PUT', `/fhir/Location/${randomUUID()}`, location('чужое', id)))).toBe('400 id_mismatch');
  const unknown = randomUUID();
  expect(refusal(await ask('PUT', `/fhir/Location/${unknown}`, location('новое', unknown), { 'if-match': 'W/"1"' }))).toBe(
    '412 version_conflict',
  );
  expect(at((await ask('GET', `/fhir/Location/${id}/_history/1`)).body, 'name')).toBe('первое');
  expect(at((await ask('GET', `/fhir/Location/${id}/_history/2`)).body, 'name')).toBe('второе');
  expect(refusal(await ask('GET', `/fhir/Location/${id}/_history/3`))).toBe('404 not_found');
});

it('A4 a removed resource is gone and not unknown, and a later update brings it back as a newer version', async () => {
  const id = randomUUID();
  await ask('PUT', `/fhir/Location/${id}`, location('на время', id));
  const removed = await ask('DELETE', `/fhir/Location/${id}`);
  expect([removed.status, removed.headers.get('etag')]).toEqual([204, 'W/"2"']);
  expect((await ask('DELETE', `/fhir/Location/${id}`)).headers.get('etag')).toBe('W/"2"');
  expect(refusal(await ask('GET', `/fhir/Location/${id}`))).toBe('410 deleted');
  expect(refusal(await ask('GET', `/fhir/Location/${id}/_history/2`))).toBe('410 deleted');
  expect(refusal(await ask('GET', `/fhir/Location/${randomUUID()}`))).toBe('404 not_found');
  expect(entries(await ask('GET', `/fhir/Location?_id=${id}`))).toHaveLength(0);
  expect((await ask('PUT', `/fhir/Location/${id}`, location('снова', id))).headers.get('etag')).toBe('W/"3"');
  expect((await ask('GET', `/fhir/Location/${id}`)).status).toBe(200);
});

it('A4 history lists every version, newest first, and pages through all of them', async () => {
  const id = randomUUID();
  for (const name of ['а', 'б', 'в', 'г', 'д']) await ask('PUT', `/fhir/Location/${id}`, location(name, id));
  await ask('DELETE', `/fhir/Location/${id}`);
  const whole = await ask('GET', `/fhir/Location/${id}/_history`);
  expect(whole.body).toMatchObject({ resourceType: 'Bundle', type: 'history', total: 6 });
  expect(entries(whole).map(({ response }) => response?.etag)).toEqual(['W/"6"', 'W/"5"', 'W/"4"', 'W/"3"', 'W/"2"', 'W/"1"']);
  expect(entries(whole)[0]).toMatchObject({ request: { method: 'DELETE', url: `Location/${id}` } });
  const seen: unknown[] = [];
  let path: string | null = `/fhir/Location/${id}/_history?_count=2`;
  while (path) {
    const page = await ask('GET', path);
    seen.push(...entries(page).map(({ response }) => response?.etag));
    const next = (at(page.body, 'link') as { relation: string; url: string }[]).find(({ relation }) => relation === 'next');
    path = next ? next.url.slice(clinic.url.length) : null;
  }
  expect(seen).toEqual(['W/"6"', 'W/"5"', 'W/"4"', 'W/"3"', 'W/"2"', 'W/"1"']);
  expect(entries(await ask('GET', '/fhir/Location/_history?_count=1000')).length).toBeGreaterThanOrEqual(6);
  const since = new Date(Date.now() + 3_600_000).toISOString();
  expect(entries(await ask('GET', `/fhir/_history?_since=${since}`))).toHaveLength(0);
  expect(entries(await ask('GET', '/fhir/_history?_since=2020-01-01')).length).toBeGreaterThanOrEqual(6);
});

it('A4 what R4 does not allow is refused with the path and nothing of what was typed', async () => {
  const good = patient('Кузнецова');
  const bad: [unknown, string, string][] = [
    [{ ...good, gender: 'zzz' }, '422 invalid_resource', 'Patient.gender'],
    [{ ...good, gender: 5 }, '422 invalid_resource', 'Patient.gender'],
    [{ ...good, birthDate: '2026-02-31' }, '422 invalid_resource', 'Patient.birthDate'],
    [{ ...good, birthDate: 'вчера' }, '422 invalid_resource', 'Patient.birthDate'],
    [{ ...good, telecom: [{ system: 'голубь', value: '1' }] }, '422 invalid_resource', 'Patient.telecom.system'],
    [{ ...good, telecom: [{ use: 'всегда', system: 'phone', value: '1' }] }, '422 invalid_resource', 'Patient.telecom.use'],
    [{ ...good, managingOrganization: { reference: 'Patient/1' } }, '422 invalid_resource', 'Patient.managingOrganization'],
    [{ ...good, contact: [{}] }, '422 invalid_resource', 'Patient.contact'],
  ];
  for (const [resource, expected, path] of bad) {
    const answer = await ask('PUT', `/fhir/Patient/${good.id}`, resource);
    expect(refusal(answer)).toBe(expected);
    expect(JSON.stringify(at(answer.body, 'issue', 0, 'expression') ?? [])).toContain(path);
  }
  const named = await ask('PUT', `/fhir/Patient/${good.id}`, { ...good, Кузнецова: 1 });
  expect(refusal(named)).toBe('422 invalid_resource');
  expect(JSON.stringify(named.body)).not.toContain('Кузнецова');
  const visit = appointment(good.id, 'К01-1');
  const wrong = [
    { ...visit, status: 'maybe' },
    { ...visit, participant: [{ actor: { reference: `Patient/${good.id}` }, status: 'perhaps' }] },
    { ...visit, slot: [{ reference: 'Schedule/1' }] },
    { ...visit, participant: [{ actor: { reference: 'Slot/1' }, status: 'accepted' }] },
    { resourceType: 'Appointment', id: visit.id, status: 'booked' },
  ];
  for (const resource of wrong)
    expect(refusal(await ask('PUT', `/fhir/Appointment/${visit.id}`, resource))).toMatch(/^422 invalid_resource/);
  const nobody = { ...visit, participant: [{ actor: { reference: 'PractitionerRole/1' }, status: 'accepted' }] };
  expect(refusal(await ask('PUT', `/fhir/Appointment/${visit.id}`, nobody))).toBe('422 no_patient');
});

it('A4 a resource cannot be moved into another patient’s record by an update', async () => {
  const [one, other] = [patient('Первая'), patient('Вторая')];
  const visit = appointment(one.id, 'К01-2');
  expect((await ask('PUT', `/fhir/Appointment/${visit.id}`, visit)).status).toBe(201);
  expect(refusal(await ask('PUT', `/fhir/Appointment/${visit.id}`, { ...appointment(other.id, 'К01-2'), id: visit.id }))).toBe(
    '422 patient_changed',
  );
});

it('A4 If-None-Exist creates once and then answers with what is there', async () => {
  const patientId = randomUUID();
  const visit = appointment(patientId, 'К01-0417');
  const condition = { 'if-none-exist': `identifier=${systems.appointmentNumber}|К01-0417`.replace(/[^\x00-\x7f]/g, encodeURIComponent) };
  const first = await ask('POST', '/fhir/Appointment', visit, condition);
  const second = await ask('POST', '/fhir/Appointment', visit, condition);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(at(second.body, 'id')).toBe(at(first.body, 'id'));
  const sameNumber = appointment(patientId, 'К01-0417', '2026-11-25T10:00:00+03:00');
  expect((await ask('POST', '/fhir/Appointment', sameNumber)).status).toBe(201);
  expect(refusal(await ask('POST', '/fhir/Appointment', visit, condition))).toBe('412 several_match');
  expect(refusal(await ask('POST', '/fhir/Appointment', visit, { 'if-none-exist': 'nonsense=1' }))).toBe('400 unknown_parameter');
  expect(refusal(await ask('POST', '/fhir/Appointment', visit, { 'if-none-exist': '' }))).toBe('400 invalid_parameter');
});

it('A4 twenty clients with one If-None-Exist make one resource', async () => {
  const other = await clinic.another();
  for (let round = 0; round < 5; round++) {
    const visit = appointment(randomUUID(), `R-${round}`);
    const condition = { 'if-none-exist': `identifier=${systems.appointmentNumber}|R-${round}` };
    const clients = Array.from({ length: 20 }, (_, index) => client(index % 2 ? clinic.url : other.url, clinic.systemToken));
    const answers = await Promise.all(clients.map((one) => one('POST', '/fhir/Appointment', visit, condition)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
    expect(new Set(answers.map(({ body }) => at(body, 'id'))).size).toBe(1);
  }
});

it('A4 of twenty writers with one If-Match one wins and no version is lost', async () => {
  const id = randomUUID();
  await ask('PUT', `/fhir/Location/${id}`, location('0', id));
  for (let round = 1; round <= 5; round++) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ask('PUT', `/fhir/Location/${id}`, location(`${round}-${index}`, id), { 'if-match': `W/"${round}"` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => refusal(answer) === '412 version_conflict')).toHaveLength(19);
  }
  const fresh = randomUUID();
  const creators = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask('PUT', `/fhir/Location/${fresh}`, location(`n${index}`, fresh))),
  );
  expect(creators.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(creators.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(entries(await ask('GET', `/fhir/Location/${fresh}/_history`))).toHaveLength(20);
});
