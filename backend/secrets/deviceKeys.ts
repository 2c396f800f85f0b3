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
const nextDatabaseAccount = (installationId: Id) => `${installationId}:database-next`;
const signingAccount = (installationId: Id) => `${installationId}:device`;

/** What the keychain holds for this device; what is not a key counts as absent. The caller zeroes the buffers after use. */
export interface StoredKeys {
  /** 32 bytes each: the key in force, and the one of a change of keys that was interrupted. */
  readonly databaseKeys: readonly Buffer[];
  readonly pair: DeviceKeyPair | null;
}

/** `mayHaveNext`: a change of keys was under way. A key that is not there costs two writes to the keychain to be sure of. */
export async function readStoredKeys(keychain: Keychain, installationId: Id, mayHaveNext: boolean): Promise<StoredKeys> {
  const [current = null, signing = null, next = null] = await keychain.read([
    databaseAccount(installationId),
    signingAccount(installationId),
    ...(mayHaveNext ? [nextDatabaseAccount(installationId)] : []),
  ]);
  const databaseKeys = [current, next].flatMap((stored) => (stored === null ? [] : [Buffer.from(stored, 'base64')]));
  return { databaseKeys: databaseKeys.filter(({ length }) => length === 32), pair: signing === null ? null : pairFrom(Buffer.from(signing, 'base64')) };
}

export async function makeDatabaseKey(keychain: Keychain, installationId: Id): Promise<Buffer> {
  const key = randomBytes(32);
  await writeDatabaseKey(keychain, installationId, key);
  return key;
}

export async function makeDeviceKeyPair(keychain: Keychain, installationId: Id): Promise<DeviceKeyPair> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = signingKeyOf({ privateKey });
  await writeSigningKey(keychain, installationId, der);
  der.fill(0);
  return pairOf(privateKey);
}

export function writeDatabaseKey(keychain: Keychain, installationId: Id, key: Buffer): Promise<void> {
  return keychain.write(databaseAccount(installationId), key.toString('base64'));
}

/** A key that no file has yet, kept beside the one in force until the change of keys is over. */
export function writeNextDatabaseKey(keychain: Keychain, installationId: Id, key: Buffer): Promise<void> {
  return keychain.write(nextDatabaseAccount(installationId), key.toString('base64'));
}

export function forgetNextDatabaseKey(keychain: Keychain, installationId: Id): Promise<void> {
  return keychain.remove(nextDatabaseAccount(installationId));
}

/** PKCS 8, DER. */
export function writeSigningKey(keychain: Keychain, installationId: Id, der: Buffer): Promise<void> {
  return keychain.write(signingAccount(installationId), der.toString('base64'));
}

/** PKCS 8, DER; the caller zeroes it. */
export function signingKeyOf({ privateKey }: Pick<DeviceKeyPair, 'privateKey'>): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** Null when it is no key a device signs with. */
export function pairFrom(der: Buffer): DeviceKeyPair | null {
  try {
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return privateKey.asymmetricKeyType === 'ec' ? pairOf(privateKey) : null;
  } catch {
    return null;
  }
}

function pairOf(privateKey: KeyObject): DeviceKeyPair {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, publicJwk: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' } };
}
