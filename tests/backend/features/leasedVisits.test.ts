import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { findLease, listLeases, saveLease, type Lease } from '../../../backend/sync/leaseStore.ts';
import { keepWordOf } from '../../../backend/sync/leaseWord.ts';
import { extensions } from '../../../shared/fhir/names.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import { readSeal } from '../../../shared/lib/seal.ts';
import { signedLease } from '../../support/leases.ts';
import { anna, at, booking, cancelling, kioskWithDoctor, tomorrow } from './kioskWithDoctor.ts';

const { privateKey } = generateKeyPairSync('ed25519');

type Desk = ReturnType<typeof kioskWithDoctor>;
let kiosk: Desk['kiosk'];
let job: Desk['job'];
let time: Desk['time'];
let visit: Desk['visit'];

beforeEach(() => {
  ({ kiosk, job, time, visit } = kioskWithDoctor());
  kiosk.signIn(anna);
});

/** A time that is this kiosk's alone to give out: to everybody else, and so in the feed, it looks held. */
function leased(startsAt: Instant, status = 'busy-tentative'): Lease {
  const slotId = time(startsAt, status);
  const [leaseId, word] = [randomUUID(), 41];
  const { lease: statement, signature } = signedLease(privateKey, { slot: slotId, device: kiosk.record.deviceId, startsAt, leaseId, word });
  const lease: Lease = { slotId, leaseId, word, statement, signature, startsAt, endsAt: at(620) };
  kiosk.db.write((tx) => saveLease(tx, lease));
  return lease;
}

const shown = async (appointmentId: string) => (await kiosk.call('appointments.one', { appointmentId })).visit;
const parametersOf = (commandId: string): { name: string }[] => (kiosk.requestOf(commandId).request.body as { parameter: { name: string }[] }).parameter;

test('O2 a visit on a leased time is confirmed at once without a line, on screen and on paper, and its lease ends with it', async () => {
  const { slotId } = leased(at(600));
  const input = booking(slotId);
  expect(await kiosk.call('appointments.book', input)).toMatchObject({ appointmentId: input.appointmentId, confirmed: true });
  expect(await shown(input.appointmentId)).toMatchObject({ status: 'booked', pending: { commandId: input.commandId, kind: 'book' }, refusal: null });
  const { slip } = await kiosk.call('slips.one', { appointmentId: input.appointmentId });
  expect(readSeal(slip?.qr ?? '')).toMatchObject({ seal: { state: 'booked' } });
  expect(listLeases(kiosk.db.read)).toEqual([]);
  expect(await kiosk.refusal('appointments.book', booking(slotId))).toBe('slot_taken');
});

test('O2 the booking takes the signed lease along and no hold, as often as it is sent', async () => {
  const { slotId, statement, signature } = leased(at(600));
  const input = booking(slotId, randomUUID());
  await kiosk.call('appointments.book', input);
  const lease = { name: 'lease', part: [{ name: 'lease', valueString: statement }, { name: 'signature', valueString: signature }] };
  expect(parametersOf(input.commandId)).toEqual([expect.objectContaining({ name: 'appointment' }), lease]);
  expect(parametersOf(input.commandId)).toEqual(parametersOf(input.commandId));
});

test('O2 a booking on a time that is not this kiosk’s to give out goes on waiting for the server’s word', async () => {
  const input = booking(time(at(600)));
  expect(await kiosk.call('appointments.book', input)).toMatchObject({ confirmed: false });
  expect(await shown(input.appointmentId)).toMatchObject({ status: 'sending' });
  expect(parametersOf(input.commandId).map(({ name }) => name)).toEqual(['appointment']);
});

test('O2 times of this kiosk are free here and are the doctor’s next ones, though the feed calls them taken', async () => {
  time(at(660));
  expect(await kiosk.call('doctors.card', { roleId: job.id })).toMatchObject({ doctor: { nextFreeAt: at(660) } });
  const { slotId } = leased(at(600));
  expect(await kiosk.call('doctors.card', { roleId: job.id })).toMatchObject({ doctor: { nextFreeAt: at(600) } });
  expect((await kiosk.call('doctors.list', { text: '', speciality: null, officeId: null, day: null })).doctors).toMatchObject([{ nextFreeAt: at(600) }]);
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times).toMatchObject([{ slotId, state: 'free' }, { state: 'free' }]);
  await kiosk.call('appointments.book', booking(slotId));
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times).toMatchObject([{ slotId, state: 'busy' }, { state: 'free' }]);
  expect(await kiosk.call('doctors.card', { roleId: job.id })).toMatchObject({ doctor: { nextFreeAt: at(660) } });
});

test('O2 nothing is promised on a time the clinic has closed or moved since it was leased', async () => {
  const closed = leased(at(600), 'busy-unavailable');
  expect(await kiosk.refusal('appointments.book', booking(closed.slotId))).toBe('slot_closed');
  const moved = leased(at(700));
  kiosk.db.write((tx) => tx.run('UPDATE slot SET starts_at = $later WHERE id = $id', { later: at(720), id: moved.slotId }));
  expect(await kiosk.refusal('appointments.book', booking(moved.slotId))).toBe('slot_taken');
  expect((await kiosk.call('schedule.day', { roleId: job.id, day: tomorrow })).times.map(({ state }) => state)).toEqual(['closed', 'busy']);
});

test('S3 O2 a leased time is held here without asking anybody: with an end, one extension, and given back', async () => {
  const { slotId } = leased(at(600));
  const holdId = randomUUID();
  const hold = await kiosk.call('appointments.hold', { slotId, holdId, longer: false });
  expect(hold).toEqual({ slotId, holdId, totalSeconds: 120, expiresAt: kiosk.clock.now + 120_000, extensionLeft: true });
  expect(await kiosk.call('appointments.currentHold', {})).toEqual({ hold });
  const longer = await kiosk.call('appointments.extendHold', { holdId });
  expect(longer).toMatchObject({ totalSeconds: 240, expiresAt: kiosk.clock.now + 240_000, extensionLeft: false });
  expect(await kiosk.refusal('appointments.extendHold', { holdId })).toBe('already_extended');
  await kiosk.call('appointments.releaseHold', { holdId });
  expect(await kiosk.call('appointments.currentHold', {})).toEqual({ hold: null });
  expect(await kiosk.refusal('appointments.hold', { slotId: time(at(660)), holdId, longer: false })).toBe('offline');
});

test('S3 O2 who leaves, or books, keeps no time of the kiosk to themself', async () => {
  const { slotId } = leased(at(600));
  await kiosk.call('appointments.hold', { slotId, holdId: randomUUID(), longer: false });
  await kiosk.leave();
  kiosk.signIn(anna);
  expect(await kiosk.call('appointments.currentHold', {})).toEqual({ hold: null });
  const { holdId } = await kiosk.call('appointments.hold', { slotId, holdId: randomUUID(), longer: false });
  await kiosk.call('appointments.book', booking(slotId, holdId));
  expect(await kiosk.call('appointments.currentHold', {})).toEqual({ hold: null });
});

test('O2 a confirmed visit can be cancelled before the server has heard of it; its time goes to nobody here meanwhile', async () => {
  const { slotId } = leased(at(600));
  const input = booking(slotId);
  await kiosk.call('appointments.book', input);
  await kiosk.call('appointments.cancel', cancelling(input.appointmentId));
  expect(await shown(input.appointmentId)).toMatchObject({ pending: { kind: 'cancel' } });
  expect(await kiosk.refusal('appointments.book', booking(slotId))).toBe('slot_taken');
});

test('O2 moving to a leased time ends the lease but promises nothing: whether the visit may move only the server knows', async () => {
  const appointmentId = visit(at(700));
  const { slotId, startsAt } = leased(at(600));
  const commandId = randomUUID();
  await kiosk.call('appointments.move', { commandId, appointmentId, slotId, holdId: null });
  expect(await shown(appointmentId)).toMatchObject({ startsAt: at(700), pending: { kind: 'move' } });
  expect(findLease(kiosk.db.read, { slotId, startsAt })).toBeUndefined();
  expect(parametersOf(commandId).map(({ name }) => name)).toEqual(['slot', 'lease']);
});

test('O2 an entry that never left gives its lease back to the kiosk', async () => {
  const lease = leased(at(600));
  const input = booking(lease.slotId);
  await kiosk.call('appointments.book', input);
  const { rule } = kiosk.requestOf(input.commandId);
  kiosk.db.write((tx) => rule.withdraw?.(tx, input, { commandId: input.commandId, patientId: anna.id, signInId: null, output: null }));
  expect(listLeases(kiosk.db.read)).toMatchObject([{ slotId: lease.slotId, leaseId: lease.leaseId, word: 41 }]);
});

test('O2 what a restored server is told again says by which word it stood, and the patient is not told that it waits', async () => {
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  const answer = { resourceType: 'Appointment', extension: [{ url: extensions.word, valueString: '1099511627800' }] };
  kiosk.db.write((tx) => keepWordOf(tx, input.commandId, answer));
  expect(await shown(input.appointmentId)).toMatchObject({ status: 'booked', pending: { kind: 'book' } });
  expect(parametersOf(input.commandId)).toContainEqual({ name: 'word', valueString: '1099511627800' });
});

test('O2 a cancellation that was done says so when a restored server is told again: by the word of what it cancelled', async () => {
  const input = booking(leased(at(600)).slotId);
  await kiosk.call('appointments.book', input);
  const cancel = cancelling(input.appointmentId);
  await kiosk.call('appointments.cancel', cancel);
  expect(parametersOf(cancel.commandId).map(({ name }) => name)).toEqual(['reason']);
  kiosk.db.write((tx) => keepWordOf(tx, cancel.commandId, { resourceType: 'Appointment' }));
  expect(parametersOf(cancel.commandId)).toContainEqual({ name: 'word', valueString: '41' });
});

test('O2 a confirmed visit that was set aside is called uncertain again, and one that was refused is shown as refused', async () => {
  const input = booking(leased(at(600)).slotId);
  await kiosk.call('appointments.book', input);
  kiosk.settle(input.commandId, 'aside', 'refused_device');
  expect(await shown(input.appointmentId)).toMatchObject({ status: 'sending' });
  kiosk.settle(input.commandId, 'refused', 'slot_taken');
  expect(await shown(input.appointmentId)).toMatchObject({ status: 'refused', refusal: 'slot_taken' });
});
