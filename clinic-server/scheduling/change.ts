import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { passOn } from '../waiting/passOn.ts';
import type { OfferRules } from '../waiting/rules.ts';
import { openSlot, stepOver } from './openSlot.ts';
import { refuse } from './refuse.ts';
import type { CancelPaper, SlotStore, Visit } from './slotStore.ts';

interface ChangeRequest {
  readonly appointment: Id;
  readonly patient: Id;
}

interface ChangePolicy {
  readonly changeableHours: number;
}

/** To whom what becomes free is offered first (S6). */
interface FreeingPolicy extends ChangePolicy {
  readonly offers: OfferRules;
}

/** The patient's own visit that may still be changed, or a refusal. Another patient's is as unknown as none. */
async function changeable(
  store: SlotStore,
  { appointment, patient }: ChangeRequest,
  { changeableHours }: ChangePolicy,
  now: Instant,
): Promise<Visit> {
  await store.lockPatient(patient);
  const visit = await store.visit(appointment);
  if (!visit || visit.patient !== patient) return refuse('not_found');
  if (visit.status !== 'booked' && visit.status !== 'proposed') return refuse('not_active');
  if (visit.startsAt - now < changeableHours * 3_600_000) return refuse('too_late');
  return visit;
}

/** S4. With the same commit the time is everybody's again, or the first one's who waits for it. */
export async function cancel(
  store: SlotStore,
  request: ChangeRequest & { readonly paper: CancelPaper },
  policy: FreeingPolicy,
  now: Instant,
): Promise<Visit> {
  const visit = await changeable(store, request, policy, now);
  await store.lockSlots([visit.slot]);
  await store.cancelVisit(visit, request.paper);
  await passOn(store, visit.slot, { cause: 'cancelled', givenUpBy: visit.patient }, policy.offers, now);
  return { ...visit, status: 'cancelled' };
}

/** S4. One transaction: whatever refuses the new time leaves the old one untouched. */
export async function reschedule(
  store: SlotStore,
  request: ChangeRequest & { readonly slot: Id; readonly device: Id; readonly holdId: Id | null },
  policy: FreeingPolicy,
  now: Instant,
): Promise<Visit> {
  const visit = await changeable(store, request, policy, now);
  if (visit.slot === request.slot) return visit;
  await store.lockSlots([visit.slot, request.slot]);
  const slot = await openSlot(store, request.slot, now);
  const instead = stepOver(slot, await store.occupant(slot.id), request, now);
  await store.moveVisit(visit, slot, instead);
  await passOn(store, visit.slot, { cause: 'moved', givenUpBy: visit.patient }, policy.offers, now);
  return { ...visit, slot: slot.id, startsAt: slot.startsAt, endsAt: slot.endsAt };
}
