import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { at, client } from '../../../support/fhirClient.ts';

let clinic: DemoClinic;
let kiosk: TestBackend;

const ready = (backend: TestBackend) => eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 100_000);
const signIn = async (): Promise<void> => {
  // The demo says which of its accounts has a visit today (docs/demo.md).
  const account = clinic.accounts[17];
  await kiosk.call('identity.signIn', { login: account?.login ?? '', password: account?.password ?? '' });
};

beforeAll(async () => {
  clinic = await startDemo();
  kiosk = await startBackend({ server: clinic.server, code: clinic.enrol.kiosk });
  await ready(kiosk);
  await signIn();
}, 240_000);
afterAll(async () => {
  await kiosk.stop(true);
  rmSync(kiosk.userDataPath, { recursive: true, force: true });
  await clinic.stop();
});

test('S8 checked in while the server is dead, kept over a restart of the kiosk, and given one number when both are back', async () => {
  const { upcoming } = await eventually(() => kiosk.call('appointments.mine', {}), ({ upcoming: list }) => list.length > 0, 30_000);
  const visit = upcoming[0];
  if (visit === undefined) throw new Error('the demo has nobody to check in');
  const appointmentId = visit.id;
  expect(await kiosk.call('checkIn.one', { appointmentId })).toMatchObject({ here: true, visit: { status: 'booked', queueNumber: null } });

  await clinic.kill();
  const commandId = randomUUID();
  await kiosk.call('checkIn.arrive', { commandId, appointmentId });
  expect((await kiosk.call('checkIn.one', { appointmentId })).visit).toMatchObject({ status: 'booked', queueNumber: null, pending: { kind: 'arrive' } });
  await kiosk.stop(true);

  await clinic.startAgain();
  const { userDataPath, keychain } = kiosk;
  kiosk = await startBackend({ server: clinic.server, code: null, userDataPath, keychain });
  await ready(kiosk);
  expect(await eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied' || state === 'refused', 60_000)).toEqual({ state: 'applied', refusal: null });

  const held = await client(clinic.server, clinic.systemToken)('GET', `/fhir/Appointment/${appointmentId}`);
  const number = (at(held.body, 'identifier') as { system: string; value: string }[]).find(({ system }) => system === systems.queueNumber)?.value;
  expect([at(held.body, 'status'), number]).toEqual(['arrived', expect.stringMatching(/^\d{3}$/)]);
  await signIn();
  const shown = await eventually(() => kiosk.call('checkIn.one', { appointmentId }), ({ visit: one }) => one?.status === 'arrived', 30_000);
  expect(shown.visit).toMatchObject({ queueNumber: number, pending: null, refusal: null });
  // Asked once more, on purpose this time: the same number, and it is still the only one.
  const again = randomUUID();
  await kiosk.call('checkIn.arrive', { commandId: again, appointmentId });
  expect(await eventually(() => kiosk.call('sync.outcome', { commandId: again, waitMs: 1_000 }), ({ state }) => state === 'applied', 60_000)).toEqual({ state: 'applied', refusal: null });
  expect((await kiosk.call('checkIn.one', { appointmentId })).visit?.queueNumber).toBe(number);

  const { wait } = await kiosk.call('checkIn.wait', { appointmentId });
  expect(wait.state).toBe('waiting');
  expect(wait.ahead).toBeGreaterThanOrEqual(0);
  const slip = await kiosk.call('slips.one', { appointmentId });
  // The paper in the hand leads to the same place in the queue, for whoever holds it.
  expect(await kiosk.call('checkIn.bySlip', { slip: slip.slip?.qr ?? '' })).toMatchObject({ queueNumber: number, startsAt: visit.startsAt, room: visit.room, floor: visit.floor, wait: { state: 'waiting' } });
});
