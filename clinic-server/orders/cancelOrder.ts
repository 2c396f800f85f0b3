import type { ServiceRequest } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { updateResource, type Stored } from '../fhir/resourceStore.ts';
import { actorReference, inState, lockedLines, stateOf } from './orderLine.ts';
import type { OrderActor } from './sendOrder.ts';

/** Until the laboratory has begun, the patient may think again; what the clinic has taken out itself stays as it is. */
export async function cancelOrder(tx: Tx, orderId: Id, { patient, relatedPerson }: Pick<OrderActor, 'patient' | 'relatedPerson'>, now: Instant): Promise<Stored<ServiceRequest>[]> {
  const lines = await lockedLines(tx, patient, orderId);
  if (lines.length === 0) throw new FhirRefusal(404, 'not_found');
  const states = lines.map(stateOf);
  const begun = states.some((state) => state !== 'sent' && state !== 'confirmed' && state !== 'cancelled');
  if (begun || states.every((state) => state === 'cancelled')) throw new FhirRefusal(409, 'not_active');
  const written: Stored<ServiceRequest>[] = [];
  for (const [index, line] of lines.entries()) {
    // Who took it back may be another than who sent it (row R10).
    const note = [...(line.note ?? []), { authorReference: actorReference(patient, relatedPerson), time: toWire(now), text: 'Отменена' }];
    written.push(states[index] === 'cancelled' ? line : await updateResource(tx, { ...inState(line, 'cancelled'), note }));
  }
  return written;
}
