import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { offers, type Offer } from './offers.ts';

let clinic: DemoClinic;
const kiosks: TestBackend[] = [];
const used = new Set<string>();

const isReady = (backend: TestBackend) => eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 100_000);
const ask = (slotId: string) => ({ slotId, holdId: randomUUID(), longer: false });

beforeAll(async () => {
  clinic = await startDemo();
  for (const _ of [1, 2]) {
    const kiosk = await startBackend({ server: clinic.server, code: await clinic.enrolCode('kiosk') });
    await isReady(kiosk);
    kiosks.push(kiosk);
  }
}, 240_000);
afterAll(async () => {
  for (const kiosk of kiosks) await kiosk.stop();
  await clinic.stop();
});

/** The backend ends without a word to the clinic, as one that was killed does: the clinic is away at that moment. The page keeps the hold's id. */
async function heldOverRestart(): Promise<{ offer: Offer; holdId: string; kiosk: TestBackend }> {
  const [old] = kiosks as [TestBackend];
  const [offer] = (await offers(old, 1, used)) as [Offer];
  const wanted = ask(offer.slotId);
  await old.call('appointments.hold', wanted);
  await clinic.kill();
  const { userDataPath, keychain } = old;
  await old.stop(true);
  await clinic.startAgain();
  const kiosk = await startBackend({ server: clinic.server, code: null, userDataPath, keychain });
  await isReady(kiosk);
  kiosks[0] = kiosk;
  await eventually(() => kiosk.call('sync.status', {}), ({ line }) => line === 'up', 30_000);
  return { offer, holdId: wanted.holdId, kiosk };
}

test('S3 a held time is extended and booked by a backend that was started anew in the middle of the visit', async () => {
  const { offer, holdId, kiosk } = await heldOverRestart();
  const other = kiosks[1] as TestBackend;
  expect((await kiosk.call('appointments.currentHold', {})).hold).toBeNull();
  expect(await other.refusal('appointments.extendHold', { holdId })).toBe('hold_gone');
  const longer = await kiosk.call('appointments.extendHold', { holdId });
  expect(longer).toMatchObject({ slotId: offer.slotId, holdId, extensionLeft: false });
  expect(longer.expiresAt).toBeGreaterThan(Date.now() + (longer.totalSeconds / 2) * 1_000);
  expect((await kiosk.call('appointments.currentHold', {})).hold).toMatchObject({ slotId: offer.slotId, holdId });
  expect(await kiosk.refusal('appointments.extendHold', { holdId })).toBe('already_extended');
  expect(await other.refusal('appointments.hold', ask(offer.slotId))).toBe('slot_taken');

  const { login, password } = clinic.accounts[0] as DemoClinic['accounts'][number];
  await kiosk.call('identity.signIn', { login, password });
  const input = { commandId: randomUUID(), appointmentId: randomUUID(), slotId: offer.slotId, holdId };
  await kiosk.call('appointments.book', input);
  await eventually(() => kiosk.call('sync.outcome', { commandId: input.commandId, waitMs: 1_000 }), ({ state }) => state === 'applied', 20_000);
  expect(kiosk.bugs).toEqual([]);
}, 240_000);

test('S3 a time extended after a restart is given back when its patient leaves', async () => {
  const { offer, holdId, kiosk } = await heldOverRestart();
  await kiosk.call('appointments.extendHold', { holdId });
  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  const other = kiosks[1] as TestBackend;
  // The next patient is served already; the server hears of it a moment later. By itself the hold would last for minutes.
  const wanted = ask(offer.slotId);
  await eventually(() => other.raw('appointments.hold', wanted), ({ ok }) => ok);
  expect(await other.call('appointments.currentHold', {})).toMatchObject({ hold: { slotId: offer.slotId } });
}, 240_000);

test('S3 a hold that ran out or was given back is not extended by anybody', async () => {
  const other = kiosks[1] as TestBackend;
  const [offer] = (await offers(other, 1, used)) as [Offer];
  const wanted = ask(offer.slotId);
  await other.call('appointments.hold', wanted);
  await other.call('appointments.releaseHold', { holdId: wanted.holdId });
  expect(await other.refusal('appointments.extendHold', { holdId: wanted.holdId })).toBe('hold_gone');
});
