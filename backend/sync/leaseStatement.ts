import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import type { WriteTx } from '../db/types.ts';
import { saveLease } from './leaseStore.ts';

export const SignedLease = z.object({ lease: z.string().max(4_000), signature: z.string().max(200) });
export type SignedLease = z.infer<typeof SignedLease>;

/** The kind is part of what is signed: the clinic's key signs lists too, and none may pass for a lease. */
const Statement = z.object({
  kind: z.literal('kabinet lease 1'),
  slot: Id,
  device: Id,
  leaseId: Id,
  word: z.int().nonnegative(),
  epoch: z.string(),
  startsAt: Instant,
  endsAt: Instant,
});
type Statement = z.infer<typeof Statement>;

/** What the clinic's key has signed; null for anything else, whoever sent it. */
export function believedLease({ lease, signature }: SignedLease, clinicKey: string): Statement | null {
  const bytes = Buffer.from(lease, 'base64url');
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: clinicKey }, format: 'jwk' });
    if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;
    return Statement.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** A lease a booking was made on that never left this device: the server has it as ours still. It was believed when it was first kept. */
export function keepAgain(tx: WriteTx, { statement, signature }: { readonly statement: string; readonly signature: string }): void {
  const { slot: slotId, leaseId, word, startsAt, endsAt } = Statement.parse(JSON.parse(Buffer.from(statement, 'base64url').toString('utf8')));
  saveLease(tx, { slotId, leaseId, word, startsAt, endsAt, statement, signature });
}
