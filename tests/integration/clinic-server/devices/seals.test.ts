import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { revokeDevice } from '../../../../clinic-server/devices/deviceStore.ts';
import { verifySeal } from '../../../../clinic-server/devices/seals.ts';
import { instant } from '../../../../shared/lib/moscow.ts';
import type { Seal } from '../../../../shared/lib/seal.ts';
import { enrolDevice, newDeviceKey } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client } from '../../../support/fhirClient.ts';
import { printedText } from '../../../support/printedSlip.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.stop());

const slipOf = (device: string, dated = Date.now()): Seal => ({
  ...{ kind: 'slip', id: randomUUID(), number: 'К03-0417', device, state: 'booked', digest: '0123456789abcdef' },
  ...{ at: instant(dated), time: null },
});

it('K5 the list of keys is for devices alone, signed by the clinic, and holds ids, codes and public keys and nothing else', async () => {
  const revoked = await enrolDevice(clinic);
  const revokedAt = instant(Date.now());
  await inTransaction(clinic.pool, (tx) => revokeDevice(tx, revoked.id, revokedAt));
  const { id, token } = await enrolDevice(clinic);
  expect((await client(clinic.url, null)('GET', '/identity/seal-keys')).status).toBe(401);
  expect((await client(clinic.url, clinic.systemToken)('GET', '/identity/seal-keys')).status).toBe(403);
  const { status, body } = await client(clinic.url, token)('GET', '/identity/seal-keys');
  expect(status).toBe(200);
  const bytes = Buffer.from(String(at(body, 'list')), 'base64url');
  const list = JSON.parse(bytes.toString('utf8')) as { devices: { id: string; revokedAt: number | null }[] };
  expect(Object.keys(list)).toEqual(['kind', 'epoch', 'issuedAt', 'devices']);
  expect(list).toMatchObject({ kind: 'kabinet seal keys 1', epoch: clinic.parts.epoch });
  for (const device of list.devices) expect(Object.keys(device)).toEqual(['id', 'code', 'x', 'y', 'revokedAt']);
  const of = (device: string) => list.devices.find((one) => one.id === device)?.revokedAt;
  expect([of(id), of(revoked.id)]).toEqual([null, revokedAt]);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: clinic.parts.denyKey.publicKey }, format: 'jwk' });
  expect(verify(null, bytes, key, Buffer.from(String(at(body, 'signature')), 'base64url'))).toBe(true);
});

it('K5 the server believes a paper of its own device, and none another key has signed in its name or a device it never had', async () => {
  const device = await enrolDevice(clinic);
  const seal = slipOf(device.id);
  expect(await verifySeal(clinic.parts, await printedText(device.key, seal))).toEqual(seal);
  expect(await verifySeal(clinic.parts, await printedText(await newDeviceKey(), seal))).toBeNull();
  expect(await verifySeal(clinic.parts, await printedText(device.key, slipOf(randomUUID())))).toBeNull();
  expect(await verifySeal(clinic.parts, 'К03-0417')).toBeNull();
});

it('K5 O6 of a revoked device the server believes what it dated before, to the millisecond', async () => {
  const device = await enrolDevice(clinic);
  const revokedAt = Date.now();
  await inTransaction(clinic.pool, (tx) => revokeDevice(tx, device.id, instant(revokedAt)));
  const believed = async (dated: number) => (await verifySeal(clinic.parts, await printedText(device.key, slipOf(device.id, dated)))) !== null;
  expect(await Promise.all([revokedAt - 1, revokedAt, revokedAt + 1, revokedAt + 86_400_000].map(believed))).toEqual([true, false, false, false]);
});
