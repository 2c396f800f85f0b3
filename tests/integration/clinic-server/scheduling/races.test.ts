import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, holdParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, codeOf } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type SmallClinic } from '../../../support/smallClinic.ts';

const rounds = 50;
const clients = 50;
const tomorrow = instant(Date.now() + 86_400_000);
const minutes = (count: number) => instant(tomorrow + count * 60_000);

let clinic: TestClinic;
let small: SmallClinic;
let devices: { device: TestDevice; signInId: string; patientId: string }[];
let servers: string[];

beforeAll(async () => {
  clinic = await startClinic({
    config: {
      policy: { idleSeconds: 60, warnSeconds: 20, changeableHours: 3, maxActiveVisits: 1000, holdSeconds: 120, holdSecondsLonger: 300 },
    },
  });
  // Times for the rounds one after the other, then pairs that overlap at two doctors.
  const overlapping = Array.from({ length: rounds }, (_, round) => [
    { startsAt: minutes(20_000 + round * 60), minutes: 30 },
    { startsAt: minutes(20_010 + round * 60), minutes: 30, doctor: 1 },
  ]).flat();
  const single = Array.from({ length: rounds * 2 + 5 }, (_, round) => ({ startsAt: minutes(round * 20) }));
  small = await seedSmallClinic(clinic.pool, { slots: [...single, ...overlapping], people: 5 });
  // Two instances on one database: the constraint is the database's and not a process's.
  servers = [clinic.url, (await clinic.another()).url];
  devices = [];
  for (let index = 0; index < clients; index++) {
    const person = small.people[index % small.people.length];
    if (!person) throw new Error('no person');
    const device = await enrolDevice(clinic, { profile: index % 2 ? 'reception' : 'kiosk' });
    const { signInId } = await device.signIn(person);
    devices.push({ device, signInId, patientId: person.id });
  }
}, 180_000);
afterAll(() => clinic.stop());

const slotAt = (index: number) => {
  const slot = small.slots[index];
  if (!slot) throw new Error('no such slot');
  return slot;
};
/** Half of the clients speak to the other instance. */
const through = (index: number) => client(servers[index % 2] ?? '', devices[index]?.device.token ?? null);
const bookThrough = (index: number, slotIndex: number, key = randomUUID(), appointmentId = randomUUID()) => {
  const one = devices[index];
  if (!one) throw new Error('no such device');
  const body = {
    resourceType: 'Parameters',
    parameter: bookParameters({ slot: slotAt(slotIndex), patientId: one.patientId, appointmentId }),
  };
  return through(index)('POST', '/fhir/Appointment/$book', body, { 'idempotency-key': key, 'kabinet-sign-in': one.signInId });
};

it('S5 fifty devices on one time: one winner each round, fifty rounds', async () => {
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(devices.map((_, index) => bookThrough(index, round)));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 201).map((answer) => `${answer.status} ${String(codeOf(answer))}`))).toEqual(
      new Set(['409 slot_taken']),
    );
  }
  const { rows } = await clinic.pool.query<{ visits: number; rows: number }>(
    `select (select count(*)::int from resource where type = 'Appointment') as visits, (select count(*)::int from occupancy where kind = 'appointment') as rows`,
  );
  expect(rows[0]).toEqual({ visits: rounds, rows: rounds });
}, 180_000);

it('S5 of holds at one moment one is given, and the slot then says so', async () => {
  for (let round = 0; round < 20; round++) {
    const slot = slotAt(rounds + round);
    const answers = await Promise.all(
      devices.map((_, index) =>
        through(index)(
          'POST',
          `/fhir/Slot/${slot.id}/$hold`,
          { resourceType: 'Parameters', parameter: holdParameters(randomUUID()) },
          { 'idempotency-key': randomUUID() },
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'slot_taken')).toHaveLength(clients - 1);
    expect(at((await through(0)('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('busy-tentative');
  }
}, 120_000);

it('S5 a patient asking for two overlapping visits at once gets one', async () => {
  for (let round = 0; round < rounds; round++) {
    const first = rounds * 2 + 5 + round * 2;
    // Devices 0 and 5 serve the same patient.
    const answers = await Promise.all([bookThrough(0, first), bookThrough(5, first + 1)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(answers.map(codeOf).filter(Boolean)).toEqual(['patient_busy']);
  }
}, 120_000);

it('S5 the database itself refuses an overlap and a second holder, also to whoever writes past the server', async () => {
  const patient = randomUUID();
  const span = (from: string, to: string) =>
    clinic.pool.query(
      `insert into appointment_span (appointment, patient, slot, during, active) values (gen_random_uuid(), $1, gen_random_uuid(), tstzrange($2, $3), true)`,
      [patient, from, to],
    );
  await span('2030-01-01T10:00Z', '2030-01-01T10:30Z');
  await expect(span('2030-01-01T10:29Z', '2030-01-01T10:50Z')).rejects.toMatchObject({ code: '23P01' });
  await span('2030-01-01T10:30Z', '2030-01-01T11:00Z');
  const slot = randomUUID();
  const occupy = () =>
    clinic.pool.query(`insert into occupancy (slot, kind, appointment) values ($1, 'appointment', gen_random_uuid())`, [slot]);
  await occupy();
  await expect(occupy()).rejects.toMatchObject({ code: '23505' });
  await expect(
    clinic.pool.query(`insert into occupancy (slot, kind, device, lease_id, word) values ($1, 'lease', gen_random_uuid(), gen_random_uuid(), 1)`, [
      slot,
    ]),
  ).rejects.toMatchObject({ code: '23505' });
});

it('O3 one request sent a hundred times at once has one effect and one answer', async () => {
  const [key, appointmentId, slotIndex] = [randomUUID(), randomUUID(), rounds * 2];
  const body = {
    resourceType: 'Parameters',
    parameter: bookParameters({ slot: slotAt(slotIndex), patientId: devices[0]?.patientId ?? '', appointmentId }),
  };
  const send = (index: number, what: object = body) =>
    client(servers[index % 2] ?? '', devices[0]?.device.token ?? null)('POST', '/fhir/Appointment/$book', what, {
      'idempotency-key': key,
      'kabinet-sign-in': devices[0]?.signInId ?? '',
    });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  const { rows } = await clinic.pool.query(`select version from resource where type = 'Appointment' and id = $1`, [appointmentId]);
  expect(rows).toEqual([{ version: 1 }]);
  const other = {
    resourceType: 'Parameters',
    parameter: bookParameters({ slot: slotAt(slotIndex + 1), patientId: devices[0]?.patientId ?? '', appointmentId }),
  };
  expect(codeOf(await send(0, other))).toBe('id_reused');
  const stranger = await client(clinic.url, devices[1]?.device.token ?? null)('POST', '/fhir/Appointment/$book', body, {
    'idempotency-key': key,
    'kabinet-sign-in': devices[1]?.signInId ?? '',
  });
  expect([stranger.status, codeOf(stranger)]).toEqual([403, 'forbidden']);
}, 120_000);

it('O3 a refused request stays refused when it is sent again, although the time is free by then', async () => {
  const slotIndex = rounds * 2 + 2;
  const holdId = randomUUID();
  const holder = devices[1]?.device;
  await holder?.write(`/fhir/Slot/${slotAt(slotIndex).id}/$hold`, holdParameters(holdId));
  const [key, appointmentId] = [randomUUID(), randomUUID()];
  expect(codeOf(await bookThrough(0, slotIndex, key, appointmentId))).toBe('slot_taken');
  expect((await holder?.write('/fhir/Slot/$release', [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]))?.status).toBe(204);
  expect(codeOf(await bookThrough(0, slotIndex, key, appointmentId))).toBe('slot_taken');
  expect((await bookThrough(0, slotIndex)).status).toBe(201);
});
