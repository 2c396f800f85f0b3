import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type pg from 'pg';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';

/** What the clinic signs for devices that cannot ask. */
export interface ClinicKey {
  /** Ed25519, 32 bytes base64url. Told at enrolment; a device believes no other. */
  readonly publicKey: string;
  sign(bytes: Buffer): Buffer;
}

/** One key for all servers of a clinic: whichever starts first makes it, and the others read what that one wrote. */
export async function openClinicKey(pool: pg.Pool, name: string, now: Instant): Promise<ClinicKey> {
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  const stored = await inTransaction(pool, async (tx) => {
    await tx.query('insert into clinic_key (name, private_key, made_at) values ($1, $2, $3) on conflict do nothing', [name, fresh, timestamp(now)]);
    const { rows } = await tx.query<{ privateKey: Buffer }>('select k.private_key as "privateKey" from clinic_key k where k.name = $1', [name]);
    return rows[0]?.privateKey;
  });
  if (!stored) throw new Error('the clinic has no key');
  const privateKey = createPrivateKey({ key: stored, type: 'pkcs8', format: 'der' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (typeof x !== 'string') throw new Error('the clinic’s key is of another kind');
  return { publicKey: x, sign: (bytes) => sign(null, bytes, privateKey) };
}
