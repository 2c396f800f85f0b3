import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { SignedLease } from './leaseStatement.ts';
import type { LeaseReturn } from './leaseStore.ts';

const Told = z.object({
  resourceType: z.literal('Parameters'),
  parameter: z.array(z.looseObject({ name: z.string(), part: z.array(z.looseObject({ name: z.string() })).optional() })).default([]),
});
const Wanted = z.object({
  slot: z.object({ reference: z.string().regex(/^Slot\//) }).transform(({ reference }) => reference.slice('Slot/'.length)).pipe(Id),
  leaseId: z.string().transform((text) => text.replace(/^urn:uuid:/, '')).pipe(Id),
});

export interface LeaseAnswer {
  /** Every lease this device has at the server. */
  readonly leases: readonly SignedLease[];
  /** What the centre asks to have back. */
  readonly wanted: readonly LeaseReturn[];
}

/** Throws when it is not the answer to `$lease`: an empty one means "you have none", and so must not be anything else. */
export function readLeaseAnswer(body: unknown): LeaseAnswer {
  const { parameter } = Told.parse(body);
  const named = (name: string): unknown[] =>
    parameter.filter((one) => one.name === name).map(({ part = [] }) => Object.fromEntries(part.map((one) => [one.name, one['valueString'] ?? one['valueUuid'] ?? one['valueReference']])));
  return {
    leases: named('lease').map((part) => SignedLease.parse(part)),
    wanted: named('wanted').map((part) => Wanted.parse(part)).map(({ slot, leaseId }) => ({ slotId: slot, leaseId })),
  };
}
