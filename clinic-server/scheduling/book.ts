import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { reliedPlace, type Concern, type Place, type Relied } from '../leases/relied.ts';
import { assertOpenTo } from './openTo.ts';
import { openSlot, stepOver } from './openSlot.ts';
import { refuse } from './refuse.ts';
import type { Channel, SlotStore, Visit, VisitPaper } from './slotStore.ts';

export interface BookRequest {
  readonly appointment: Id;
  readonly slot: Id;
  readonly patient: Id;
  readonly device: Id;
  readonly holdId: Id | null;
  /** The start the patient was shown, if the request names it. */
  readonly startsAt: Instant | null;
  readonly paper: VisitPaper;
  /** Absent: where it comes from is not said. */
  readonly channel?: Channel;
  /** O2. Absent: nobody has been told yet that it stands. */
  readonly relied?: Relied | null;
}

/** A visit that has its time, the word by which it has it, and what a person should look at. */
export interface Standing extends Visit {
  readonly word: number | null;
  readonly concerns: readonly Concern[];
}

/** S3, S5. A hold that ran out does not refuse it: the time is given if nobody else has it. */
export async function book(
  store: SlotStore,
  request: BookRequest,
  policy: { readonly maxActiveVisits: number },
  now: Instant,
): Promise<Standing> {
  // The patient's lock makes the count true until the commit: two kiosks cannot both book the last allowed visit.
  await store.lockPatient(request.patient);
  const { relied = null } = request;
  // Told again from its beginning, a visit stands where a report has put it: it was moved there in what the server has forgotten.
  const has = relied && (await store.placeOf(request.appointment));
  const asked = has && has.slot !== request.slot ? { ...request, slot: has.slot, startsAt: null } : request;
  await store.lockSlots([request.slot, asked.slot]);
  if (await store.visit(request.appointment)) return refuse('id_reused');
  const { slot, instead, ground, concerns } = relied ? await reliedPlace(store, asked, relied) : await askedPlace(store, request, policy, now);
  const visit: Visit = {
    id: request.appointment,
    patient: request.patient,
    slot: slot.id,
    startsAt: slot.startsAt,
    endsAt: slot.endsAt,
    status: 'booked',
  };
  await store.addVisit(visit, instead, request.paper, ground);
  return { ...visit, word: ground.word, concerns };
}

async function askedPlace(store: SlotStore, request: BookRequest, policy: { readonly maxActiveVisits: number }, now: Instant): Promise<Place> {
  const slot = await openSlot(store, request.slot, now);
  // The clinic moved this time while the request was on its way; the patient agreed to another hour.
  if (request.startsAt !== null && request.startsAt !== slot.startsAt) return refuse('slot_closed');
  assertOpenTo(slot, request.channel ?? null);
  const instead = stepOver(slot, await store.occupant(slot.id), request, now);
  if ((await store.activeVisits(request.patient, now)) >= policy.maxActiveVisits) return refuse('too_many_visits');
  return { slot, instead, ground: { word: await store.nextWord(), overlapAccepted: false }, concerns: [] };
}
