import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defaultLeases } from '../../../../clinic-server/leases/policy.ts';
import { headers } from '../../../../shared/fhir/names.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { askToken, bookParameters, enrolDevice, signAssertion, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf, type Answer } from '../../../support/fhirClient.ts';
import { askLeases, leasePart } from '../../../support/leaseWire.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';

let clinic: TestClinic;
let small: SmallClinic;
let person: Person;
let device: TestDevice;
let other: TestDevice;
let admin: TestStaff;

beforeAll(async () => {
  clinic = await startClinic({ config: { leases: defaultLeases } });
  small = await seedSmallClinic(clinic.pool, { slots: Array.from({ length: 24 }, (_, index) => ({ startsAt: instant(Date.now() + (24 + index) * 3_600_000) })) });
  const [first] = small.people;
  if (!first) throw new Error('no person');
  person = first;
  const desk = await enrolDevice(clinic, { profile: 'reception' });
  admin = await staffAt(clinic, desk, 'administrator');
});
afterAll(() => clinic.stop());
beforeEach(async () => {
  device = await enrolDevice(clinic, { profile: 'satellite', officeId: small.officeId });
  other = await enrolDevice(clinic, { profile: 'kiosk' });
});

const slotOf = (id: string) => small.slots.find((slot) => slot.id === id) ?? never();

function never(): never {
  throw new Error('not one of this test');
}

/** A command of an outbox: some wish for a visit, for nobody. What becomes of it is not the point here. */
const push = (by: TestDevice, number: number | string, key: string = randomUUID()): Promise<Answer> =>
  by.ask('POST', `/fhir/Slot/$release`, { resourceType: 'Parameters', parameter: [{ name: 'holdId', valueUuid: `urn:uuid:${key}` }] }, { [headers.idempotencyKey]: key, [headers.sequence]: String(number) });
const leave = async (by: TestDevice, more: Record<string, unknown> = {}, privateKey = by.key.privateKey): Promise<Answer> =>
  client(clinic.url, null)('POST', '/device/quarantine', {
    ...{ assertion: await signAssertion(privateKey, { deviceId: by.id }), key: randomUUID(), number: 1, signIn: null, method: 'POST', path: '/fhir/Appointment/$book', body: null },
    ...more,
  });
const revoke = (by: TestDevice): Promise<Answer> => admin.ask('POST', `/identity/devices/${by.id}/revoke`);
const kept = async (by: TestDevice): Promise<readonly { key: string }[]> => (await clinic.pool.query<{ key: string }>('select q.key from quarantine q where q.device = $1', [by.id])).rows;
const casesOf = async (by: TestDevice): Promise<readonly string[]> => (await clinic.pool.query<{ kind: string }>('select c.kind from conflict_case c where c.device = $1 order by c.kind', [by.id])).rows.map(({ kind }) => kind);

it('F11 two copies of one disk are noticed at the first command of the second, and neither gets one more through', async () => {
  expect((await push(device, 1)).status).toBe(204);
  const shared = randomUUID();
  expect((await push(device, 2, shared)).status).toBe(204);
  // A lost answer is no copy: the same number, the same key.
  expect((await push(device, 2, shared)).status).toBe(204);
  const key = randomUUID();
  const copy = await push(device, 2, key);
  expect([copy.status, codeOf(copy)]).toEqual([202, 'quarantined']);
  expect(await kept(device)).toEqual([{ key }]);
  expect(await casesOf(device)).toEqual(['device_cloned']);
  expect((await push(device, 3)).status).toBe(401);
  expect((await push(device, 2, shared)).status).toBe(401);
  expect(codeOf(await askToken(clinic.url, await signAssertion(device.key.privateKey, { deviceId: device.id })))).toBe('refused_device');
  const { devices } = (await admin.ask('GET', '/identity/devices')).body as { devices: readonly { id: string; why: string | null; quarantined: number }[] };
  expect(devices.find(({ id }) => id === device.id)).toMatchObject({ why: 'cloned', quarantined: 1 });
  // Numbers are each device's own.
  expect((await push(other, 2)).status).toBe(204);
});

it('O6 a number that is none, or stands without a key, does nothing', async () => {
  for (const number of ['0', '-1', '1.5', 'one', '9'.repeat(20)]) expect((await push(device, number)).status).toBe(400);
  expect((await device.ask('POST', '/fhir/Slot/$release', {}, { [headers.sequence]: '1' })).status).toBe(400);
  expect(await casesOf(device)).toEqual([]);
});

it('F23 what a revoked device did is kept whole, applied by nobody, and once', async () => {
  expect((await revoke(device)).status).toBe(204);
  expect((await revoke(device)).status).toBe(204);
  const body = { resourceType: 'Parameters', parameter: bookParameters({ slot: small.slots[0] ?? never(), patientId: person.id }) };
  const key = randomUUID();
  for (const time of [1, 2]) {
    const answer = await leave(device, { key, body });
    expect([time, answer.status, codeOf(answer)]).toEqual([time, 202, 'quarantined']);
  }
  const { rows } = await clinic.pool.query<{ path: string; body: unknown }>('select q.path, q.body from quarantine q where q.device = $1', [device.id]);
  expect(rows).toEqual([{ path: '/fhir/Appointment/$book', body }]);
  expect(await casesOf(device)).toEqual([]);
  expect((await clinic.pool.query(`select 1 from occupancy where kind = 'appointment'`)).rows).toEqual([]);
  const listed = (await admin.ask('GET', '/identity/quarantine')).body;
  expect(at(listed, 'entries', 0)).toMatchObject({ key, device: device.id, path: '/fhir/Appointment/$book' });
  // What stands in it is read in the record, not in a list.
  expect(JSON.stringify(listed)).not.toContain(person.id);
});

it('F23 a visit that was promised on a lease is a case at once when its device is revoked, and the lease is everybody’s', async () => {
  const { leases } = await askLeases(device);
  const [lease] = leases;
  if (!lease) throw new Error('no lease');
  const { signInId } = await device.signIn(person);
  expect((await revoke(device)).status).toBe(204);
  const appointmentId = randomUUID();
  const parameter = [...bookParameters({ slot: slotOf(lease.slot), patientId: person.id, appointmentId }), leasePart(lease.signed)];
  const answer = await leave(device, { signIn: signInId, body: { resourceType: 'Parameters', parameter } });
  expect(answer.status).toBe(202);
  const { rows } = await clinic.pool.query('select c.kind, c.patient, c.appointment, c.slot from conflict_case c where c.device = $1', [device.id]);
  expect(rows).toEqual([{ kind: 'quarantined', patient: person.id, appointment: appointmentId, slot: lease.slot }]);
  expect((await clinic.pool.query('select 1 from occupancy o where o.device = $1', [device.id])).rows).toEqual([]);
});

it('O6 only a revoked device’s own key opens the quarantine, once a statement', async () => {
  expect((await leave(device)).status).toBe(401);
  await revoke(device);
  expect((await leave(device, {}, other.key.privateKey)).status).toBe(401);
  const assertion = await signAssertion(device.key.privateKey, { deviceId: device.id });
  expect((await leave(device, { assertion })).status).toBe(202);
  expect((await leave(device, { assertion })).status).toBe(401);
  for (const more of [{ key: 'one' }, { method: 'DELETE' }, { path: '/token' }, { path: '/fhir/Slot?x=1' }, { number: 0 }]) expect((await leave(device, more)).status).toBe(400);
  expect(await kept(device)).toHaveLength(1);
});

it('O6 an administrator does not wait for a device, and nobody else decides that', async () => {
  const registrar = await staffAt(clinic, await enrolDevice(clinic, { profile: 'reception' }));
  for (const path of ['/identity/devices', '/identity/quarantine']) expect((await registrar.ask('GET', path)).status).toBe(403);
  for (const deed of ['revoke', 'exclude']) expect((await registrar.ask('POST', `/identity/devices/${device.id}/${deed}`)).status).toBe(403);
  expect(codeOf(await admin.ask('POST', `/identity/devices/${device.id}/exclude`))).toBe('not_waited_for');
  await clinic.pool.query(`update history set closed_at = now()`);
  await clinic.pool.query(`update device set reported_epoch = null where id in ($1, $2)`, [device.id, other.id]);
  const waited = async () => ((await admin.ask('GET', '/identity/devices')).body as { closed: boolean; devices: readonly { id: string; isWaitedFor: boolean }[] });
  const before = await waited();
  expect([before.closed, before.devices.filter(({ isWaitedFor }) => isWaitedFor).map(({ id }) => id).toSorted()]).toEqual([true, [device.id, other.id].toSorted()]);
  expect((await admin.ask('POST', `/identity/devices/${device.id}/exclude`)).status).toBe(204);
  expect((await waited()).closed).toBe(true);
  // Nobody waits for a device that is revoked either.
  await revoke(other);
  expect((await waited()).closed).toBe(false);
});

it('O6 a server that waits for one device alone opens when that is excluded, and what was leased to it is everybody’s', async () => {
  const [lease] = (await askLeases(device)).leases;
  if (!lease) throw new Error('no lease');
  await clinic.pool.query(`update history set closed_at = now()`);
  await clinic.pool.query(`update device set reported_epoch = null where id = $1`, [device.id]);
  expect((await admin.ask('POST', `/identity/devices/${device.id}/exclude`)).status).toBe(204);
  expect(at((await admin.ask('GET', '/identity/devices')).body, 'closed')).toBe(false);
  expect((await clinic.pool.query('select 1 from occupancy o where o.device = $1', [device.id])).rows).toEqual([]);
});
