import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
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

/** S4. The time is everybody's again with the same commit. */
export async function cancel(
  store: SlotStore,
  request: ChangeRequest & { readonly paper: CancelPaper },
  policy: ChangePolicy,
  now: Instant,
): Promise<Visit> {
  const visit = await changeable(store, request, policy, now);
  await store.lockSlots([visit.slot]);
  await store.cancelVisit(visit, request.paper);
  return { ...visit, status: 'cancelled' };
}

/** S4. One transaction: whatever refuses the new time leaves the old one untouched. */
export async function reschedule(
  store: SlotStore,
  request: ChangeRequest & { readonly slot: Id; readonly device: Id; readonly holdId: Id | null },
  policy: ChangePolicy,
  now: Instant,
): Promise<Visit> {
  const visit = await changeable(store, request, policy, now);
  if (visit.slot === request.slot) return visit;
  await store.lockSlots([visit.slot, request.slot]);
  const slot = await openSlot(store, request.slot, now);
  const instead = stepOver(slot, await store.occupant(slot.id), request, now);
  await store.moveVisit(visit, slot, instead);
  return { ...visit, slot: slot.id, startsAt: slot.startsAt, endsAt: slot.endsAt };
}
