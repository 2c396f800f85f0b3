import { afterAll, beforeAll, expect, test } from 'vitest';
import { verdictOf } from '../../../../backend/features/seals/verdict.ts';
import type { SealKeys } from '../../../../backend/sync/sealKeys.ts';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { DemoState } from '../../../../clinic-server/demo/demoState.ts';
import { makeEnrolmentCode } from '../../../../clinic-server/demo/prepareDemo.ts';
import { revokeDevice } from '../../../../clinic-server/devices/deviceStore.ts';
import { verifySeal } from '../../../../clinic-server/devices/seals.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import { readSeal } from '../../../../shared/lib/seal.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { demoStateOf, demoTemplate } from '../../../support/demoTemplate.ts';
import { at, client } from '../../../support/fhirClient.ts';
import { startRecordingProxy, type RecordingProxy } from '../../../support/recordingProxy.ts';

// A real server and real backends: one prints, another checks, and nobody but the printing device has the key it signs with.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
let clinic: TestClinic;
let demo: DemoState;
let proxy: RecordingProxy;
let printing: TestBackend;
let checking: TestBackend;
const others: TestBackend[] = [];

async function kiosk(server: string): Promise<TestBackend> {
  const code = await inTransaction(clinic.pool, (tx) => makeEnrolmentCode(tx, 'kiosk', demo.offices, instant(Date.now())));
  const started = await startBackend({ server, code });
  others.push(started);
  await eventually(() => started.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
  return started;
}

/** A slip of the demo's first patient, as its kiosk shows and prints it. */
async function slipOf(device: TestBackend, account = 0): Promise<{ qr: string; number: string; startsAt: number; id: string }> {
  const { login = '', password = '' } = demo.accounts[account] ?? {};
  const me = await device.call('identity.me', {});
  if (me.patient === null) await device.call('identity.signIn', { login, password });
  const { upcoming, past } = await device.call('appointments.mine', {});
  const [visit] = [...upcoming, ...past];
  const { slip } = await device.call('slips.one', { appointmentId: visit?.id ?? '' });
  if (slip === null) throw new Error('no slip');
  return { qr: slip.qr, number: slip.visit.number, startsAt: slip.visit.startsAt, id: slip.visit.id };
}

/** The list as any device is told it. */
async function keysNow(): Promise<SealKeys> {
  const { token } = await enrolDevice(clinic);
  const { status, body } = await client(clinic.url, token)('GET', '/identity/seal-keys');
  expect(status).toBe(200);
  return JSON.parse(Buffer.from(String(at(body, 'list')), 'base64url').toString('utf8')) as SealKeys;
}

beforeAll(async () => {
  clinic = await startClinic({ template: await demoTemplate() });
  demo = await demoStateOf(clinic.pool);
  proxy = await startRecordingProxy(clinic.url);
  printing = await kiosk(clinic.url);
  checking = await kiosk(proxy.url);
  // The first file to ask for the demo clinic seeds it for all.
}, 400_000);
afterAll(async () => {
  for (const device of others) await device.stop();
  await proxy.stop();
  await clinic.stop();
});

test('K5 every single bit of a seal and every letter of its text can be changed, and the device and the server refuse each', async () => {
  const { qr } = await slipOf(printing);
  const keys = await keysNow();
  const isGenuine = (text: string): boolean => !['forged', 'unreadable', 'unknown'].includes(verdictOf(text, keys).verdict);
  expect([isGenuine(qr), (await verifySeal(clinic.parts, qr))?.kind]).toEqual([true, 'slip']);
  const letters = [...qr].flatMap((letter, place) => [...alphabet].filter((other) => other !== letter).map((other) => qr.slice(0, place) + other + qr.slice(place + 1)));
  const flipped = [...qr].flatMap((letter, place) => [0, 1, 2, 3, 4].map((bit) => qr.slice(0, place) + (alphabet[alphabet.indexOf(letter) ^ (1 << bit)] ?? '') + qr.slice(place + 1)));
  expect([letters.length, flipped.length]).toEqual([qr.length * 31, qr.length * 5]);
  expect(letters.filter(isGenuine)).toEqual([]);
  for (const text of flipped) expect(await verifySeal(clinic.parts, text), text).toBeNull();
});

test('K5 what one kiosk has printed another knows for genuine with its line cut, and what it was never told of it does not judge', async () => {
  const { qr, number, startsAt, id } = await slipOf(printing);
  const seal = readSeal(qr)?.seal;
  expect(seal).toMatchObject({ kind: 'slip', id, number });
  expect(await verifySeal(clinic.parts, qr)).toEqual(seal);
  // The list the kiosk keeps is older than the paper: with a line it asks for a newer one by itself.
  const { code } = await printing.call('device.state', {}).then((state) => (state.state === 'ready' ? state : { code: '' }));
  const paper = { kind: 'slip', number, at: seal?.at, time: startsAt, state: seal?.state, deviceCode: code };
  expect(await checking.call('seals.check', { text: qr })).toMatchObject({ verdict: 'genuine', paper, listOlder: false });
  await proxy.stop();
  await eventually(() => checking.call('sync.status', {}), ({ line }) => line === 'down', 30_000);
  expect(await checking.call('seals.check', { text: qr })).toMatchObject({ verdict: 'genuine', paper, revokedAt: null, listOlder: false });
  const stranger = await kiosk(clinic.url);
  expect(await checking.call('seals.check', { text: (await slipOf(stranger, 1)).qr })).toMatchObject({ verdict: 'unknown' });
  expect([...printing.bugs, ...checking.bugs]).toEqual([]);
});

test('K5 O6 a revoked device: its papers from before stay genuine, what it signs from then on is refused by server and devices', async () => {
  const stolen = await kiosk(clinic.url);
  const before = await slipOf(stolen, 2);
  const device = readSeal(before.qr)?.seal.device ?? '';
  const revokedAt = instant(Date.now() + 1);
  await eventually(async () => Date.now(), (now) => now > revokedAt + 50);
  await inTransaction(clinic.pool, (tx) => revokeDevice(tx, device, revokedAt));
  // The thief still has the key and whatever the device showed: it goes on signing.
  const { slip } = await stolen.call('slips.one', { appointmentId: before.id });
  const after = slip?.qr ?? '';
  expect(await verifySeal(clinic.parts, before.qr)).toMatchObject({ number: before.number });
  expect(await verifySeal(clinic.parts, after)).toBeNull();
  expect(await printing.call('seals.check', { text: after })).toMatchObject({ verdict: 'revoked', revokedAt });
  expect(await printing.call('seals.check', { text: before.qr })).toMatchObject({ verdict: 'genuine', revokedAt });
});
