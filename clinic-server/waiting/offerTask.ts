import type { Task } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Offer, OfferState } from './waitingStore.ts';

const statuses: Readonly<Record<OfferState, Task['status']>> = { open: 'requested', accepted: 'completed', declined: 'rejected', expired: 'failed', withdrawn: 'cancelled' };

/** The offer as the patient's devices see it. */
export function offerTask(offer: Offer, at: Instant): Task & { id: string } {
  return {
    resourceType: 'Task',
    id: offer.id,
    status: statuses[offer.state],
    intent: 'proposal',
    code: { coding: [{ system: systems.taskKind, code: 'slot-offer' }] },
    basedOn: [{ reference: `Appointment/${offer.entry}` }],
    focus: { reference: `Slot/${offer.slot}` },
    for: { reference: `Patient/${offer.patient}` },
    authoredOn: toWire(at),
    lastModified: toWire(at),
    restriction: { repetitions: 1, period: { end: toWire(offer.until) } },
  };
}

export const statusOfOffer = (state: OfferState): Task['status'] => statuses[state];
