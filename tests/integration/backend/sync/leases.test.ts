import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import { addDays, dayOf, instant, instantAt } from '../../../../shared/lib/moscow.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { bookParameters, enrolDevice, issueEnrolmentCode, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { client } from '../../../support/fhirClient.ts';
import { startCuttableLine, type CuttableLine } from '../../../support/cutLine.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

let clinic: TestClinic;
let small: SmallClinic;
let line: CuttableLine;
let kiosk: TestBackend;
let other: TestDevice;

beforeAll(async () => {
  const tomorrow = addDays(dayOf(instant(Date.now())), 1);
  const slots = Array.from({ length: 12 }, (_, index) => ({ startsAt: instantAt(tomorrow, 540 + index * 30) }));
  clinic = await startClinic({
    seed: async (pool) => {
      small = await seedSmallClinic(pool, { slots, people: 2 });
    },
  });
  // A kiosk reads more of a patient and of a doctor than the server's own tests need.
  await completed('Patient', small.people.map(({ id }) => id), { birthDate: '1961-05-04' });
  await completed('PractitionerRole', small.roleIds, { specialty: [{ coding: [{ system: systems.speciality, code: 'endo', display: 'Эндокринолог' }] }] });
  // An office with a satellite in it gives half of its free times to its devices.
  await enrolDevice(clinic, { profile: 'satellite', officeId: small.officeId });
  other = await enrolDevice(clinic);
  line = await startCuttableLine(clinic.url);
  kiosk = await startBackend({ server: line.url, code: await issueEnrolmentCode(clinic.pool, 'kiosk', small.officeId) });
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 30_000);
}, 120_000);
afterAll(async () => {
  await kiosk.stop();
  await line.stop();
  await clinic.stop();
});

async function completed(type: string, ids: readonly string[], more: object): Promise<void> {
  const ask = client(clinic.url, clinic.systemToken);
  for (const id of ids) {
    const { body } = await ask('GET', `/fhir/${type}/${id}`);
    expect((await ask('PUT', `/fhir/${type}/${id}`, { ...(body as object), ...more })).status).toBe(200);
  }
}

const leasesAtServer = async (): Promise<string[]> => (await clinic.pool.query<{ slot: string }>(`select slot from occupancy where kind = 'lease' order by slot`)).rows.map(({ slot }) => slot);
const occupant = async (slot: string): Promise<string | null> => (await clinic.pool.query<{ kind: string }>('select kind from occupancy where slot = $1', [slot])).rows[0]?.kind ?? null;
const person = (index: 0 | 1) => small.people[index] ?? { id: '', login: '', password: '' };
const factsOf = (slotId: string) => {
  const found = small.slots.find(({ id }) => id === slotId);
  if (!found) throw new Error('no such time');
  return found;
};
const booking = (slotId: string) => ({ commandId: randomUUID(), appointmentId: randomUUID(), slotId, holdId: null });
const settled = (commandId: string) => eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 2_000 }), ({ state }) => state === 'applied' || state === 'refused', 30_000);
const visit = async (appointmentId: string) => (await kiosk.call('appointments.one', { appointmentId })).visit;
const free = async () => (await kiosk.call('schedule.day', { roleId: small.roleIds[0] ?? '', day: dayOf(small.slots[0]?.startsAt ?? instant(0)) })).times.filter(({ state }) => state === 'free').map(({ slotId }) => slotId);

test('O2 a visit on a leased time stands at once without a line and at the server when it returns; on any other it waits, and may be refused', async () => {
  const leased = await eventually(leasesAtServer, (slots) => slots.length === 6);
  await kiosk.call('identity.signIn', person(0));
  const elsewhere = await other.signIn(person(1));
  await eventually(free, (slots) => slots.length === 12);
  line.cut();
  await eventually(() => kiosk.call('sync.status', {}), (status) => status.line === 'down');

  const [mine = ''] = leased;
  const plain = small.slots.find(({ id }) => !leased.includes(id) && Math.abs(factsOf(id).startsAt - factsOf(mine).startsAt) > 1_200_000)?.id ?? '';
  const [sure, unsure] = [booking(mine), booking(plain)];
  expect(await kiosk.call('appointments.hold', { slotId: mine, holdId: randomUUID(), longer: false })).toMatchObject({ slotId: mine });
  expect(await kiosk.refusal('appointments.hold', { slotId: plain, holdId: randomUUID(), longer: false })).toBe('offline');
  expect(await kiosk.call('appointments.book', sure)).toMatchObject({ confirmed: true });
  expect(await kiosk.call('appointments.book', unsure)).toMatchObject({ confirmed: false });
  expect([(await visit(sure.appointmentId))?.status, (await visit(unsure.appointmentId))?.status]).toEqual(['booked', 'sending']);

  // To everybody else the leased time is taken all along; the other one goes to whoever comes first.
  const take = (slotId: string) => other.write('/fhir/Appointment/$book', bookParameters({ slot: factsOf(slotId), patientId: person(1).id }), { signInId: elsewhere.signInId });
  expect([(await take(mine)).status, (await take(plain)).status]).toEqual([409, 201]);

  line.mend();
  expect([await settled(sure.commandId), await settled(unsure.commandId)]).toEqual([{ state: 'applied', refusal: null }, { state: 'refused', refusal: 'slot_taken' }]);
  expect(await visit(sure.appointmentId)).toMatchObject({ status: 'booked', pending: null, refusal: null });
  expect(await visit(unsure.appointmentId)).toMatchObject({ status: 'refused' });
  expect(await occupant(mine)).toBe('appointment');
  expect(kiosk.bugs).toEqual([]);
});

test('O2 what the centre asks back is not given out here any more and goes back; the time of a cancelled visit is everybody’s', async () => {
  const leased = await eventually(leasesAtServer, (slots) => slots.length > 0);
  const [mine = '', back = ''] = leased;
  const input = booking(mine);
  await kiosk.call('appointments.book', input);
  await settled(input.commandId);
  await kiosk.call('appointments.cancel', { commandId: randomUUID(), appointmentId: input.appointmentId, reason: 'plans', comment: null });
  await eventually(() => occupant(mine), (kind) => kind !== 'appointment');
  // The clinic closes the hour of another lease: it wants it back.
  await completed('Slot', [back], { status: 'busy-unavailable' });
  await eventually(async () => (await free()).includes(back), (isFree) => !isFree);
  expect(await kiosk.refusal('appointments.book', booking(back))).toBe('slot_closed');
  // A kiosk that starts asks at once, with what it has on disk.
  const { userDataPath, keychain } = kiosk;
  await kiosk.stop(true);
  kiosk = await startBackend({ server: line.url, code: null, userDataPath, keychain });
  await eventually(() => occupant(back), (kind) => kind === null, 30_000);
  expect(kiosk.bugs).toEqual([]);
});

test('O2 a booking that is told again by its word is the same command: the server gives the answer it has, and books nothing twice', async () => {
  const { signInId } = await other.signIn(person(1));
  const { rows } = await clinic.pool.query<{ id: string }>(`select id from resource where type = 'Slot' and content->>'status' = 'free' limit 1`);
  const slot = factsOf(rows[0]?.id ?? '');
  const [key, parameter] = [randomUUID(), bookParameters({ slot, patientId: person(1).id })];
  const first = await other.write('/fhir/Appointment/$book', parameter, { key, signInId });
  expect(first.status).toBe(201);
  expect(await other.write('/fhir/Appointment/$book', [...parameter, { name: 'word', valueString: '1099511627800' }], { key, signInId })).toMatchObject({ status: 201, body: first.body });
});
