import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { addPatient, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { at, refusal, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

const { confirmed } = simulatorUsers;
const record = recordOf(confirmed);

let esia: EsiaClinic;
let ask: Ask;
let registrar: TestStaff;
beforeAll(async () => {
  esia = await startEsiaClinic();
  ({ ask } = await esia.kiosk());
  registrar = await staffAt(esia.clinic, await enrolDevice(esia.clinic, { profile: 'reception' }));
});
afterAll(() => esia.stop());
beforeEach(async () => {
  await esia.clinic.pool.query('delete from sign_in');
  await esia.clinic.pool.query('delete from account');
  await esia.clinic.pool.query('delete from identity_case');
  await esia.clinic.pool.query(`delete from resource where type = 'Patient'`);
});

const signIn = async (): Promise<string> => {
  const answer = await esia.signIn(ask, confirmed);
  return answer.status === 200 ? String(at(answer.body, 'patientId')) : refusal(answer);
};
const caseId = async (): Promise<string> => {
  const { rows } = await esia.clinic.pool.query<{ id: string }>('select id from identity_case where decided_at is null');
  return rows[0]?.id ?? '';
};
const link = (asking: Ask, id: string, patientId: string): Promise<Answer> => asking('POST', `/identity/esia/cases/${id}/link`, { patientId }, { 'content-type': 'application/json' });

it('R5 a registrar who has seen a document links a candidate, and the person comes in from then on', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...record, snils: null });
  expect(await signIn()).toBe('409 esia_ask_reception');
  const id = await caseId();
  expect((await link(registrar.ask, id, patient)).status).toBe(204);
  expect([await signIn(), await signIn()]).toEqual([patient, patient]);
  expect(refusal(await link(registrar.ask, id, patient))).toBe('409 case_decided');
  const { rows } = await esia.clinic.pool.query<{ staff: string; patient: string; case_id: string }>(`select staff, patient, case_id from identity_audit where action = 'esia_linked' order by number desc limit 1`);
  expect(rows).toEqual([{ staff: registrar.id, patient, case_id: id }]);
});

it('X8 a desk is told of a case as much as one compares with a document: no number of Gosuslugi, no SNILS, no year, no telephone', async () => {
  await signIn();
  const { body } = await registrar.ask('GET', '/identity/cases');
  expect(at(body, 'cases', 0, 'detail')).toMatchObject({ reason: 'nobody', person: { birthDay: record.birthDate.slice(5) } });
  for (const secret of [String(confirmed.oid), record.snils ?? '', record.birthDate, record.given]) expect(JSON.stringify(body)).not.toContain(secret);
});

it('R5 whoever came without a record is linked to the one the registrar names', async () => {
  expect(await signIn()).toBe('409 esia_ask_reception');
  const patient = await addPatient(esia.clinic.pool, record);
  expect((await link(registrar.ask, await caseId(), patient)).status).toBe(204);
  expect(await signIn()).toBe(patient);
});

it('R5 a link does not silence what contradicts it: the record is put right first', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...record, birthDate: '1984-12-03' });
  await signIn();
  expect((await link(registrar.ask, await caseId(), patient)).status).toBe(204);
  expect(await signIn()).toBe('409 esia_ask_reception');
  await esia.clinic.pool.query(`update resource set content = content || '{"birthDate": "1984-03-12"}' where type = 'Patient'`);
  expect(await signIn()).toBe(patient);
});

it('R5 a registrar cannot give either side of a link away, nor open a locked account, nor link what is not there', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...record, snils: null });
  await signIn();
  const id = await caseId();
  const other = await addPatient(esia.clinic.pool, { ...record, family: 'Петрова', snils: null });
  await esia.clinic.pool.query(`insert into account (id, patient, esia_oid) values (gen_random_uuid(), $1, '1000000999')`, [patient]);
  expect(refusal(await link(registrar.ask, id, patient))).toBe('409 esia_linked');
  await esia.clinic.pool.query(`update account set patient = $1, esia_oid = $2`, [other, String(confirmed.oid)]);
  expect(refusal(await link(registrar.ask, id, patient))).toBe('409 esia_linked');
  await esia.clinic.pool.query(`update account set patient = $1, esia_oid = null, login = 'a@example.org', password_hash = 'x', locked_at = now()`, [patient]);
  expect(refusal(await link(registrar.ask, id, patient))).toBe('403 locked');
  expect(refusal(await link(registrar.ask, id, randomUUID()))).toBe('404 not_found');
  expect(refusal(await link(registrar.ask, randomUUID(), patient))).toBe('404 not_found');
  expect(await esia.signIns()).toBe(0);
});

it('R5 only staff link: a kiosk and its patient do not', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...record, snils: null });
  await signIn();
  expect(refusal(await link(ask, await caseId(), patient))).toBe('403 forbidden');
});
