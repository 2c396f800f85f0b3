import * as z from 'zod';
import { Instant } from '../lib/moscow.ts';
import { Seal } from '../lib/seal.ts';
import { task } from '../rpc/procedure.ts';

/** What a genuine paper says of itself, beside the paper itself to be compared with. Nothing of it is about a person. */
export const SealedPaper = z.object({
  ...Seal.pick({ kind: true, number: true, at: true, time: true, state: true }).shape,
  /** `К03`: the device that printed it. */
  deviceCode: z.string(),
});
export type SealedPaper = z.infer<typeof SealedPaper>;

export const SealVerdict = z.discriminatedUnion('verdict', [
  /** A device of this clinic signed it while in service. `revokedAt`: it has been taken out of service since. */
  z.object({ verdict: z.literal('genuine'), paper: SealedPaper, revokedAt: Instant.nullable(), /** The list was made before the paper: whether the device was in service then only a newer one tells. */ listOlder: z.boolean(), listAt: Instant }),
  /** Signed by a device that had been taken out of service before: it may be in anybody's hands. */
  z.object({ verdict: z.literal('revoked'), paper: SealedPaper, revokedAt: Instant }),
  /** Looks like one of ours and is signed by none of our devices. */
  z.object({ verdict: z.literal('forged') }),
  /** No seal at all, or one that was read in part. */
  z.object({ verdict: z.literal('unreadable') }),
  /** The device that signed it is not on the list, and the list is older than the paper, or there is none. */
  z.object({ verdict: z.literal('unknown'), listAt: Instant.nullable() }),
]);
export type SealVerdict = z.infer<typeof SealVerdict>;

export const seals = {
  /** Needs no line: the clinic's list of keys lies on the device. Where the list cannot tell and there is a line, a newer one is asked for first. */
  'seals.check': task({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ text: z.string().min(1).max(1_000) }),
    output: SealVerdict,
    errors: [],
  }),
};
