import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { offers, type Offer } from './offers.ts';

let clinic: DemoClinic;
let kiosk: TestBackend;

const isReady = (backend: TestBackend) => eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 100_000);

beforeAll(async () => {
  clinic = await startDemo();
  kiosk = await startBackend({ server: clinic.server, code: await clinic.enrolCode('kiosk') });
  await isReady(kiosk);
}, 240_000);
afterAll(async () => {
  await kiosk.stop(true);
  rmSync(kiosk.userDataPath, { recursive: true, force: true });
  await clinic.stop();
});

test('O3 a visit whose booking the server answers while its patient signs in again is shown', async () => {
  const [account] = clinic.accounts;
  const who = { login: account?.login ?? '', password: account?.password ?? '' };
  await kiosk.call('identity.signIn', who);
  const [offer] = (await offers(kiosk, 1, new Set())) as [Offer];
  await clinic.kill();
  const input = { commandId: randomUUID(), appointmentId: randomUUID(), slotId: offer.slotId, holdId: null };
  await kiosk.call('appointments.book', input);

  // The backend dies with the entry on disk, and nobody answers the next one until a person is already signing in: then sign-in
  // itself sends the entry, before it has anything of the patient's.
  const { userDataPath, keychain } = kiosk;
  await kiosk.stop(true);
  kiosk = await startBackend({ server: clinic.server, code: null, userDataPath, keychain });
  await isReady(kiosk);
  await clinic.startAgain();
  await eventually(
    () => kiosk.call('identity.signIn', who).then(() => true, () => false),
    (isIn) => isIn,
    30_000,
  );
  await eventually(() => kiosk.call('sync.outcome', { commandId: input.commandId, waitMs: 1_000 }), ({ state }) => state === 'applied', 30_000);
  const { upcoming } = await kiosk.call('appointments.mine', {});
  expect(upcoming.find(({ id }) => id === input.appointmentId)).toMatchObject({ status: 'booked', pending: null });
}, 240_000);
