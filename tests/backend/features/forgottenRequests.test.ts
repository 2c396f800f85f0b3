import { expect, test } from 'vitest';
import { forgetOld } from '../../../backend/sync/outbox.ts';
import { anna, at, booking, kioskWithDoctor } from './kioskWithDoctor.ts';

const day = 24 * 3_600_000;

test('O3 what a patient asked for is forgotten with its outbox entry, thirty days after it settled, and never before', async () => {
  const { kiosk, time } = kioskWithDoctor();
  kiosk.signIn(anna);
  const [settled, open] = [booking(time(at(600))), booking(time(at(720)))];
  await kiosk.call('appointments.book', settled);
  await kiosk.call('appointments.book', open);
  kiosk.db.write((tx) => tx.run(`UPDATE outbox SET state = 'applied', settled_at = $now WHERE command_id = $id`, { now: kiosk.clock.now, id: settled.commandId }));
  const known = () => kiosk.db.read.all<{ id: string }>('SELECT command_id AS id FROM visit_request ORDER BY asked_at, command_id').map(({ id }) => id);

  kiosk.db.write((tx) => forgetOld(tx, kiosk.clock.now + 29 * day));
  expect(known().toSorted()).toEqual([settled.commandId, open.commandId].toSorted());
  kiosk.db.write((tx) => forgetOld(tx, kiosk.clock.now + 31 * day));
  expect(known()).toEqual([open.commandId]);
});
