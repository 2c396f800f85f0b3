import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { openSlot } from '../scheduling/openSlot.ts';
import { refuse } from '../scheduling/refuse.ts';
import type { SlotStore } from '../scheduling/slotStore.ts';
import { passOn } from './passOn.ts';
import { withinHours, type OfferRules } from './rules.ts';
import type { Offer } from './waitingStore.ts';

interface Answer {
  readonly offer: Id;
  readonly patient: Id;
}

/** The patient's own offer, read under the locks of everything that can still change it. Another's is as unknown as none. */
async function ownOffer(store: SlotStore, { offer: id, patient }: Answer): Promise<Offer> {
  await store.lockPatient(patient);
  const seen = await store.offer(id);
  if (!seen || seen.patient !== patient) return refuse('not_found');
  await store.lockSlots([seen.slot]);
  return (await store.offer(id)) ?? refuse('not_found');
}

/** S6. All that was true when it was offered is asked again: the patient may have been booked elsewhere since. Accepted twice is accepted. */
export async function acceptOffer(store: SlotStore, answer: Answer, rules: OfferRules, now: Instant): Promise<Offer> {
  const offer = await ownOffer(store, answer);
  if (offer.state === 'accepted') return offer;
  // To the second, whether or not the sweeper has come by: the next in line is promised this time from then on.
  if (offer.state !== 'open' || offer.until <= now) return refuse('offer_gone');
  await openSlot(store, offer.slot, now);
  if (!(await store.mayBook(offer.patient))) return refuse('consent_withdrawn');
  if ((await store.activeVisits(offer.patient, now)) >= rules.maxActiveVisits) return refuse('too_many_visits');
  await store.takeOffer(offer, now);
  await store.explain({ slot: offer.slot, at: now, step: 'accepted', offer });
  return { ...offer, state: 'accepted' };
}

/** S6. The wish stays on the list; this time is never offered to it again. Declined twice, or too late, is no fault. */
export async function declineOffer(store: SlotStore, answer: Answer, rules: OfferRules, now: Instant): Promise<Offer> {
  const offer = await ownOffer(store, answer);
  if (offer.state === 'accepted') return refuse('not_active');
  if (offer.state !== 'open') return offer;
  await endAndPassOn(store, offer, 'declined', rules, now);
  return { ...offer, state: 'declined' };
}

/** Under the time's lock. */
export async function endAndPassOn(store: SlotStore, offer: Offer, state: 'declined' | 'expired' | 'withdrawn', rules: OfferRules, now: Instant): Promise<void> {
  await store.endOffer(offer, state, now);
  await store.explain({ slot: offer.slot, at: now, step: state, offer });
  await passOn(store, offer.slot, { cause: state, givenUpBy: offer.givenUpBy }, rules, now);
}

/** Passes on what was not answered in time; how many. */
export async function sweepOffers(store: SlotStore, rules: OfferRules, now: Instant): Promise<number> {
  const expired = await store.expiredOffers(now, 50);
  await store.lockSlots(expired.map(({ slot }) => slot));
  let ended = 0;
  for (const seen of expired) {
    // It may have been accepted or declined between the look and the lock.
    const current = await store.offer(seen.id);
    if (current?.state !== 'open' || current.until > now) continue;
    await endAndPassOn(store, current, 'expired', rules, now);
    ended++;
  }
  return ended;
}

/** In the hours in which people may be written to: what became free outside them and nobody has taken since; how many were looked at. */
export async function resumePutOff(store: SlotStore, rules: OfferRules, now: Instant): Promise<number> {
  if (!withinHours(rules, now)) return 0;
  const slots = await store.timesPutOff(50);
  await store.lockSlots(slots);
  for (const slot of slots) {
    const taken = await store.takeUp(slot);
    if (taken) await passOn(store, slot, { cause: 'resumed', ...taken }, rules, now);
  }
  return slots.length;
}
