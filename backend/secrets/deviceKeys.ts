import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { Id } from '../../shared/lib/ids.ts';
import type { Keychain } from './keychain.ts';

/** What a device proves itself with at the clinic server. The private half leaves the keychain into this process only. */
export interface DeviceKeyPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

const databaseAccount = (installationId: Id) => `${installationId}:database`;
const signingAccount = (installationId: Id) => `${installationId}:device`;

/** 32 bytes, or null when the keychain has none. The caller zeroes the buffer after use. */
export async function readDatabaseKey(keychain: Keychain, installationId: Id): Promise<Buffer | null> {
  const stored = await keychain.read(databaseAccount(installationId));
  const key = stored === null ? null : Buffer.from(stored, 'base64');
  return key?.length === 32 ? key : null;
}

export async function makeDatabaseKey(keychain: Keychain, installationId: Id): Promise<Buffer> {
  const key = randomBytes(32);
  await keychain.write(databaseAccount(installationId), key.toString('base64'));
  return key;
}

export async function readDeviceKeyPair(keychain: Keychain, installationId: Id): Promise<DeviceKeyPair | null> {
  const stored = await keychain.read(signingAccount(installationId));
  return stored === null ? null : pairOf(createPrivateKey({ key: Buffer.from(stored, 'base64'), format: 'der', type: 'pkcs8' }));
}

export async function makeDeviceKeyPair(keychain: Keychain, installationId: Id): Promise<DeviceKeyPair> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  await keychain.write(signingAccount(installationId), der.toString('base64'));
  return pairOf(privateKey);
}

function pairOf(privateKey: KeyObject): DeviceKeyPair {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, publicJwk: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' } };
}
