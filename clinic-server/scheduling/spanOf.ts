import type { Appointment, Slot } from '@medplum/fhirtypes';
import { fromWire, type Instant } from '../../shared/lib/moscow.ts';
import { FhirRefusal } from '../fhir/refusal.ts';

/** From when to when, or null when it does not say both. A span that ends before it begins is nobody's time. */
export function spanOf({ resourceType, start, end }: Appointment | Slot): { startsAt: Instant; endsAt: Instant } | null {
  if (!start || !end) return null;
  const [startsAt, endsAt] = [fromWire(start), fromWire(end)];
  if (endsAt <= startsAt) throw new FhirRefusal(422, 'invalid_value', { expression: [`${resourceType}.end`] });
  return { startsAt, endsAt };
}
