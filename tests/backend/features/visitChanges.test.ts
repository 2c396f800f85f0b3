import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { instant } from '../../../shared/lib/moscow.ts';
import { appointment } from '../../support/clinicResources.ts';
import { anna, at, booking, boris, cancelling, kioskWithDoctor } from './kioskWithDoctor.ts';

type Desk = ReturnType<typeof kioskWithDoctor>;
let kiosk: Desk['kiosk'];
let job: Desk['job'];
let time: Desk['time'];
let visit: Desk['visit'];
let mine: Desk['mine'];

beforeEach(() => {
  ({ kiosk, job, time, visit, mine } = kioskWithDoctor());
});

test('S4 a cancelled visit stays until the server has answered, and a refusal leaves it as it was', async () => {
  kiosk.signIn(anna);
  const id = visit(at(600));
  const input = cancelling(id);
  await kiosk.call('appointments.cancel', input);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({
    status: 'booked',
    pending: { commandId: input.commandId, kind: 'cancel' },
  });
  expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('not_active');
  kiosk.settle(input.commandId, 'refused', 'too_late');
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({
    status: 'booked',
    pending: null,
    refusal: 'too_late',
  });
  const again = cancelling(id);
  await kiosk.call('appointments.cancel', again);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({
    refusal: null,
    pending: { commandId: again.commandId },
  });
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
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({
    startsAt: at(600),
    status: 'booked',
    pending: { kind: 'move' },
  });
  expect(await kiosk.refusal('appointments.book', booking(time(at(590))))).toBe('patient_busy');
  expect(await kiosk.refusal('appointments.book', booking(time(at(625))))).toBe('patient_busy');
  kiosk.settle(input.commandId, 'refused', 'slot_taken');
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({
    startsAt: at(600),
    pending: null,
    refusal: 'slot_taken',
  });
});

test('S4 a visit that is over, cancelled, missed or begun can be neither cancelled nor moved', async () => {
  kiosk.signIn(anna);
  for (const status of ['cancelled', 'noshow', 'fulfilled', 'arrived']) {
    const id = visit(at(600), status);
    expect(await kiosk.refusal('appointments.cancel', cancelling(id))).toBe('not_active');
    expect(await kiosk.refusal('appointments.move', { ...booking(time(at(700))), appointmentId: id })).toBe('not_active');
  }
});
