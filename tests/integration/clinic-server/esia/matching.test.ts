import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { simulatorUsers } from '../../../../clinic-server/esiaSimulator/users.ts';
import { addPatient, finish, recordOf, startEsiaClinic, type EsiaClinic } from '../../../support/esiaClinic.ts';
import { at, refusal, type Ask } from '../../../support/fhirClient.ts';

const { confirmed, withoutMiddleName, otherSurname } = simulatorUsers;

let esia: EsiaClinic;
let ask: Ask;
beforeAll(async () => {
  esia = await startEsiaClinic();
  ({ ask } = await esia.kiosk());
});
afterAll(() => esia.stop());
beforeEach(async () => {
  await esia.standIn.faults({});
  await esia.clinic.pool.query(`truncate sign_in, account, identity_case, esia_attempt cascade`);
  await esia.clinic.pool.query(`delete from resource where type = 'Patient'`);
});

const record = recordOf(confirmed);
/** Who came in, or why not. */
async function who(user: Parameters<EsiaClinic['signIn']>[1] = confirmed): Promise<string> {
  const answer = await esia.signIn(ask, user);
  return answer.status === 200 ? String(at(answer.body, 'patientId')) : refusal(answer);
}

interface Case {
  readonly kind: string;
  readonly patient: string | null;
  readonly reason: string;
}
async function cases(): Promise<Case[]> {
  const { rows } = await esia.clinic.pool.query<Case>(`select c.kind, c.patient, c.detail->>'reason' as reason from identity_case c order by c.opened_at`);
  return rows;
}
async function links(): Promise<string[]> {
  const { rows } = await esia.clinic.pool.query<{ link: string }>(`select a.patient || ' ' || a.esia_oid as link from account a where a.esia_oid is not null order by 1`);
  return rows.map(({ link }) => link);
}
const reception = '409 esia_ask_reception';

it('R5 §5.27 number, birth date and surname agree: linked once, known from then on', async () => {
  const patient = await addPatient(esia.clinic.pool, record);
  expect([await who(), await who()]).toEqual([patient, patient]);
  expect(await links()).toEqual([`${patient} ${confirmed.oid}`]);
  const { rows } = await esia.clinic.pool.query<{ outcome: string }>('select outcome from esia_attempt order by made_at');
  expect(rows.map(({ outcome }) => outcome)).toEqual(['linked', 'signed_in']);
  expect(await cases()).toEqual([]);
});

it('R5 §5.27 a number written without signs is the same number, ё is е, case and hyphens do not count', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...record, snils: '00000060001', family: 'КОВАЛЕВА' });
  expect(await who()).toBe(patient);
});

it('R5 the account a patient has already gets the link: one person, one account', async () => {
  const patient = await addPatient(esia.clinic.pool, record);
  await esia.clinic.pool.query(`insert into account (id, login, password_hash, patient) values (gen_random_uuid(), 'anna@example.org', 'x', $1)`, [patient]);
  expect(await who()).toBe(patient);
  const { rows } = await esia.clinic.pool.query<{ login: string; oid: string }>('select a.login, a.esia_oid as oid from account a');
  expect(rows).toEqual([{ login: 'anna@example.org', oid: String(confirmed.oid) }]);
});

it('R5 §5.27 the same number under another surname or birth date goes to the registrar', async () => {
  const married = await addPatient(esia.clinic.pool, { ...recordOf(otherSurname), family: 'Соколова' });
  expect(await who(otherSurname)).toBe(reception);
  const misborn = await addPatient(esia.clinic.pool, { ...record, birthDate: '1984-12-03' });
  expect(await who()).toBe(reception);
  expect(await cases()).toEqual([
    { kind: 'esia_conflict', patient: married, reason: 'surname_differs' },
    { kind: 'esia_conflict', patient: misborn, reason: 'birth_date_differs' },
  ]);
  expect([await links(), await esia.signIns()]).toEqual([[], 0]);
});

it('R5 §5.27 without a number in the clinic a name is a candidate, two are none, and the case is opened once', async () => {
  const first = await addPatient(esia.clinic.pool, { ...record, snils: null });
  expect([await who(), await who()]).toEqual([reception, reception]);
  expect(await cases()).toEqual([{ kind: 'esia_candidate', patient: first, reason: 'one_by_name' }]);
  await addPatient(esia.clinic.pool, { ...record, snils: null });
  expect(await who()).toBe(reception);
  expect(await cases()).toContainEqual({ kind: 'esia_candidate', patient: null, reason: 'several_by_name' });
  expect([await links(), await esia.signIns()]).toEqual([[], 0]);
});

it('R5 §5.27 without a patronymic at Gosuslugi the number still finds the patient', async () => {
  const patient = await addPatient(esia.clinic.pool, { ...recordOf(withoutMiddleName), patronymic: 'Карловна' });
  expect(await who(withoutMiddleName)).toBe(patient);
});

it('R5 §5.27 a namesake with another number, two records with one number, and nobody go to the registrar', async () => {
  expect(await who()).toBe(reception);
  const namesake = await addPatient(esia.clinic.pool, { ...record, snils: '000-000-600 77' });
  expect(await who()).toBe(reception);
  await addPatient(esia.clinic.pool, record);
  await addPatient(esia.clinic.pool, record);
  expect(await who()).toBe(reception);
  expect(await cases()).toEqual([
    { kind: 'esia_candidate', patient: null, reason: 'nobody' },
    { kind: 'esia_conflict', patient: namesake, reason: 'snils_differs' },
    { kind: 'esia_conflict', patient: null, reason: 'several_by_snils' },
  ]);
});

it('R5 §5.27 a person linked to one patient does not reach another, and a linked patient is not reached by another person', async () => {
  const taken = await addPatient(esia.clinic.pool, record);
  await esia.clinic.pool.query(`insert into account (id, patient, esia_oid) values (gen_random_uuid(), $1, '1000000999')`, [taken]);
  expect(await who()).toBe(reception);
  await esia.clinic.pool.query('delete from account');
  const stranger = await addPatient(esia.clinic.pool, { ...record, snils: '000-000-600 88' });
  await esia.clinic.pool.query(`insert into account (id, patient, esia_oid) values (gen_random_uuid(), $1, $2)`, [stranger, String(confirmed.oid)]);
  expect(await who()).toBe(reception);
  expect((await cases()).map(({ kind, patient, reason }) => [kind, patient, reason])).toEqual([
    ['esia_conflict', taken, 'linked_to_another'],
    ['esia_conflict', stranger, 'linked_to_another'],
  ]);
  expect(await esia.signIns()).toBe(0);
});

it('R5 §5.27 a link is checked again at each sign-in: the record of somebody else under the right number of Gosuslugi is refused', async () => {
  const patient = await addPatient(esia.clinic.pool, record);
  expect(await who()).toBe(patient);
  await esia.standIn.faults({ rest: 'otherPerson' });
  expect(await who()).not.toBe(patient);
  expect(await esia.signIns()).toBe(1);
});

it('R5 R6 a locked account is not opened by Gosuslugi, linked or not', async () => {
  const patient = await addPatient(esia.clinic.pool, record);
  await esia.clinic.pool.query(`insert into account (id, login, password_hash, patient, locked_at) values (gen_random_uuid(), 'anna@example.org', 'x', $1, now())`, [patient]);
  expect(await who()).toBe('403 locked');
  expect(await links()).toEqual([]);
  await esia.clinic.pool.query('update account set esia_oid = $1', [String(confirmed.oid)]);
  expect(await who()).toBe('403 locked');
  expect(await esia.signIns()).toBe(0);
  const { rows } = await esia.clinic.pool.query<{ outcome: string }>('select outcome from esia_attempt');
  expect(rows.map(({ outcome }) => outcome)).toEqual(['locked', 'locked']);
});

it('R5 a closed record is nobody’s', async () => {
  await addPatient(esia.clinic.pool, record);
  await esia.clinic.pool.query(`update resource set content = content || '{"active": false}' where type = 'Patient'`);
  expect(await who()).toBe(reception);
  expect(await cases()).toEqual([{ kind: 'esia_candidate', patient: null, reason: 'nobody' }]);
});

it('R5 a link to a record that was closed leads nowhere, also when another record has the number', async () => {
  const closed = await addPatient(esia.clinic.pool, record);
  expect(await who()).toBe(closed);
  await esia.clinic.pool.query(`update resource set content = content || '{"active": false}' where type = 'Patient'`);
  await addPatient(esia.clinic.pool, record);
  expect(await who()).toBe(reception);
  expect((await cases()).map(({ reason }) => reason)).toEqual(['linked_record_closed']);
});

it('R5 one person at ten kiosks in one moment is linked once', async () => {
  const patient = await addPatient(esia.clinic.pool, record);
  const kiosks = await Promise.all(Array.from({ length: 10 }, () => esia.kiosk()));
  const ready = await Promise.all(kiosks.map(async (kiosk) => ({ kiosk, ...(await esia.callbackFor(kiosk.ask, confirmed)) })));
  const answers = await Promise.all(ready.map(({ kiosk, attemptId, query }) => finish(kiosk.ask, attemptId, query)));
  expect(answers.map(({ status, body }) => [status, at(body, 'patientId')])).toEqual(kiosks.map(() => [200, patient]));
  expect(await links()).toEqual([`${patient} ${confirmed.oid}`]);
});
