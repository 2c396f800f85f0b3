import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, dayOf, instant, instantAt } from '../../../../shared/lib/moscow.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, refusal, type Ask } from '../../../support/fhirClient.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

let clinic: TestClinic;
let desk: TestDevice;
let kiosk: TestDevice;
let boss: TestStaff;
const today = dayOf(instant(Date.now()));
const tomorrow = addDays(today, 1);
const works = { russian: 'Завтра лифт в главном корпусе не работает', english: 'The lift does not work tomorrow', urgent: true, from: `${tomorrow}T08:00`, until: `${tomorrow}T18:30` };

beforeAll(async () => {
  clinic = await startClinic();
  [desk, kiosk] = [await enrolDevice(clinic, { profile: 'reception' }), await enrolDevice(clinic)];
  boss = await staffAt(clinic, desk, 'administrator');
}, 120_000);
afterAll(() => clinic.stop());

const publish = (ask: Ask, notice: object, key: string = randomUUID()) => ask('POST', '/notices', notice, { 'content-type': 'application/json', 'idempotency-key': key });
const end = (ask: Ask, id: string) => ask('POST', `/notices/${id}/end`, {}, { 'content-type': 'application/json' });
const standing = async () => (await boss.ask('GET', '/notices')).body;
const heard = async (id: string) => entries(await kiosk.ask('GET', '/fhir/_history?_count=2000')).flatMap(({ resource }) => (resource?.id === id ? [at(resource, 'status')] : []));
const written = async (id: string) => (await clinic.pool.query(`select action, staff, device from identity_audit where notice = $1 order by number`, [id])).rows;

it('D5 an administrator publishes a notice from a desk, once however often it is asked, sees it with its hours and takes it back; both are written down', async () => {
  const id = randomUUID();
  expect(await publish(boss.ask, works, id)).toMatchObject({ status: 201, body: { id } });
  expect((await publish(boss.ask, works, id)).status).toBe(201);
  expect(refusal(await publish(boss.ask, { ...works, russian: 'Другие слова' }, id))).toBe('409 id_reused');
  expect(await standing()).toEqual({ notices: [{ ...works, id, from: instantAt(tomorrow, 8 * 60), until: instantAt(tomorrow, 18 * 60 + 30), sentAt: expect.any(Number) }] });
  expect(await heard(id)).toEqual(['in-progress']);
  for (const _asking of ['the first', 'the answer was lost']) expect((await end(boss.ask, id)).status).toBe(204);
  expect(await standing()).toEqual({ notices: [] });
  expect(await heard(id)).toEqual(['completed']);
  const by = { staff: boss.id, device: desk.id };
  expect(await written(id)).toEqual([{ action: 'notice_published', ...by }, { action: 'notice_ended', ...by }]);
  // What was taken back stays taken back, also for a request that was long under way.
  expect((await publish(boss.ask, works, id)).status).toBe(201);
  expect(await standing()).toEqual({ notices: [] });
});

it('D5 words and hours are held to the same rules as at the server’s command', async () => {
  for (const wrong of [{ russian: ' ' }, { russian: 'а'.repeat(241) }, { english: '' }, { russian: 'да \u202eтен' }, { until: `${tomorrow}T08:00` }, { until: '2026-02-31' }, { from: '2026-12-01T24:00' }, { from: 0 }, { urgent: 'yes' }])
    expect([JSON.stringify(wrong), refusal(await publish(boss.ask, { ...works, ...wrong }))]).toEqual([JSON.stringify(wrong), '400 invalid_request']);
  expect(refusal(await publish(boss.ask, { ...works, from: null, until: '2020-01-01' }))).toBe('422 invalid_value');
  expect(refusal(await boss.ask('POST', '/notices', works, { 'content-type': 'application/json' }))).toBe('400 no_idempotency_key');
  expect(await standing()).toEqual({ notices: [] });
});

it('D5 nobody but an administrator speaks to everybody, and by this door nothing else is ended', async () => {
  const senior = await staffAt(clinic, desk, 'seniorRegistrar');
  for (const ask of [senior.ask, desk.ask, kiosk.ask])
    for (const answer of [await ask('GET', '/notices'), await publish(ask, works), await end(ask, randomUUID())]) expect(refusal(answer)).toBe('403 forbidden');
  expect((await fetch(`${clinic.url}/notices`, { headers: { 'kabinet-wire': '1' } })).status).toBe(401);
  const letter = { resourceType: 'Communication', id: randomUUID(), status: 'in-progress', payload: [{ contentString: 'Не объявление' }] };
  await clinic.pool.query(`insert into resource (type, id, version, content) values ('Communication', $1, 1, $2)`, [letter.id, JSON.stringify({ ...letter, meta: { versionId: '1', lastUpdated: '2026-11-23T00:00:00Z' } })]);
  for (const id of [letter.id, randomUUID(), 'nothing']) expect(refusal(await end(boss.ask, id))).toBe('404 not_found');
});
