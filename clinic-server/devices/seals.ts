import { createPublicKey, verify } from 'node:crypto';
import { readSeal, type Seal } from '../../shared/lib/seal.ts';
import { reading } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import type { PublicKey } from './deviceStore.ts';

/**
 * What the text of a paper's QR code says, when a device of this clinic signed it while it was in service; otherwise null, whatever is wrong
 * with it: a reason would teach a forger. A device that has been revoked since is believed about what it dated before.
 */
export async function verifySeal({ pool }: Pick<ServerParts, 'pool'>, text: string): Promise<Seal | null> {
  const read = readSeal(text);
  if (read === null) return null;
  const { rows } = await reading(pool).query<{ publicKey: PublicKey; revokedAt: number | null }>(
    `select d.public_key as "publicKey", ${milliseconds('d.revoked_at')} as "revokedAt" from device d where d.id = $1`,
    [read.seal.device],
  );
  const [device] = rows;
  if (!device || (device.revokedAt !== null && read.seal.at >= fromDatabase(device.revokedAt))) return null;
  const { kty, crv, x, y } = device.publicKey;
  const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  return verify('sha256', read.message, { key, dsaEncoding: 'ieee-p1363' }, read.signature) ? read.seal : null;
}
