import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { passOn } from '../waiting/passOn.ts';
import type { OfferRules } from '../waiting/rules.ts';
import { reliedPlace, type Place, type Relied } from '../leases/relied.ts';
import type { Standing } from './book.ts';
import { assertOpenTo } from './openTo.ts';
import { openSlot, stepOver } from './openSlot.ts';
import { refuse } from './refuse.ts';
import type { CancelPaper, Channel, SlotStore, Visit } from './slotStore.ts';

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

/** The patient's own visit, or a refusal. Another patient's is as unknown as none. */
async function ownVisit(store: SlotStore, { appointment, patient }: ChangeRequest): Promise<Visit> {
  await store.lockPatient(patient);
  const visit = await store.visit(appointment);
  if (visit?.patient === patient) return visit;
  // A visit of the lost hour may still be told of by the device that made it.
  return refuse(visit === null && (await store.isClosed()) ? 'restoring' : 'not_found');
}

const isActive = ({ status }: Visit): boolean => status === 'booked' || status === 'proposed';

/** One that may still be changed. */
async function changeable(store: SlotStore, request: ChangeRequest, { changeableHours }: ChangePolicy, now: Instant): Promise<Visit> {
  const visit = await ownVisit(store, request);
  if (!isActive(visit)) return refuse('not_active');
  if (visit.startsAt - now < changeableHours * 3_600_000) return refuse('too_late');
  return visit;
}

/** One somebody was told is changed: how late it is now decides nothing any more. */
async function promised(store: SlotStore, request: ChangeRequest): Promise<Visit> {
  const visit = await ownVisit(store, request);
  return isActive(visit) || visit.status === 'cancelled' ? visit : refuse('not_active');
}

/** S4. With the same commit the time is everybody's again, or the first one's who waits for it. */
export async function cancel(
  store: SlotStore,
  request: ChangeRequest & { readonly paper: CancelPaper; /** Done and told before a restore. */ readonly formerly?: boolean },
  policy: FreeingPolicy,
  now: Instant,
): Promise<Visit> {
  const visit = request.formerly ? await promised(store, request) : await changeable(store, request, policy, now);
  if (visit.status === 'cancelled') return visit;
  await store.lockSlots([visit.slot]);
  await store.cancelVisit(visit, request.paper);
  await passOn(store, visit.slot, { cause: 'cancelled', givenUpBy: visit.patient }, policy.offers, now);
  return { ...visit, status: 'cancelled' };
}

interface MoveRequest extends ChangeRequest {
  readonly slot: Id;
  readonly device: Id;
  readonly holdId: Id | null;
  /** Absent: where it comes from is not said. */
  readonly channel?: Channel;
  /** O2. Absent: nobody has been told yet that it stands. */
  readonly relied?: Relied | null;
}

/** S4. One transaction: whatever refuses the new time leaves the old one untouched. */
export async function reschedule(
  store: SlotStore,
  request: MoveRequest,
  policy: FreeingPolicy,
  now: Instant,
): Promise<Standing> {
  const { relied = null } = request;
  const before = relied ? await promised(store, request) : await changeable(store, request, policy, now);
  await store.lockSlots([before.slot, request.slot]);
  const has = isActive(before) ? await store.placeOf(before.id) : null;
  // Told again after a later move: the visit is where it was moved last.
  const isOlder = relied !== null && (has?.word ?? 0) > relied.word;
  if (isActive(before) && (before.slot === request.slot || isOlder)) return { ...before, word: has?.word ?? null, concerns: [] };
  const { slot, instead, ground, concerns } = relied ? await reliedPlace(store, { ...request, startsAt: null }, relied) : await askedPlace(store, request, now);
  const visit: Visit = { ...before, status: isActive(before) ? before.status : 'booked' };
  await store.moveVisit(visit, slot, instead, ground);
  await passOn(store, before.slot, { cause: 'moved', givenUpBy: visit.patient }, policy.offers, now);
  // It was cancelled elsewhere meanwhile: both were told that it is done.
  return { ...visit, slot: slot.id, startsAt: slot.startsAt, endsAt: slot.endsAt, word: ground.word, concerns: isActive(before) ? concerns : [...concerns, 'visit_changed'] };
}

async function askedPlace(store: SlotStore, request: MoveRequest, now: Instant): Promise<Place> {
  const slot = await openSlot(store, request.slot, now);
  assertOpenTo(slot, request.channel ?? null);
  const instead = stepOver(slot, await store.occupant(slot.id), request, now);
  return { slot, instead, ground: { word: await store.nextWord(), overlapAccepted: false }, concerns: [] };
}
