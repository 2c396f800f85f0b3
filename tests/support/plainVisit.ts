import { randomUUID } from 'node:crypto';
import type { SlotFacts } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';

export interface PlainVisit {
  readonly patientId: Id;
  readonly slot?: SlotFacts;
  readonly id?: Id;
  readonly status?: string;
  /** For a visit without a slot. */
  readonly startsAt?: Instant;
  readonly endsAt?: Instant;
}

/** An Appointment as the clinic's own system writes it: plain FHIR, no operation. */
export function plainVisit({ patientId, slot, id = randomUUID(), status = 'booked', startsAt, endsAt }: PlainVisit) {
  const [start, end] = [startsAt ?? slot?.startsAt, endsAt ?? slot?.endsAt];
  return {
    resourceType: 'Appointment',
    id,
    status,
    ...(slot ? { slot: [{ reference: `Slot/${slot.id}` }] } : {}),
    ...(start !== undefined && end !== undefined ? { start: toWire(start), end: toWire(end) } : {}),
    participant: [{ actor: { reference: `Patient/${patientId}` }, status: 'accepted' }],
  };
}
