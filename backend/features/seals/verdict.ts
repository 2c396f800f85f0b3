import { createPublicKey, verify } from 'node:crypto';
import type { SealVerdict } from '../../../shared/features/seals.ts';
import { readSeal } from '../../../shared/lib/seal.ts';
import type { SealKeys } from '../../sync/sealKeys.ts';

type SealKey = SealKeys['devices'][number];

/** What can be said of a paper by what is known here. No clock is asked: the paper's time, the list's and the revocation's are all the centre's. */
export function verdictOf(text: string, keys: SealKeys | null): SealVerdict {
  const read = readSeal(text);
  if (read === null) return { verdict: 'unreadable' };
  const { seal, message, signature } = read;
  const device = keys?.devices.find(({ id }) => id === seal.device);
  if (keys === null || device === undefined) {
    // A device enrolled after the list was made is one we have never heard of. Before, it would be on the list.
    return keys === null || keys.issuedAt < seal.at ? { verdict: 'unknown', listAt: keys?.issuedAt ?? null } : { verdict: 'forged' };
  }
  if (!verify('sha256', message, { key: keyOf(device), dsaEncoding: 'ieee-p1363' }, signature)) return { verdict: 'forged' };
  const { kind, number, at, time, state } = seal;
  const paper = { kind, number, at, time, state, deviceCode: device.code };
  const { revokedAt } = device;
  if (revokedAt !== null && at >= revokedAt) return { verdict: 'revoked', paper, revokedAt };
  return { verdict: 'genuine', paper, revokedAt, listOlder: revokedAt === null && keys.issuedAt < at, listAt: keys.issuedAt };
}

function keyOf({ x, y }: SealKey): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}
