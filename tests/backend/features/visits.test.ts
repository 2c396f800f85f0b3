import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { addDays } from '../../../shared/lib/moscow.ts';
import { appointment } from '../../support/clinicResources.ts';
import { monday } from '../../support/features.ts';
import { anna, at, booking, boris, cancelling, tomorrow, kioskWithDoctor } from './kioskWithDoctor.ts';

type Desk = ReturnType<typeof kioskWithDoctor>;
let kiosk: Desk['kiosk'];
let job: Desk['job'];
let time: Desk['time'];
let visit: Desk['visit'];
let book: Desk['book'];
let mine: Desk['mine'];

beforeEach(() => {
  ({ kiosk, job, time, visit, book, mine } = kioskWithDoctor());
});

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
  expect((await kiosk.call('appointments.one', { appointmentId: input.appointmentId })).visit).toMatchObject({
    status: 'booked',
    pending: null,
    refusal: null,
  });
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times).toMatchObject([{ state: 'busy' }]);
});

test('S3 an answer that comes when another patient stands at the kiosk shows nothing of the first', async () => {
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  const { rule } = kiosk.requestOf(input.commandId);
  await kiosk.leave();
  kiosk.signIn(boris);
  kiosk.db.write((tx) =>
    rule.applied(tx, input, {
      ...appointment({ patientId: anna.id, roleId: job.id, slotId: input.slotId, start: at(600) }),
      id: input.appointmentId,
    }),
  );
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
  expect((await kiosk.call('appointments.one', { appointmentId: input.appointmentId })).visit).toMatchObject({
    status: 'refused',
    refusal: 'slot_taken',
    pending: null,
  });
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

test('S7 coming visits go in order of time, past ones the newest first', async () => {
  kiosk.signIn(anna);
  const day = (days: number) => addDays(tomorrow, days);
  const [late, soon] = [visit(at(600, day(5))), visit(at(600))];
  const [old, recent] = [visit(at(600, day(-30)), 'fulfilled'), visit(at(600, day(-3)), 'noshow')];
  expect(await mine()).toEqual({
    upcoming: [
      [soon, 'booked'],
      [late, 'booked'],
    ],
    past: [
      [recent, 'noshow'],
      [old, 'fulfilled'],
    ],
  });
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
  const rows = kiosk.db.read.all<Record<string, unknown>>(
    'SELECT command_id, appointment_id, kind, number, slot_id, role_id FROM visit_request',
  );
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
