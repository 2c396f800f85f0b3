import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { ClinicRequest } from '../../../backend/sync/clinicApi.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { addDays, dayOf, toWire, type Instant } from '../../../shared/lib/moscow.ts';
import { appointment, office, practitioner, role, room } from '../../support/clinicResources.ts';
import { monday } from '../../support/features.ts';
import { anna, at, boris, kioskWithDoctor, tomorrow } from './kioskWithDoctor.ts';

type Desk = ReturnType<typeof kioskWithDoctor>;
let desk: Desk;
let kiosk: Desk['kiosk'];
const today = dayOf(monday);

beforeEach(() => {
  desk = kioskWithDoctor();
  ({ kiosk } = desk);
});

const arriving = (appointmentId: string) => ({ commandId: randomUUID(), appointmentId });
const visitOf = async (appointmentId: string) => (await kiosk.call('checkIn.one', { appointmentId })).visit;
const parameters = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });

/** The server's word for the next question; the questions themselves are kept. */
function answering(status: number, body: unknown, refusal: string | null = null): ClinicRequest[] {
  const asked: ClinicRequest[] = [];
  kiosk.onAsk((request) => {
    asked.push(request);
    return Promise.resolve({ status, body, refusal, retryAfterMs: null });
  });
  return asked;
}

test('S8 a check-in goes through the outbox under its sign-in, shows as waiting for an answer, and gives no number of its own', async () => {
  kiosk.signIn(anna);
  const id = desk.visit(at(600, today));
  const input = arriving(id);
  expect(await kiosk.call('checkIn.arrive', input)).toEqual({ appointmentId: id });
  expect(await visitOf(id)).toMatchObject({ status: 'booked', queueNumber: null, pending: { commandId: input.commandId, kind: 'arrive' } });
  expect((await kiosk.call('appointments.mine', {})).upcoming).toMatchObject([{ id, pending: { kind: 'arrive' } }]);
  const { request } = kiosk.requestOf(input.commandId);
  expect(request).toMatchObject({ method: 'POST', path: `/fhir/Appointment/${id}/$check-in`, as: 'device', idempotencyKey: input.commandId, signInId: expect.any(String) });
  // A number promised here could be another's: two devices would count on their own.
  expect(kiosk.db.read.get('SELECT 1 FROM queue_number')).toBeUndefined();
});

test('S8 the server’s answer is the visit with its number, in the moment the entry settles', async () => {
  kiosk.signIn(anna);
  const stored = appointment({ patientId: anna.id, roleId: desk.job.id, slotId: randomUUID(), start: at(600, today) });
  kiosk.put(stored);
  const input = arriving(stored.id);
  await kiosk.call('checkIn.arrive', input);
  const { rule } = kiosk.requestOf(input.commandId);
  kiosk.settle(input.commandId, 'applied');
  kiosk.db.write((tx) => rule.applied(tx, input, { ...stored, status: 'arrived', identifier: [...stored.identifier, { system: systems.queueNumber, value: '017' }] }, {}));
  expect(await visitOf(stored.id)).toMatchObject({ status: 'arrived', queueNumber: '017', number: 'К03-0001', pending: null, refusal: null });
  kiosk.put({ ...stored, status: 'booked' });
  expect(await visitOf(stored.id)).toMatchObject({ status: 'booked', queueNumber: null });
  kiosk.remove(stored);
  expect(kiosk.db.read.get('SELECT 1 FROM queue_number')).toBeUndefined();
});

test('S8 an answer that comes when another patient stands at the kiosk leaves nothing of the first', async () => {
  kiosk.signIn(anna);
  const stored = appointment({ patientId: anna.id, roleId: desk.job.id, slotId: randomUUID(), start: at(600, today) });
  kiosk.put(stored);
  const input = arriving(stored.id);
  await kiosk.call('checkIn.arrive', input);
  const { rule } = kiosk.requestOf(input.commandId);
  await kiosk.leave();
  kiosk.signIn(boris);
  kiosk.db.write((tx) => rule.applied(tx, input, { ...stored, status: 'arrived', identifier: [{ system: systems.queueNumber, value: '017' }] }, {}));
  expect(kiosk.db.read.get('SELECT 1 FROM queue_number')).toBeUndefined();
});

test('S8 what the server refuses shows on the visit until it is asked again', async () => {
  kiosk.signIn(anna);
  const id = desk.visit(at(600, today));
  const first = arriving(id);
  await kiosk.call('checkIn.arrive', first);
  kiosk.settle(first.commandId, 'refused', 'visit_over');
  expect(await visitOf(id)).toMatchObject({ status: 'booked', pending: null, refusal: 'visit_over' });
  await kiosk.call('checkIn.arrive', arriving(id));
  expect(await visitOf(id)).toMatchObject({ pending: { kind: 'arrive' }, refusal: null });
});

test('S8 what no answer could change is refused before it is sent', async () => {
  kiosk.signIn(anna);
  const far = office('Подольск');
  const cabinet = room(far.id);
  const person = practitioner('Орлова', 'Ирина', 'Павловна');
  const job = role({ practitionerId: person.id, officeId: far.id, roomId: cabinet.id }, { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' });
  const there = appointment({ patientId: anna.id, roleId: job.id, slotId: randomUUID(), start: at(700, today) });
  kiosk.put(far, cabinet, person, job, there);
  const table: readonly (readonly [string, string])[] = [
    [desk.visit(at(600, tomorrow)), 'not_today'],
    [desk.visit(at(600, addDays(today, -1))), 'visit_over'],
    [desk.visit(at(500, today), 'fulfilled'), 'visit_over'],
    [desk.visit(at(520, today), 'cancelled'), 'not_active'],
    [desk.visit(at(540, today), 'noshow'), 'not_active'],
    [desk.visit(at(600, today), 'booked', boris), 'not_found'],
    [there.id, 'another_office'],
    [randomUUID(), 'not_found'],
  ];
  const refused: string[] = [];
  for (const [id] of table) refused.push(await kiosk.refusal('checkIn.arrive', arriving(id)));
  expect(refused).toEqual(table.map(([, code]) => code));
  expect(await kiosk.call('checkIn.one', { appointmentId: there.id })).toMatchObject({ here: false });
  expect(kiosk.db.read.all('SELECT 1 FROM outbox')).toEqual([]);
});

test('S8 the wait is asked for with the patient’s own token; half a range is none, and what cannot be said is null', async () => {
  kiosk.signIn(anna);
  const id = desk.visit(at(600, today));
  const said = [
    { name: 'state', valueCode: 'waiting' },
    { name: 'ahead', valueInteger: 2 },
  ];
  const asked = answering(200, parameters(...said, { name: 'from', valueInteger: 10 }, { name: 'until', valueInteger: 25 }));
  expect(await kiosk.call('checkIn.wait', { appointmentId: id })).toEqual({ patientId: anna.id, wait: { state: 'waiting', ahead: 2, minutes: { from: 10, until: 25 } } });
  expect(asked).toMatchObject([{ method: 'GET', path: `/fhir/Appointment/${id}/$wait`, as: 'patient' }]);
  for (const half of [[], [{ name: 'from', valueInteger: 10 }], [{ name: 'from', valueInteger: 25 }, { name: 'until', valueInteger: 10 }], [{ name: 'from', valueInteger: -5 }, { name: 'until', valueInteger: 1e9 }]]) {
    answering(200, parameters(...said, ...half));
    expect((await kiosk.call('checkIn.wait', { appointmentId: id })).wait).toEqual({ state: 'waiting', ahead: 2, minutes: null });
  }
  answering(200, parameters({ name: 'state', valueCode: 'inside' }));
  expect((await kiosk.call('checkIn.wait', { appointmentId: id })).wait).toEqual({ state: 'inside', ahead: null, minutes: null });
  answering(409, {}, 'visit_over');
  expect(await kiosk.refusal('checkIn.wait', { appointmentId: id })).toBe('visit_over');
  answering(500, {}, 'internal');
  expect(await kiosk.refusal('checkIn.wait', { appointmentId: id })).toBe('try_later');
});

test('S8 a slip goes as the device alone, also beside somebody who is signed in, and its room is named from here', async () => {
  kiosk.signIn(boris);
  const startsAt = at(600, today);
  const asked = answering(
    200,
    parameters(
      { name: 'queueNumber', valueString: '003' },
      { name: 'startsAt', valueInstant: toWire(startsAt as Instant) },
      { name: 'room', valueReference: { reference: `Location/${desk.cabinet.id}` } },
      { name: 'state', valueCode: 'waiting' },
      { name: 'ahead', valueInteger: 0 },
    ),
  );
  expect(await kiosk.call('checkIn.bySlip', { slip: 'AAAA' })).toEqual({ queueNumber: '003', startsAt, room: { ru: desk.cabinet.name, en: expect.any(String) }, floor: 2, wait: { state: 'waiting', ahead: 0, minutes: null } });
  expect(asked).toMatchObject([{ method: 'POST', path: '/fhir/Appointment/$check-in-by-slip', as: 'device', body: parameters({ name: 'slip', valueString: 'AAAA' }) }]);
  expect(asked[0]).not.toHaveProperty('signInId');
  for (const code of ['slip_unknown', 'not_today', 'another_office', 'slow_down'] as const) {
    answering(404, {}, code);
    expect(await kiosk.refusal('checkIn.bySlip', { slip: 'AAAA' })).toBe(code);
  }
});

test('S8 without a line nothing is promised: no number, no wait, and the page can say where to go', async () => {
  const { kiosk: other } = kioskWithDoctor();
  expect(await other.refusal('checkIn.bySlip', { slip: 'AAAA' })).toBe('offline');
  other.signIn(anna);
  expect(await other.refusal('checkIn.wait', { appointmentId: randomUUID() })).toBe('offline');
  for (const slip of ['', 'A'.repeat(1_001), 17, null]) expect(await other.refusal('checkIn.bySlip', { slip })).toBe('invalid_input');
});
