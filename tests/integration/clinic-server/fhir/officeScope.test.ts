import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { officeScope as migration } from '../../../../clinic-server/db/migrations/0028-office-scope.ts';
import { inTransaction, type Tx } from '../../../../clinic-server/db/pool.ts';
import { letLeave } from '../../../../clinic-server/fhir/officeScope.ts';
import { insertResource, updateResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { signInPatient } from '../../../support/clinicCallers.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { charge, encounter, visitDocument } from '../../../support/encounterResources.ts';
import { entries, link, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { cleared, readOfficeOn, keysOf, newDeskCopy } from '../../../support/officeCopy.ts';
import { observation, report } from '../../../support/resultResources.ts';
import { staffAt } from '../../../support/staffDesk.ts';
import { patient } from './resources.ts';

let clinic: TestClinic;
let write: Ask;
let [here, there] = [randomUUID(), randomUUID()];
let [doctorHere, doctorThere] = [randomUUID(), randomUUID()];
let desk: TestDevice;
const day = 24 * 3_600_000;
const start = '/fhir/_history?_scope=office&_count=200';

beforeAll(async () => {
  clinic = await startClinic();
  write = system(clinic);
  await newOffices();
});
afterAll(() => clinic.stop());

/** Two fresh offices, so that no test sees what another did. */
async function newOffices(): Promise<void> {
  [here, there, doctorHere, doctorThere] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  for (const [office, doctor] of [[here, doctorHere], [there, doctorThere]] as const)
    await put({ resourceType: 'PractitionerRole', id: doctor, active: true, location: [{ reference: `Location/${office}` }] });
  desk = await enrolDevice(clinic, { profile: 'reception', officeId: here });
}

async function put<R extends { readonly resourceType: string; readonly id?: string }>(resource: R): Promise<void> {
  const answer = await write('PUT', `/fhir/${resource.resourceType}/${String(resource.id)}`, resource);
  if (answer.status > 201) throw new Error(`${resource.resourceType}: ${refusal(answer)}`);
}

const visit = (patientId: string, doctor: string, days: number, id = randomUUID()) => {
  const at = Math.round(Date.now() / 1000) * 1000 + days * day;
  return {
    ...{ resourceType: 'Appointment', id, status: days < 0 ? 'fulfilled' : 'booked' },
    ...{ start: new Date(at).toISOString(), end: new Date(at + 1_200_000).toISOString() },
    participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }, { actor: { reference: `PractitionerRole/${doctor}` }, status: 'accepted' }],
  };
};

async function somebody(doctor: string | null, days = -30): Promise<string> {
  const person = patient('Пациентова');
  await put(person);
  if (doctor !== null) await put(visit(person.id, doctor, days));
  return person.id;
}

it('O1 a desk reads the records of its office’s patients and of nobody else, and of them no results', async () => {
  const [ours, theirs, nobodys] = [await somebody(doctorHere), await somebody(doctorThere), await somebody(null)];
  const past = visit(ours, doctorHere, -20);
  const seen = encounter(ours, past.id, { roleId: doctorHere });
  const value = observation(ours, instant(Date.now() - day));
  for (const one of [past, seen, charge(seen), visitDocument(seen), value, report(ours, instant(Date.now()), [value])]) {
    const { binaryId: _, ...resource } = one as typeof one & { binaryId?: string };
    await put(resource);
  }
  // What its patient has deleted is gone at a desk too, and what they were never shown has never been.
  const [deleted, never] = [visit(ours, doctorHere, -21), visit(ours, doctorHere, -22)];
  await Promise.all([put(deleted), put(never)]);
  await clinic.pool.query(`update resource set held = case id when $1 then 'erased' else 'never' end where id in ($1, $2)`, [deleted.id, never.id]);
  const copy = newDeskCopy();
  await readOfficeOn(desk.ask, start, copy);
  expect([...new Set(keysOf(copy).map((key) => key.split('/')[0]))].toSorted()).toEqual(['Appointment', 'ChargeItem', 'Encounter', 'Patient']);
  expect(keysOf(copy)).toContain(`Patient/${ours}`);
  const all = JSON.stringify((await desk.ask('GET', start)).body);
  for (const other of [theirs, nobodys, never.id]) expect(all).not.toContain(other);
  expect([keysOf(copy).includes(`Appointment/${deleted.id}`), copy.rows.get(`Appointment/${deleted.id}`)?.removed]).toEqual([false, true]);
});

it('O1 neither a kiosk nor a person is given the records of an office, and a desk none of another', async () => {
  const ours = await somebody(doctorHere);
  const [kiosk, other] = [await enrolDevice(clinic, { officeId: here }), await enrolDevice(clinic, { profile: 'satellite', officeId: there })];
  expect(refusal(await kiosk.ask('GET', start))).toBe('403 forbidden');
  expect(refusal(await (await signInPatient(clinic, { deviceId: kiosk.id, token: kiosk.token }, ours)).ask('GET', start))).toBe('403 forbidden');
  expect(refusal(await (await staffAt(clinic, desk, 'administrator')).ask('GET', start))).toBe('403 forbidden');
  expect(refusal(await write('GET', start))).toBe('403 forbidden');
  expect(JSON.stringify((await other.ask('GET', start)).body)).not.toContain(ours);
  expect(refusal(await desk.ask('GET', '/fhir/_history?_scope=clinic'))).toBe('400 invalid_parameter');
  expect(refusal(await desk.ask('GET', `${start}&_since=2026-01-01`))).toBe('400 unknown_parameter');
  for (const cursor of ['x', '1.2.3.4', `${clinic.parts.epoch}.1.1`]) expect(refusal(await desk.ask('GET', `${start}&_cursor=${cursor}`))).toBe('400 invalid_cursor');
  expect(refusal(await desk.ask('GET', `${start}&_cursor=${randomUUID()}.1.1.1`))).toBe('410 epoch_changed');
  expect(refusal(await desk.ask('GET', `/fhir/Patient/${ours}`))).toBe('403 forbidden');
});

it('O1 a patient belongs by a visit within two years or to come, by an order and by a registration there', async () => {
  await newOffices();
  const kiosk = await enrolDevice(clinic, { officeId: here });
  const [recent, coming, old, ordered, registered, returned] = await Promise.all([somebody(doctorHere, -700), somebody(doctorHere, 40), somebody(doctorHere, -760), somebody(null), somebody(null), somebody(null)]);
  const { signInId } = await signInPatient(clinic, { deviceId: kiosk.id, token: kiosk.token }, ordered);
  await signInPatient(clinic, { deviceId: kiosk.id, token: kiosk.token }, returned);
  await put({ ...cleared('ServiceRequest'), subject: { reference: `Patient/${ordered}` }, authoredOn: new Date().toISOString(), extension: [{ url: extensions.signIn, valueString: signInId }] });
  await clinic.pool.query(`insert into sign_in (id, device, account, patient, token_hash, token_expires_at, token_ends_at, made_at, method) values (gen_random_uuid(), $1, null, $2, gen_random_uuid()::text::bytea, now(), now(), now(), 'code')`, [kiosk.id, registered]);
  const copy = newDeskCopy();
  await readOfficeOn(desk.ask, start, copy);
  expect(keysOf(copy).filter((key) => key.startsWith('Patient/')).toSorted()).toEqual([recent, coming, ordered, registered].map((id) => `Patient/${id}`).toSorted());
  expect(JSON.stringify([...copy.rows])).not.toMatch(new RegExp(`${old}|${returned}`));
});

it('O1 whoever comes brings a whole record however old, and whoever leaves takes it all away, page by page', async () => {
  await newOffices();
  const comes = await somebody(doctorThere);
  for (let visits = 0; visits < 6; visits++) await put(visit(comes, doctorThere, -50 - visits));
  const copy = newDeskCopy();
  const small = '/fhir/_history?_scope=office&_count=3';
  let at = await readOfficeOn(desk.ask, small, copy);
  expect(keysOf(copy)).toEqual([]);
  await put(visit(comes, doctorHere, 5));
  expect(entries(await desk.ask('GET', at))).toHaveLength(3);
  at = await readOfficeOn(desk.ask, at, copy);
  expect(keysOf(copy)).toHaveLength(9);
  expect(copy.repeated).toBe(0);

  // Two years after the visit that is still to come.
  const letLeaveIn = (days: number) => inTransaction(clinic.pool, (tx) => letLeave(tx, instant(Date.now() + days * day)));
  await letLeaveIn(734);
  expect(entries(await desk.ask('GET', at))).toEqual([]);
  expect(await letLeaveIn(740)).toBeGreaterThan(0);
  // What is changed after the leaving goes with the rest.
  await put(patient('Фамильина', comes));
  const left = entries(await desk.ask('GET', at.replace('_count=3', '_count=200')));
  expect(left).toHaveLength(9);
  expect(left.every((entry) => entry.request?.method === 'DELETE' && entry.resource === undefined && JSON.stringify(entry).includes(extensions.leftScope))).toBe(true);
  at = await readOfficeOn(desk.ask, at, copy);
  expect(keysOf(copy)).toEqual([]);

  await put(visit(comes, doctorHere, 900));
  await readOfficeOn(desk.ask, at, copy);
  expect(keysOf(copy)).toHaveLength(10);
});

it('O5 a quiet office does not look through what the others write, and misses nothing that is still open', async () => {
  await newOffices();
  const [ours, theirs] = [await somebody(doctorHere), await somebody(doctorThere)];
  const copy = newDeskCopy();
  const at = await readOfficeOn(desk.ask, start, copy);
  for (let visits = 0; visits < 3; visits++) await put(visit(theirs, doctorThere, -visits - 1));
  const empty = await desk.ask('GET', at);
  expect(entries(empty)).toEqual([]);
  expect(link(empty, 'next')).not.toBe(at);

  let finish = (): void => undefined;
  let begun = (): void => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const [slow, quick] = [visit(theirs, doctorHere, 1), visit(ours, doctorHere, 2)];
  const held = inTransaction(clinic.pool, async (tx) => {
    await insertResource(tx, slow as never, { patient: theirs });
    begun();
    await new Promise<void>((resolve) => (finish = resolve));
  });
  await started;
  await put(quick);
  const waiting = await desk.ask('GET', link(empty, 'next') ?? '');
  finish();
  await held;
  expect(entries(waiting)).toEqual([]);
  await readOfficeOn(desk.ask, link(waiting, 'next') ?? '', copy);
  expect(keysOf(copy)).toEqual(expect.arrayContaining([`Appointment/${slow.id}`, `Appointment/${quick.id}`, `Patient/${theirs}`]));
  // Patient and four visits of theirs, patient and one visit of ours beside the first.
  expect(keysOf(copy)).toHaveLength(9);
});

it('O1 an office that had patients before it had this list gets the same ones', async () => {
  const members = async () => (await clinic.pool.query<{ row: string }>(`select office || ' ' || patient || ' ' || until as row from office_patient where present order by 1`)).rows.map(({ row }) => row);
  // Two years from now some have left by the tests' own clock; they are here still by the database's.
  await clinic.pool.query(`update office_patient set present = true where until > now()`);
  const kept = await members();
  await clinic.pool.query('delete from office_patient');
  await clinic.pool.query(migration.sql.slice(migration.sql.lastIndexOf('insert into office_patient')));
  expect(await members()).toEqual(kept);
  expect(kept.length).toBeGreaterThan(10);
});

it('O5 twenty writers at once, patients coming and leaving: two desks end with what their office’s patients have, and nothing else', async () => {
  await newOffices();
  const second = await enrolDevice(clinic, { profile: 'satellite', officeId: here });
  const people = Array.from({ length: 12 }, () => randomUUID());
  for (const id of people) await put(patient('Пациентова', id));
  const hangsAt = Date.now() + 45_000;
  let [commits, undone] = [0, 0];
  const isOver = () => commits >= 300 || Date.now() > hangsAt;
  const act = (tx: Tx, person: string, turn: number) => {
    if (turn % 4 === 0) return tx.query(`update office_patient set present = false, until = now() - interval '1 day', xid = pg_current_xact_id(), seq = nextval('feed_seq') where office = $1 and patient = $2 and present`, [here, person]);
    if (turn % 4 === 1) return insertResource(tx, visit(person, doctorHere, turn % 30) as never, { patient: person });
    return updateResource(tx, { ...patient(`${turn}`, person), id: person });
  };
  const writer = async (seed: number): Promise<void> => {
    for (let turn = 0; !isOver(); turn++) {
      const picked = [...new Set([0, 1].map((shift) => people[(seed * 5 + turn * 7 + shift * 3) % people.length] ?? ''))].toSorted();
      await inTransaction(clinic.pool, async (tx) => {
        for (const person of picked) await act(tx, person, seed + turn + picked.indexOf(person));
        if (turn % 6 === 5) throw new Error('undone on purpose');
      }).then(
        () => commits++,
        () => undone++,
      );
    }
  };
  const read = async (ask: Ask, count: number) => {
    const copy = newDeskCopy();
    let at = `/fhir/_history?_scope=office&_count=${count}`;
    while (!isOver()) at = await readOfficeOn(ask, at, copy);
    return { ask, copy, at };
  };
  const readers = [read(desk.ask, 3), read(second.ask, 500)];
  await Promise.all(Array.from({ length: 20 }, (_, seed) => writer(seed)));
  const copies = await Promise.all((await Promise.all(readers)).map(async ({ ask, copy, at }) => (await readOfficeOn(ask, at, copy), copy)));
  expect(commits).toBeGreaterThanOrEqual(300);
  expect(undone).toBeGreaterThan(20);
  const { rows } = await clinic.pool.query<{ row: string }>(
    `select r.type || '/' || r.id || ' ' || r.version as row from resource r join office_patient m on m.patient = r.patient where m.office = $1 and m.present order by 1`,
    [here],
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const copy of copies) expect([...copy.rows].map(([key, { version }]) => `${key} ${version}`).toSorted()).toEqual(rows.map(({ row }) => row).toSorted());
}, 60_000);
