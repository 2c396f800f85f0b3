import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sweepOnce } from '../../../../clinic-server/scheduling/sweeper.ts';
import { fromWire, instant, type Instant } from '../../../../shared/lib/moscow.ts';
import { bookParameters, enrolDevice, holdParameters, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, codeOf } from '../../../support/fhirClient.ts';
import { seedSmallClinic, type Person, type SmallClinic } from '../../../support/smallClinic.ts';

let clinic: TestClinic;
let small: SmallClinic;
let kiosk: TestDevice;
let other: TestDevice;
let person: Person;
let signInId: string;
let next = 0;
/** What the server's clock says; tests move it. */
let now = instant(Date.now());

const hour = 3_600_000;

beforeAll(async () => {
  clinic = await startClinic({ now: () => now });
  small = await seedSmallClinic(clinic.pool, {
    people: 2,
    roubles: 3200.5,
    slots: [
      { startsAt: instant(now + 2 * hour) },
      ...Array.from({ length: 60 }, (_, index) => ({ startsAt: instant(now + (30 + index) * hour), doctor: index % 2 })),
    ],
  });
  kiosk = await enrolDevice(clinic);
  other = await enrolDevice(clinic);
  const first = small.people[0];
  if (!first) throw new Error('no person');
  person = first;
});
afterAll(() => clinic.stop());
beforeEach(async () => {
  ({ signInId } = await kiosk.signIn(person));
});

const freshSlot = () => {
  const slot = small.slots[++next];
  if (!slot) throw new Error('no more times');
  return slot;
};
const book = (parameter: readonly object[]) => kiosk.write('/fhir/Appointment/$book', parameter, { signInId });
const parameterOf = (body: unknown, name: string): unknown => {
  const list = at(body, 'parameter');
  return Array.isArray(list) ? list.find((one: { name: string }) => one.name === name) : undefined;
};

it('S3 a hold tells its end, its length and whether it can be extended; the accessible profile gets longer', async () => {
  const answer = await kiosk.write(`/fhir/Slot/${freshSlot().id}/$hold`, holdParameters(randomUUID()));
  expect(answer.status).toBe(200);
  expect(parameterOf(answer.body, 'totalSeconds')).toMatchObject({ valueInteger: 180 });
  expect(parameterOf(answer.body, 'extensionLeft')).toMatchObject({ valueBoolean: true });
  expect(fromWire(String(at(parameterOf(answer.body, 'expires'), 'valueInstant')))).toBe(now + 180_000);
  const holdId = randomUUID();
  const longer = await kiosk.write(`/fhir/Slot/${freshSlot().id}/$hold`, holdParameters(holdId, true));
  expect(parameterOf(longer.body, 'totalSeconds')).toMatchObject({ valueInteger: 300 });
  const extended = await kiosk.write('/fhir/Slot/$extend-hold', [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]);
  expect(parameterOf(extended.body, 'extensionLeft')).toMatchObject({ valueBoolean: false });
  expect(codeOf(await kiosk.write('/fhir/Slot/$extend-hold', [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]))).toBe(
    'already_extended',
  );
});

it('S3 a booking is answered with the visit as it is kept: the server’s doctor, price and times, the device’s number', async () => {
  const slot = freshSlot();
  const holdId = randomUUID();
  await kiosk.write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(holdId));
  const appointmentId = randomUUID();
  const answer = await book(bookParameters({ slot, patientId: person.id, appointmentId, holdId, number: 'К07-0042' }));
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    resourceType: 'Appointment',
    id: appointmentId,
    status: 'booked',
    identifier: [{ value: 'К07-0042' }],
    participant: [
      { actor: { reference: `Patient/${person.id}` } },
      { actor: { reference: `PractitionerRole/${small.roleIds[next % 2 === 0 ? 1 : 0]}` } },
    ],
  });
  expect(JSON.stringify(at(answer.body, 'extension'))).toContain('"valueMoney":{"value":3200.5,"currency":"RUB"}');
  expect(JSON.stringify(at(answer.body, 'extension'))).toContain(signInId);
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('busy');
});

it('S4 a cancelled visit keeps its reason, and its time is free for the next patient', async () => {
  const slot = freshSlot();
  const appointmentId = randomUUID();
  await book(bookParameters({ slot, patientId: person.id, appointmentId }));
  const parameter = [
    { name: 'reason', valueCode: 'illness' },
    { name: 'comment', valueString: 'Перенесу на весну' },
  ];
  const cancelled = await kiosk.write(`/fhir/Appointment/${appointmentId}/$cancel`, parameter, { signInId });
  expect(cancelled.body).toMatchObject({
    status: 'cancelled',
    cancelationReason: { coding: [{ code: 'illness' }], text: 'Перенесу на весну' },
  });
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('free');
  expect(codeOf(await kiosk.write(`/fhir/Appointment/${appointmentId}/$cancel`, parameter, { signInId }))).toBe('not_active');
  expect((await book(bookParameters({ slot, patientId: person.id }))).status).toBe(201);
});

it('S4 a visit that begins too soon is neither cancelled nor moved', async () => {
  const soon = small.slots[0];
  if (!soon) throw new Error('no such time');
  const appointmentId = randomUUID();
  expect((await book(bookParameters({ slot: soon, patientId: person.id, appointmentId }))).status).toBe(201);
  expect(
    codeOf(await kiosk.write(`/fhir/Appointment/${appointmentId}/$cancel`, [{ name: 'reason', valueCode: 'plans' }], { signInId })),
  ).toBe('too_late');
  const to = [{ name: 'slot', valueReference: { reference: `Slot/${freshSlot().id}` } }];
  expect(codeOf(await kiosk.write(`/fhir/Appointment/${appointmentId}/$reschedule`, to, { signInId }))).toBe('too_late');
});

it('S4 a move goes to the new doctor and time in one answer', async () => {
  const [from, to] = [freshSlot(), freshSlot()];
  const appointmentId = randomUUID();
  const booked = await book(bookParameters({ slot: from, patientId: person.id, appointmentId }));
  const moved = await kiosk.write(
    `/fhir/Appointment/${appointmentId}/$reschedule`,
    [{ name: 'slot', valueReference: { reference: `Slot/${to.id}` } }],
    { signInId },
  );
  expect(moved.body).toMatchObject({
    id: appointmentId,
    status: 'booked',
    slot: [{ reference: `Slot/${to.id}` }],
    meta: { versionId: '2' },
  });
  expect(at(moved.body, 'participant', 1, 'actor', 'reference')).not.toBe(at(booked.body, 'participant', 1, 'actor', 'reference'));
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${from.id}`)).body, 'status')).toBe('free');
});

it('S5 a visit is booked, cancelled and moved only for the patient of the sign-in, and only from its device', async () => {
  const slot = freshSlot();
  const stranger = small.people[1]?.id ?? '';
  expect(codeOf(await book(bookParameters({ slot, patientId: stranger })))).toBe('forbidden');
  expect(codeOf(await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id })))).toBe('forbidden');
  expect(codeOf(await other.write('/fhir/Appointment/$book', bookParameters({ slot, patientId: person.id }), { signInId }))).toBe(
    'forbidden',
  );
  const appointmentId = randomUUID();
  await book(bookParameters({ slot, patientId: person.id, appointmentId }));
  const second = small.people[1];
  if (!second) throw new Error('no second person');
  const theirs = await other.signIn(second);
  const answer = await other.write(`/fhir/Appointment/${appointmentId}/$cancel`, [{ name: 'reason', valueCode: 'plans' }], {
    signInId: theirs.signInId,
  });
  expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
});

it('O3 an outbox entry is applied although the patient has signed out meanwhile', async () => {
  const patient = await kiosk.signIn(person);
  expect((await patient.ask('POST', '/identity/sign-out')).status).toBe(204);
  const answer = await kiosk.write('/fhir/Appointment/$book', bookParameters({ slot: freshSlot(), patientId: person.id }), {
    signInId: patient.signInId,
  });
  expect(answer.status).toBe(201);
});

it('S3 leaving gives the held time back at once', async () => {
  const slot = freshSlot();
  const patient = await kiosk.signIn(person);
  await kiosk.write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID()));
  await patient.ask('POST', '/identity/sign-out');
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('free');
});

it('S3 a hold that ran out is freed by the server and said in the feed', async () => {
  const slot = freshSlot();
  await kiosk.write(`/fhir/Slot/${slot.id}/$hold`, holdParameters(randomUUID()));
  const before = at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'meta', 'versionId');
  // Only the hold's end is moved, so the device's token stays good.
  await clinic.pool.query(`update occupancy set expires_at = now() - interval '1 minute' where slot = $1`, [slot.id]);
  await sweepOnce(clinic.parts, (now + 1) as Instant);
  const after = await kiosk.ask('GET', `/fhir/Slot/${slot.id}`);
  expect(after.body).toMatchObject({ status: 'free', meta: { versionId: String(Number(before) + 1) } });
});

it('S3 bad requests are refused with a word and no effect', async () => {
  const slot = freshSlot();
  const path = `/fhir/Slot/${slot.id}/$hold`;
  expect(codeOf(await kiosk.ask('POST', path, { resourceType: 'Parameters', parameter: holdParameters(randomUUID()) }))).toBe(
    'no_idempotency_key',
  );
  for (const parameter of [
    [],
    [{ name: 'holdId', valueUuid: 'not-an-id' }],
    [{ name: 'holdId', valueString: randomUUID() }],
    [...holdParameters(randomUUID()), ...holdParameters(randomUUID())],
  ]) {
    const answer = await kiosk.write(path, parameter);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid_request']);
  }
  expect(codeOf(await kiosk.write(`/fhir/Slot/${randomUUID()}/$hold`, holdParameters(randomUUID())))).toBe('not_found');
  const [appointment] = bookParameters({ slot, patientId: person.id }) as { resource: object }[];
  const refusals = [
    [{ name: 'appointment', resource: { ...appointment?.resource, status: 'fulfilled' } }],
    [{ name: 'appointment', resource: { ...appointment?.resource, id: 'zzz' } }],
    [{ name: 'appointment', resource: { ...appointment?.resource, participant: [] } }],
    [{ name: 'appointment', resource: { resourceType: 'Patient', id: person.id } }],
  ];
  for (const parameter of refusals) expect([400, 422]).toContain((await book(parameter)).status);
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('free');
});

it('O6 a write meant for another epoch has no effect', async () => {
  const slot = freshSlot();
  const answer = await kiosk.ask(
    'POST',
    `/fhir/Slot/${slot.id}/$hold`,
    { resourceType: 'Parameters', parameter: holdParameters(randomUUID()) },
    { 'idempotency-key': randomUUID(), 'kabinet-epoch': randomUUID() },
  );
  expect([answer.status, codeOf(answer), answer.headers.get('kabinet-epoch')]).toEqual([409, 'epoch_changed', clinic.parts.epoch]);
  expect(at((await kiosk.ask('GET', `/fhir/Slot/${slot.id}`)).body, 'status')).toBe('free');
});
