import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { addDays, dayOf, instant, instantAt, type Instant } from '../../../shared/lib/moscow.ts';
import { appointment, healthcareService, office, patient, practitioner, price, role, room, schedule, slot } from '../../support/clinicResources.ts';
import { featuresOffline, monday, type Offline } from '../../support/features.ts';

const tomorrow = addDays(dayOf(monday), 1);
const at = (minute: number, day = tomorrow) => instantAt(day, minute);

let kiosk: Offline;
let job: ReturnType<typeof role>;
let plan: ReturnType<typeof schedule>;
const anna = patient('Кузнецова', 'Анна', 'Петровна');
const boris = patient('Лебедев', 'Борис');

beforeEach(() => {
  kiosk = featuresOffline();
  const place = office();
  const cabinet = room(place.id);
  const person = practitioner('Смирнова', 'Елена', 'Аркадьевна');
  const service = healthcareService('B01.058.001');
  job = role({ practitionerId: person.id, officeId: place.id, roomId: cabinet.id, serviceId: service.id }, { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' });
  plan = schedule(job.id);
  kiosk.put(place, cabinet, person, service, job, plan, price('B01.058.001', 3200, '2026-01-01'));
});

function time(start: Instant, status = 'free', minutes = 20) {
  const one = slot(plan.id, start, status, minutes);
  kiosk.put(one);
  return one.id;
}

const booking = (slotId: string, holdId: string | null = null) => ({ commandId: randomUUID(), appointmentId: randomUUID(), slotId, holdId });
const cancelling = (appointmentId: string, comment: string | null = null) => ({ commandId: randomUUID(), appointmentId, reason: 'plans' as const, comment });
const book = (slotId: string, holdId: string | null = null) => kiosk.call('appointments.book', booking(slotId, holdId));
const mine = async () => {
  const { upcoming, past } = await kiosk.call('appointments.mine', {});
  return { upcoming: upcoming.map(({ id, status }) => [id, status]), past: past.map(({ id, status }) => [id, status]) };
};
function visit(start: Instant, status = 'booked', of = anna) {
  const one = appointment({ patientId: of.id, roleId: job.id, slotId: randomUUID(), start }, status);
  kiosk.put(one);
  return one.id;
}

test('S3 a booking waits for the server with everything the slip needs, and its time is no longer offered here', async () => {
  kiosk.signIn(anna);
  const slotId = time(at(600));
  const { appointmentId, number } = await book(slotId);
  expect(number).toBe('К03-0001');
  expect(await kiosk.call('appointments.one', { appointmentId })).toMatchObject({
    patientId: anna.id,
    visit: {
      ...{ id: appointmentId, number, status: 'sending', startsAt: at(600), durationMinutes: 20, roleId: job.id, kopecks: 320_000 },
      doctor: { family: 'Смирнова', given: 'Елена', patronymic: 'Аркадьевна', speciality: { ru: 'Эндокринолог' } },
      ...{ room: { ru: 'Кабинет 214' }, floor: 2, pending: { kind: 'book' }, refusal: null, cancelReason: null, changeableUntil: at(480) },
    },
  });
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times).toMatchObject([{ slotId, state: 'busy' }]);
  expect(await kiosk.call('doctors.card', { roleId: job.id })).toMatchObject({ doctor: { nextFreeAt: null } });
  expect(await kiosk.refusal('appointments.book', booking(slotId))).toBe('slot_taken');
});

test('S3 the server’s answer becomes the visit in the moment the entry settles', async () => {
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  const { rule } = kiosk.requestOf(input.commandId);
  const answer = { ...appointment({ patientId: anna.id, roleId: job.id, slotId: input.slotId, start: at(600) }), id: input.appointmentId };
  kiosk.db.write((tx) => {
    tx.run(`UPDATE outbox SET state = 'applied' WHERE command_id = $id`, { id: input.commandId });
    rule.applied(tx, input, answer);
  });
  expect((await kiosk.call('appointments.one', { appointmentId: input.appointmentId })).visit).toMatchObject({ status: 'booked', pending: null, refusal: null });
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times).toMatchObject([{ state: 'busy' }]);
});

test('S3 an answer that comes when another patient stands at the kiosk shows nothing of the first', async () => {
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  const { rule } = kiosk.requestOf(input.commandId);
  await kiosk.leave();
  kiosk.signIn(boris);
  kiosk.db.write((tx) => rule.applied(tx, input, { ...appointment({ patientId: anna.id, roleId: job.id, slotId: input.slotId, start: at(600) }), id: input.appointmentId }));
  expect(kiosk.db.read.get('SELECT 1 FROM appointment')).toBeUndefined();
  expect(await mine()).toEqual({ upcoming: [], past: [] });
  expect(await kiosk.call('appointments.one', { appointmentId: input.appointmentId })).toEqual({ patientId: boris.id, visit: null });
  expect(await kiosk.call('slips.one', { appointmentId: input.appointmentId })).toEqual({ slip: null });
});

test('O3 a patient who signs in again finds the booking that is still on its way, and its refusal later', async () => {
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  await kiosk.leave();
  kiosk.signIn(anna);
  expect(await mine()).toEqual({ upcoming: [[input.appointmentId, 'sending']], past: [] });
  kiosk.settle(input.commandId, 'aside', 'status_400');
  expect(await mine()).toEqual({ upcoming: [[input.appointmentId, 'sending']], past: [] });
  kiosk.settle(input.commandId, 'refused', 'slot_taken');
  expect((await kiosk.call('appointments.one', { appointmentId: input.appointmentId })).visit).toMatchObject({ status: 'refused', refusal: 'slot_taken', pending: null });
  kiosk.clock.now = at(621);
  expect(await mine()).toEqual({ upcoming: [], past: [] });
});

test('S5 a patient is not booked into two overlapping visits, and may come to the next one the same minute', async () => {
  kiosk.signIn(anna);
  visit(at(600));
  expect(await kiosk.refusal('appointments.book', booking(time(at(610))))).toBe('patient_busy');
  expect(await kiosk.refusal('appointments.book', booking(time(at(590))))).toBe('patient_busy');
  await book(time(at(620)));
  expect(await kiosk.refusal('appointments.book', booking(time(at(630))))).toBe('patient_busy');
  await book(time(at(580)));
});

test('S4 the clinic’s limit of active visits counts what is on its way and not what is over or given up', async () => {
  kiosk.signIn(anna);
  visit(at(600, addDays(tomorrow, -10)), 'fulfilled');
  visit(at(500), 'cancelled');
  const first = visit(at(540));
  await book(time(at(600)));
  await book(time(at(660)));
  expect(await kiosk.refusal('appointments.book', booking(time(at(720))))).toBe('too_many_visits');
  await kiosk.call('appointments.cancel', cancelling(first));
  await book(time(at(720)));
});

test.each([
  ['busy', null, 'slot_taken'],
  ['busy', randomUUID(), 'slot_taken'],
  ['busy-tentative', null, 'slot_taken'],
  ['busy-unavailable', randomUUID(), 'slot_closed'],
])('S3 a time that is %s (hold %s) is refused at once: %s', async (status, holdId, code) => {
  kiosk.signIn(anna);
  expect(await kiosk.refusal('appointments.book', booking(time(at(600), status), holdId))).toBe(code);
  expect(kiosk.db.read.get('SELECT 1 FROM outbox')).toBeUndefined();
  expect(kiosk.db.read.get('SELECT 1 FROM visit_request')).toBeUndefined();
  expect(kiosk.db.read.get('SELECT 1 FROM counter')).toBeUndefined();
});

test('S3 past and unknown times are refused, and a time held before a restart of the backend is left to the server', async () => {
  kiosk.signIn(anna);
  expect(await kiosk.refusal('appointments.book', booking(time(monday)))).toBe('slot_past');
  expect(await kiosk.refusal('appointments.book', booking(randomUUID()))).toBe('not_found');
  await book(time(at(600), 'busy-tentative'), randomUUID());
});

test('S4 a cancelled visit stays until the server has answered, and a refusal leaves it as it was', async () => {
  kiosk.signIn(anna);
  const id = visit(at(600));
  const input = cancelling(id);
  await kiosk.call('appointments.cancel', input);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ status: 'booked', pending: { commandId: input.commandId, kind: 'cancel' } });
  expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('not_active');
  kiosk.settle(input.commandId, 'refused', 'too_late');
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ status: 'booked', pending: null, refusal: 'too_late' });
  const again = cancelling(id);
  await kiosk.call('appointments.cancel', again);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ refusal: null, pending: { commandId: again.commandId } });
  kiosk.settle(again.commandId, 'applied');
  kiosk.put({ ...appointment({ patientId: anna.id, roleId: job.id, slotId: randomUUID(), start: at(600) }, 'cancelled'), id });
  expect(await mine()).toEqual({ upcoming: [], past: [[id, 'cancelled']] });
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ cancelReason: 'plans' });
});

test('S4 the last moment to cancel or move is the clinic’s setting, by the server’s clock', async () => {
  kiosk.signIn(anna);
  const id = visit(at(600));
  const later = time(at(700));
  kiosk.clock.now = instant(at(480) + 1);
  expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('too_late');
  expect(await kiosk.refusal('appointments.move', { ...booking(later), appointmentId: id })).toBe('too_late');
  kiosk.clock.now = at(480);
  await kiosk.call('appointments.move', { ...booking(later), appointmentId: id });
  await kiosk.call('appointments.cancel', cancelling(id));
});

test('S4 nobody can cancel, move or see another patient’s visit', async () => {
  kiosk.put(boris);
  const id = visit(at(600), 'booked', boris);
  kiosk.signIn(anna);
  kiosk.put(boris);
  visit(at(600), 'booked', boris);
  expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('not_found');
  expect(await kiosk.refusal('appointments.move', { ...booking(time(at(700))), appointmentId: id })).toBe('not_found');
  expect(await mine()).toEqual({ upcoming: [], past: [] });
});

test('S4 a move keeps the old time until the server has answered, and both times are the patient’s meanwhile', async () => {
  kiosk.signIn(anna);
  const id = visit(at(600));
  const input = { ...booking(time(at(610))), appointmentId: id };
  await kiosk.call('appointments.move', input);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ startsAt: at(600), status: 'booked', pending: { kind: 'move' } });
  expect(await kiosk.refusal('appointments.book', booking(time(at(590))))).toBe('patient_busy');
  expect(await kiosk.refusal('appointments.book', booking(time(at(625))))).toBe('patient_busy');
  kiosk.settle(input.commandId, 'refused', 'slot_taken');
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ startsAt: at(600), pending: null, refusal: 'slot_taken' });
});

test('S4 a visit that is over, cancelled, missed or begun can be neither cancelled nor moved', async () => {
  kiosk.signIn(anna);
  for (const status of ['cancelled', 'noshow', 'fulfilled', 'arrived']) {
    const id = visit(at(600), status);
    expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('not_active');
    expect(await kiosk.refusal('appointments.move', { ...booking(time(at(700))), appointmentId: id })).toBe('not_active');
  }
});

test('S7 coming visits go in order of time, past ones the newest first', async () => {
  kiosk.signIn(anna);
  const day = (days: number) => addDays(tomorrow, days);
  const [late, soon] = [visit(at(600, day(5))), visit(at(600))];
  const [old, recent] = [visit(at(600, day(-30)), 'fulfilled'), visit(at(600, day(-3)), 'noshow')];
  expect(await mine()).toEqual({ upcoming: [[soon, 'booked'], [late, 'booked']], past: [[recent, 'noshow'], [old, 'fulfilled']] });
});

test('S7 a past visit still names a doctor who has left the clinic', async () => {
  kiosk.signIn(anna);
  const id = visit(at(600, addDays(tomorrow, -30)), 'fulfilled');
  kiosk.remove(job);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit?.doctor.family).toBe('Смирнова');
});

test('O3 the same command given twice is one visit, and another one under its id is refused', async () => {
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  const first = await kiosk.call('appointments.book', input);
  expect(await kiosk.call('appointments.book', input)).toEqual(first);
  expect((await mine()).upcoming).toHaveLength(1);
  expect(await kiosk.refusal('appointments.book', { ...input, slotId: time(at(700)) })).toBe('id_reused');
});

test('K2 what a kiosk keeps on disk of a booking beside the queue names no patient', async () => {
  kiosk.signIn(anna);
  await book(time(at(600)));
  const rows = kiosk.db.read.all<Record<string, unknown>>('SELECT command_id, appointment_id, kind, number, slot_id, role_id FROM visit_request');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(anna.id);
  expect(kiosk.db.read.all(`SELECT name FROM main.sqlite_schema WHERE name IN ('patient', 'appointment')`)).toEqual([]);
});

test('A4 a resource of another shape is not a visit and never becomes a row', () => {
  kiosk.signIn(anna);
  const good = appointment({ patientId: anna.id, roleId: job.id, slotId: randomUUID(), start: at(600) });
  expect(() => kiosk.put({ ...good, participant: [] } as typeof good)).toThrow('No reference');
  kiosk.put(good);
  kiosk.put({ ...good, status: 'entered-in-error' });
  expect(kiosk.db.read.get('SELECT 1 FROM appointment')).toBeUndefined();
});
