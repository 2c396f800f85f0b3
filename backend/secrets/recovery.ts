import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import { open, privateKeyOf, publicKey, rawPublic, seal } from './hpke.ts';

const base64 = z.string().max(1_000).regex(/^[A-Za-z0-9_-]+$/);

/** The device's keys, readable by whoever holds the clinic's recovery key and by nobody else. Lies in `device.json`. */
export const SealedKeys = z.strictObject({
  /** Says which recovery key opens it. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  enc: base64,
  ciphertext: base64,
});
export type SealedKeys = z.infer<typeof SealedKeys>;

export interface DeviceSecrets {
  /** 32 bytes. */
  readonly databaseKey: Buffer;
  /** PKCS 8, DER. */
  readonly signingKey: Buffer;
}

/** The file is not a recovery key, not this clinic's, or not for these keys. */
export class RecoveryRefused extends Error {
  override name = 'RecoveryRefused';
}

const info = Buffer.from('kabinet device keys 1');
const largestFileBytes = 16_384;

/** `recoveryKey`: the clinic's public half, 32 bytes as base64url. Throws when it is no usable key. */
export function sealKeys({ databaseKey, signingKey }: DeviceSecrets, recoveryKey: string, installationId: Id): SealedKeys {
  const raw = Buffer.from(recoveryKey, 'base64url');
  const plain = Buffer.concat([databaseKey, signingKey]);
  try {
    const { enc, ciphertext } = seal(publicKey(raw), plain, { info, aad: Buffer.from(installationId) });
    return { keyId: keyIdOf(raw), enc: enc.toString('base64url'), ciphertext: ciphertext.toString('base64url') };
  } finally {
    plain.fill(0);
  }
}

/** The caller zeroes both buffers. Throws `RecoveryRefused`. */
export function unsealKeys(sealed: SealedKeys, recovery: KeyObject, installationId: Id): DeviceSecrets {
  try {
    const plain = open(recovery, { enc: Buffer.from(sealed.enc, 'base64url'), ciphertext: Buffer.from(sealed.ciphertext, 'base64url') }, { info, aad: Buffer.from(installationId) });
    return { databaseKey: plain.subarray(0, 32), signingKey: plain.subarray(32) };
  } catch {
    throw new RecoveryRefused('recovery');
  }
}

export function keyIdOf(rawPublicKey: Buffer): string {
  return createHash('sha256').update(rawPublicKey).digest('hex').slice(0, 16);
}

/** Reads the clinic's private recovery key; nothing of it stays in a buffer of ours. Throws `RecoveryRefused`. */
export function readRecoveryFile(path: string): { key: KeyObject; keyId: string } {
  const bytes = Buffer.alloc(largestFileBytes);
  try {
    // A pipe would be waited for and a device read for ever.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!fstatSync(file).isFile()) throw new RecoveryRefused('recovery');
      const length = readSync(file, bytes, 0, bytes.length, 0);
      const key = privateKeyOf(bytes.subarray(0, length));
      return { key, keyId: keyIdOf(rawPublic(createPublicKey(key))) };
    } finally {
      closeSync(file);
    }
  } catch {
    throw new RecoveryRefused('recovery');
  } finally {
    bytes.fill(0);
  }
}
