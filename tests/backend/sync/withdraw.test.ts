import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { at, anna, booking, boris, cancelling, kioskWithDoctor } from '../features/kioskWithDoctor.ts';
import { kioskWithPrices, sending } from '../features/kioskWithPrices.ts';
import type { Offline } from '../../support/features.ts';

const stateOf = (kiosk: Offline, commandId: string) => kiosk.db.read.get<{ state: string; refusal: string | null }>('SELECT state, refusal FROM outbox WHERE command_id = $commandId', { commandId });
const audited = (kiosk: Offline) => kiosk.db.read.all<{ action: string }>(`SELECT action FROM audit WHERE action LIKE 'sync.withdraw%' ORDER BY position`).map(({ action }) => action);
const sent = (kiosk: Offline, commandId: string, everSent = 1) => kiosk.db.write((tx) => tx.run(`UPDATE outbox SET ever_sent = $everSent WHERE command_id = $commandId`, { commandId, everSent }));
const take = (kiosk: Offline, commandId: string, alsoLater = false) => kiosk.raw('sync.withdraw', { commandId, alsoLater });
const gone = { state: 'refused', refusal: 'withdrawn' };

test('S4 a booking that was never sent is taken back as if it had not been made: no visit, no request, the time is free again, and it is written down', async () => {
  const { kiosk, time, mine } = kioskWithDoctor();
  kiosk.signIn(anna);
  const slotId = time(at(600));
  const input = booking(slotId);
  await kiosk.call('appointments.book', input);
  expect((await mine()).upcoming).toEqual([[input.appointmentId, 'sending']]);
  expect(await take(kiosk, input.commandId)).toEqual({ ok: true, value: { withdrawn: 1 } });
  expect(await mine()).toEqual({ upcoming: [], past: [] });
  expect(stateOf(kiosk, input.commandId)).toEqual(gone);
  expect(audited(kiosk)).toEqual(['sync.withdraw appointments.book']);
  // The same time may be asked for again, also by the same person.
  await kiosk.call('appointments.book', booking(slotId));
  expect((await mine()).upcoming).toHaveLength(1);
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'already_settled' } });
});

test('S4 what may have had its effect is not taken back, in whatever state it is now', async () => {
  const { kiosk, time, mine } = kioskWithDoctor();
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  sent(kiosk, input.commandId);
  // Queued again after a restore of the server: it was there once.
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'already_sent' } });
  kiosk.db.write((tx) => tx.run(`UPDATE outbox SET state = 'sent'`));
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'already_sent' } });
  kiosk.settle(input.commandId, 'aside', 'not_sendable');
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'already_sent' } });
  kiosk.settle(input.commandId, 'applied');
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'already_settled' } });
  expect((await mine()).upcoming).toHaveLength(0);
  expect(audited(kiosk)).toEqual([]);
});

test('S4 what builds on it holds it, or goes with it, all or none', async () => {
  const { kiosk, time, mine } = kioskWithDoctor();
  kiosk.signIn(anna);
  const [book, move] = [booking(time(at(600))), { ...booking(time(at(640))) }];
  await kiosk.call('appointments.book', book);
  const moving = { ...move, appointmentId: book.appointmentId };
  await kiosk.call('appointments.move', moving);
  expect(await take(kiosk, book.commandId)).toMatchObject({ error: { code: 'built_upon' } });
  sent(kiosk, moving.commandId);
  expect(await take(kiosk, book.commandId, true)).toMatchObject({ error: { code: 'already_sent' } });
  expect(stateOf(kiosk, book.commandId)).toEqual({ state: 'queued', refusal: null });
  expect((await mine()).upcoming).toHaveLength(1);
  sent(kiosk, moving.commandId, 0);
  expect(await take(kiosk, book.commandId, true)).toEqual({ ok: true, value: { withdrawn: 2 } });
  expect([stateOf(kiosk, book.commandId), stateOf(kiosk, moving.commandId)]).toEqual([gone, gone]);
  expect(audited(kiosk)).toEqual(['sync.withdraw appointments.move', 'sync.withdraw appointments.book']);
  expect(await mine()).toEqual({ upcoming: [], past: [] });
});

test('S4 a cancellation that was never sent is taken back and the visit stands as before', async () => {
  const { kiosk, visit, mine } = kioskWithDoctor();
  kiosk.signIn(anna);
  const id = visit(at(600));
  const input = cancelling(id);
  await kiosk.call('appointments.cancel', input);
  expect(await take(kiosk, input.commandId)).toMatchObject({ ok: true });
  expect((await mine()).upcoming).toEqual([[id, 'booked']]);
  expect((await kiosk.call('appointments.one', { appointmentId: id })).visit).toMatchObject({ pending: null, refusal: null });
});

test('P2 an order that was never sent is taken back and is in no list', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050]]);
  await kiosk.call('orders.send', input);
  expect(await take(kiosk, input.commandId)).toMatchObject({ ok: true });
  expect((await kiosk.call('orders.mine', { offset: 0, limit: 10 })).orders).toEqual([]);
});

test('K2 a patient takes back only what is their own, and nobody else learns that it exists', async () => {
  const { kiosk, time } = kioskWithDoctor();
  kiosk.signIn(anna);
  const input = booking(time(at(600)));
  await kiosk.call('appointments.book', input);
  await kiosk.leave();
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'forbidden' } });
  kiosk.signIn(boris);
  expect(await take(kiosk, input.commandId)).toMatchObject({ error: { code: 'not_found' } });
  expect(await take(kiosk, randomUUID())).toMatchObject({ error: { code: 'not_found' } });
  expect(stateOf(kiosk, input.commandId)).toEqual({ state: 'queued', refusal: null });
});

test('D3 what a person has signed is not taken back here', async () => {
  const { kiosk } = kioskWithDoctor();
  kiosk.signIn(anna);
  const commandId = randomUUID();
  kiosk.db.write((tx) =>
    tx.run(
      /* sql */ `INSERT INTO outbox (command_id, channel, version, input, output, role, patient_id, state, tries, queued_at)
        VALUES ($commandId, 'documents.withdraw', 1, $input, '{}', 'patient', $patientId, 'queued', 0, 0)`,
      { commandId, patientId: anna.id, input: JSON.stringify({ commandId, purposes: null }) },
    ),
  );
  expect(await take(kiosk, commandId)).toMatchObject({ error: { code: 'not_withdrawable' } });
  expect(stateOf(kiosk, commandId)).toEqual({ state: 'queued', refusal: null });
});
