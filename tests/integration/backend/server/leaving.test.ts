import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headers as names } from '../../../../shared/fhir/names.ts';
import { eventually, type TestBackend } from '../../../support/backend.ts';
import { enrolledDevice, type EnrolledDevice } from '../../../support/enrolledDevice.ts';
import type { Answer } from '../../../support/scriptedServer.ts';

let device: EnrolledDevice;

beforeEach(async () => {
  device = await enrolledDevice();
});
afterEach(() => device.stop());

const signOuts = () => device.server.heard.filter(({ path }) => path === '/identity/sign-out');

/** A kiosk with a patient in front, at a server that answers the sign-out as told. */
async function signedIn(signOut: Answer): Promise<TestBackend> {
  device.server.state.write = ({ path }) => {
    if (path === '/identity/sign-in') return { status: 200, body: { signInId: randomUUID(), token: 'patient-token', patientId: randomUUID() } };
    return path === '/identity/sign-out' ? signOut : { status: 200, body: { resourceType: 'Basic' } };
  };
  const kiosk = await device.start();
  await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready');
  await kiosk.call('identity.signIn', { login: 'a@example.org', password: 'x' });
  return kiosk;
}

test('K2 S3 the next patient need not wait for a server that does not answer the sign-out: the file is closed and the process says so first', async () => {
  const kiosk = await signedIn('silent');
  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  expect(kiosk.hasEnded()).toBe(false);
  expect(readdirSync(device.folder).toSorted()).toEqual(['device.json', 'kabinet.db', 'kabinet.db-mark']);
  expect(await kiosk.refusal('identity.me', {})).toBe('not_ready');
  // Another process has the same file and a patient of its own while the first is still waiting.
  const next = await device.start();
  expect(await next.call('identity.me', {})).toEqual({ role: 'visitor', patient: null });
  await eventually(signOuts, ({ length }) => length === 1);
  expect(kiosk.hasEnded()).toBe(false);
  // Not for ever: what the process knows of the patient ends with it.
  await eventually(kiosk.hasEnded, Boolean);
  expect([...kiosk.bugs, ...next.bugs]).toEqual([]);
});

test('S3 the sign-out goes out in the name of the patient who has left, also when the token of the device has run out meanwhile', async () => {
  const kiosk = await signedIn({ status: 204 });
  let refusals = 0;
  device.server.state.write = ({ path }) => {
    if (path !== '/identity/sign-out') return { status: 200, body: { resourceType: 'Basic' } };
    refusals += 1;
    // The first answer makes the device fetch another token; by then the patient is forgotten here.
    return { status: refusals === 1 ? 401 : 204 };
  };
  await kiosk.call('identity.leave', { reason: 'left' });
  await kiosk.said('left');
  await eventually(kiosk.hasEnded, Boolean);
  expect(signOuts().map(({ headers }) => headers.authorization)).toEqual(['Bearer patient-token', 'Bearer patient-token']);
  const [first, second] = signOuts().map(({ headers }) => headers[names.device]);
  expect(first).not.toBe(second);
});

test('K2 the process of a patient who has left ends as soon as the server has answered', async () => {
  const kiosk = await signedIn({ status: 204 });
  await kiosk.call('identity.leave', { reason: 'left' });
  await eventually(kiosk.hasEnded, Boolean);
  expect(signOuts()).toHaveLength(1);
});
