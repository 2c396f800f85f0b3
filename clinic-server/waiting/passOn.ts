import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { partOfDayAt } from '../../shared/lib/partOfDay.ts';
import { isOpenTo } from '../scheduling/openTo.ts';
import type { SlotFacts, SlotStore } from '../scheduling/slotStore.ts';
import { withinHours, type OfferRules } from './rules.ts';
import type { Cause, Offer, PassedOver, Wish } from './waitingStore.ts';

const minute = 60_000;

/** How a time came to be free, and who had it until then. */
export interface Freed {
  readonly cause: Cause;
  readonly givenUpBy?: Id | null;
}

/** Why this wish does not fit this time; null when it does. Cheap questions first. */
async function unfit(store: SlotStore, wish: Wish, slot: SlotFacts, givenUpBy: Id | null, rules: OfferRules, now: Instant): Promise<PassedOver | null> {
  // Who has just cancelled this very time does not get a letter about it.
  if (wish.patient === givenUpBy) return 'gave_it_up';
  if (slot.startsAt < wish.from || slot.endsAt > wish.until) return 'dates';
  if (wish.part !== null && partOfDayAt(slot.startsAt) !== wish.part) return 'part_of_day';
  const before = await store.offersBefore(wish, slot.id);
  if (before.some((offer) => offer.slot === slot.id)) return 'offered_before';
  if (before.some((offer) => offer.state === 'open' && (offer.entry === wish.entry || (offer.startsAt < slot.endsAt && slot.startsAt < offer.endsAt)))) return 'other_offer';
  if (await store.isBusy(wish.patient, slot.startsAt, slot.endsAt)) return 'busy';
  if ((await store.activeVisits(wish.patient, now)) >= rules.maxActiveVisits) return 'too_many_visits';
  return (await store.mayBook(wish.patient)) ? null : 'consent_withdrawn';
}

/**
 * S6. What becomes of a time that has just become free; called under the time's lock, in the transaction that freed it, so that nobody can
 * slip in between. It is offered to the first who fits and kept for that one alone; or it is free for everybody.
 *
 * Nobody is written to at night, and the time is not kept closed for sleepers either: until the morning it is everybody's, and what is
 * still free then is offered. A clinic would rather have the first visit of tomorrow taken by a passer-by than by nobody.
 */
export async function passOn(store: SlotStore, slotId: Id, { cause, givenUpBy = null }: Freed, rules: OfferRules, now: Instant): Promise<Offer | null> {
  const slot = await store.slot(slotId);
  if (slot === null || slot === 'removed' || slot.startsAt <= now || slot.status === 'busy-unavailable' || (await store.isClosed())) return null;
  // S9: whoever waits has said nothing of where they would come from.
  if (!isOpenTo(slot, null)) return null;
  const wishes = await store.wishesFor(slotId);
  // A time nobody waits for leaves no trace: there is nobody to explain anything to.
  if (wishes.length === 0) return null;
  const tell = { slot: slotId, at: now };
  await store.explain({ ...tell, step: 'freed', reason: cause });
  if (slot.status !== 'free' || (await store.occupant(slotId)) !== null) return unoffered('taken');
  if (slot.startsAt < now + (rules.offerMinutes + rules.leadMinutes) * minute) return unoffered('too_soon');
  if (!withinHours(rules, now)) {
    await store.putOff(slotId, now, givenUpBy);
    return unoffered('outside_hours');
  }
  for (const wish of wishes) {
    const reason = await unfit(store, wish, slot, givenUpBy, rules, now);
    if (reason !== null) {
      await store.explain({ ...tell, step: 'passed_over', wish, reason });
      continue;
    }
    const offer: Offer = {
      ...{ id: rules.newId(), slot: slotId, entry: wish.entry, patient: wish.patient, startsAt: slot.startsAt, endsAt: slot.endsAt },
      until: (now + rules.offerMinutes * minute) as Instant,
      state: 'open',
      givenUpBy,
    };
    if (await store.addOffer(offer, now)) {
      await store.explain({ ...tell, step: 'offered', wish, offer });
      return offer;
    }
    // At the same moment another time was offered to the same person: the store has the last word.
    await store.explain({ ...tell, step: 'passed_over', wish, reason: 'other_offer' });
  }
  return unoffered('nobody');

  async function unoffered(reason: 'taken' | 'too_soon' | 'outside_hours' | 'nobody'): Promise<null> {
    await store.explain({ ...tell, step: 'not_offered', reason });
    return null;
  }
}
