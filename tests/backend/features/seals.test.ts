import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { saveDevice } from '../../../backend/sync/deviceRecord.ts';
import { renewSealKeys } from '../../../backend/sync/sealKeys.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { sealingDevice, signedKeys } from '../../support/sealKeys.ts';

const clinic = generateKeyPairSync('ed25519');
const [hour, day] = [3_600_000, 86_400_000];

/** A kiosk without a line that was told of these devices when the list was made. */
async function kioskKnowing(issuedAt: number, ...devices: readonly object[]) {
  const kiosk = featuresOffline();
  kiosk.db.write((tx) => saveDevice(tx, { ...kiosk.record, denyKey: clinic.publicKey.export({ format: 'jwk' }).x ?? '' }));
  await renewSealKeys(kiosk.db, { send: () => Promise.resolve({ status: 200, body: signedKeys(clinic.privateKey, issuedAt, devices), refusal: null, retryAfterMs: null }) });
  return kiosk;
}
const check = async (kiosk: Awaited<ReturnType<typeof kioskKnowing>>, text: string) => kiosk.call('seals.check', { text });

test('K5 a kiosk without a line says of another one’s paper that it is genuine: what, which number, when and by whom, and nothing of a person', async () => {
  const other = sealingDevice('К07');
  const kiosk = await kioskKnowing(monday, other.listed());
  const text = other.paper(monday - hour, { number: 'К07-0001', state: 'booked', time: null });
  const expected = { verdict: 'genuine', paper: { kind: 'slip', number: 'К07-0001', state: 'booked', at: monday - hour, time: null, deviceCode: 'К07' }, revokedAt: null, listOlder: false, listAt: monday };
  expect(await check(kiosk, text)).toEqual(expected);
  kiosk.signIn(patient('Кузнецова', 'Анна'));
  expect(await check(kiosk, text)).toEqual(expected);
});

test('K5 what another key has signed in a device’s name is forged, and what is no seal is not called forged', async () => {
  const [real, thief] = [sealingDevice('К07'), sealingDevice('К07')];
  const kiosk = await kioskKnowing(monday, { ...real.listed(), id: thief.listed().id });
  expect(await check(kiosk, thief.paper(monday - hour))).toEqual({ verdict: 'forged' });
  const text = real.paper(monday - hour);
  for (const broken of [text.slice(0, -1), text.slice(1), 'К07-0417', '4601234567893', ' ']) expect(await check(kiosk, broken), broken).toEqual({ verdict: 'unreadable' });
});

test('K5 a device nobody knows: forged where the list is newer than the paper, not to be told where it is older or there is none', async () => {
  const stranger = sealingDevice('К09');
  const kiosk = await kioskKnowing(monday, sealingDevice('К07').listed());
  expect(await check(kiosk, stranger.paper(monday - hour))).toEqual({ verdict: 'forged' });
  expect(await check(kiosk, stranger.paper(monday))).toEqual({ verdict: 'forged' });
  expect(await check(kiosk, stranger.paper(monday + 1))).toEqual({ verdict: 'unknown', listAt: monday });
  expect(await featuresOffline().call('seals.check', { text: stranger.paper(monday - day) })).toEqual({ verdict: 'unknown', listAt: null });
});

test('K5 a revoked device: what it dated before stays genuine and says so, what from then on is refused to the millisecond', async () => {
  const stolen = sealingDevice('К07');
  const revokedAt = monday - hour;
  const kiosk = await kioskKnowing(monday, stolen.listed(revokedAt));
  expect(await check(kiosk, stolen.paper(revokedAt - 1))).toMatchObject({ verdict: 'genuine', revokedAt, listOlder: false });
  for (const at of [revokedAt, revokedAt + 1, monday + day]) expect(await check(kiosk, stolen.paper(at))).toMatchObject({ verdict: 'revoked', revokedAt, paper: { at, deviceCode: 'К07' } });
});

test('K5 a paper that is newer than the list says how old the list is', async () => {
  const other = sealingDevice('К07');
  const kiosk = await kioskKnowing(monday - 3 * day, other.listed());
  expect(await check(kiosk, other.paper(monday))).toMatchObject({ verdict: 'genuine', listOlder: true, listAt: monday - 3 * day });
  expect(await check(kiosk, other.paper(monday - 3 * day))).toMatchObject({ verdict: 'genuine', listOlder: false });
});

test('K5 whoever has no business here learns nothing of it, and a long text is refused', async () => {
  const kiosk = await kioskKnowing(monday);
  expect(await kiosk.raw('seals.check', { text: 'А'.repeat(1_001) })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  expect(await kiosk.raw('seals.check', { text: 'A' }, randomUUID())).toMatchObject({ ok: false, error: { code: 'forbidden' } });
});
