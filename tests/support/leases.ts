import { randomUUID, sign, type KeyObject } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';

export interface LeasedTime {
  readonly slot: Id;
  readonly device: Id;
  readonly startsAt: number;
  readonly leaseId?: Id;
  readonly word?: number;
}

/** A lease as the clinic signs it; `kind` to sign what is none. */
export function signedLease(key: KeyObject, { slot, device, startsAt, leaseId = randomUUID(), word = 1 }: LeasedTime, kind = 'kabinet lease 1'): { lease: string; signature: string } {
  const statement = Buffer.from(JSON.stringify({ kind, slot, device, leaseId, word, epoch: 'one', startsAt, endsAt: startsAt + 1_200_000 }));
  return { lease: statement.toString('base64url'), signature: sign(null, statement, key).toString('base64url') };
}

/** The answer to `$lease`. */
export function leaseAnswer(leases: readonly { lease: string; signature: string }[], wanted: readonly { slot: Id; leaseId: Id }[] = []): object {
  const parameter = [
    ...leases.map(({ lease, signature }) => ({ name: 'lease', part: [{ name: 'lease', valueString: lease }, { name: 'signature', valueString: signature }] })),
    ...wanted.map(({ slot, leaseId }) => ({ name: 'wanted', part: [{ name: 'slot', valueReference: { reference: `Slot/${slot}` } }, { name: 'leaseId', valueUuid: `urn:uuid:${leaseId}` }] })),
  ];
  return { resourceType: 'Parameters', parameter };
}
