import * as z from 'zod';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { WireInstant } from '../../shared/fhir/fields.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { readParameters, required, UrnId } from '../scheduling/parameters.ts';

/** What is deleted as one thing; docs/wire.md, "Deletion". */
export const erasureKinds = ['visits', 'results', 'orders', 'waiting'] as const;
export type ErasureKind = (typeof erasureKinds)[number];

export interface AskedErasure {
  readonly receiptId: Id;
  /** Printed on the receipt: `З90-0001`. */
  readonly number: string;
  /** By the device's clock. */
  readonly madeAt: Instant;
  readonly what: { readonly kind: ErasureKind | 'all'; readonly item: null } | { readonly kind: ErasureKind; readonly item: Id };
}

/** The Parameters of `$erase`. */
export function askedErasure(body: unknown): AskedErasure {
  const read = readParameters(body);
  const kind = required(read('what', 'valueCode', z.enum(['all', ...erasureKinds])), 'what');
  const item = read('item', 'valueUuid', UrnId) ?? null;
  if (kind === 'all' && item !== null) throw new FhirRefusal(400, 'invalid_request', { expression: ['Parameters.parameter.item'] });
  return {
    receiptId: required(read('receiptId', 'valueUuid', UrnId), 'receiptId'),
    number: required(read('number', 'valueString', z.string().regex(/^[\p{L}\d][\p{L}\d -]{0,39}$/u)), 'number'),
    madeAt: required(read('madeAt', 'valueInstant', WireInstant), 'madeAt'),
    what: kind === 'all' || item === null ? { kind, item: null } : { kind, item },
  };
}
