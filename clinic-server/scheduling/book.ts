import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { openSlot, stepOver } from './openSlot.ts';
import { refuse } from './refuse.ts';
import type { SlotStore, Visit, VisitPaper } from './slotStore.ts';

export interface BookRequest {
  readonly appointment: Id;
  readonly slot: Id;
  readonly patient: Id;
  readonly device: Id;
  readonly holdId: Id | null;
  /** The start the patient was shown, if the request names it. */
  readonly startsAt: Instant | null;
  readonly paper: VisitPaper;
}

/** S3, S5. A hold that ran out does not refuse it: the time is given if nobody else has it. */
export async function book(
  store: SlotStore,
  request: BookRequest,
  policy: { readonly maxActiveVisits: number },
  now: Instant,
): Promise<Visit> {
  // The patient's lock makes the count true until the commit: two kiosks cannot both book the last allowed visit.
  await store.lockPatient(request.patient);
  await store.lockSlots([request.slot]);
  if (await store.visit(request.appointment)) return refuse('id_reused');
  const slot = await openSlot(store, request.slot, now);
  // The clinic moved this time while the request was on its way; the patient agreed to another hour.
  if (request.startsAt !== null && request.startsAt !== slot.startsAt) return refuse('slot_closed');
  const instead = stepOver(slot, await store.occupant(slot.id), request, now);
  if ((await store.activeVisits(request.patient, now)) >= policy.maxActiveVisits) return refuse('too_many_visits');
  const visit: Visit = {
    id: request.appointment,
    patient: request.patient,
    slot: slot.id,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    status: 'booked',
  };
  await store.addVisit(visit, instead, request.paper);
  return visit;
}
