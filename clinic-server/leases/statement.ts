import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Instant } from '../../shared/lib/moscow.ts';
import type { ClinicKey } from '../locks/clinicKey.ts';
import type { Lease, LeasedTime } from '../scheduling/slotStore.ts';

/** The kind is part of what is signed: the clinic's key signs lists too, and none may pass for a lease. */
const Statement = z.object({
  kind: z.literal('kabinet lease 1'),
  slot: Id,
  device: Id,
  leaseId: Id,
  word: z.int().positive(),
  epoch: z.string().max(100),
  startsAt: Instant,
  endsAt: Instant,
});

/** A lease as a device keeps it: the very bytes that were signed, so that nobody has to agree on how JSON is written. */
export const SignedLease = z.object({ lease: z.string().max(4000), signature: z.string().max(200) });
export type SignedLease = z.infer<typeof SignedLease>;

/** O2. Tells a device what is its own, and proves it to a server that has forgotten. */
export function signedLease({ slot, device, leaseId, word, startsAt, endsAt }: LeasedTime, { epoch, denyKey }: { readonly epoch: string; readonly denyKey: ClinicKey }): SignedLease {
  const said: z.infer<typeof Statement> = { kind: 'kabinet lease 1', slot, device, leaseId, word, epoch, startsAt, endsAt };
  const bytes = Buffer.from(JSON.stringify(said));
  return { lease: bytes.toString('base64url'), signature: denyKey.sign(bytes).toString('base64url') };
}

/** What the clinic's own key has signed, of whatever history; null for anything else, whoever sent it. */
export function provenLease({ lease, signature }: SignedLease, { publicKey }: Pick<ClinicKey, 'publicKey'>): Lease | null {
  const bytes = Buffer.from(lease, 'base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  if (!verify(null, bytes, key, Buffer.from(signature, 'base64url'))) return null;
  const said = Statement.safeParse(JSON.parse(bytes.toString('utf8')));
  return said.success ? { slot: said.data.slot, device: said.data.device, leaseId: said.data.leaseId, word: said.data.word } : null;
}
