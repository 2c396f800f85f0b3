import { refuse } from '../../clinic-server/scheduling/refuse.ts';
import type { Occupant, SlotStatus, Visit } from '../../clinic-server/scheduling/slotStore.ts';
import type { Offer, TraceStep, WaitingStore, Wish } from '../../clinic-server/waiting/waitingStore.ts';
import type { Id } from '../../shared/lib/ids.ts';

export interface MemoryWish extends Wish {
  /** Which doctor's times; null: anybody's. */
  readonly doctor: number | null;
}

export interface KeptWaiting {
  readonly wishes: Map<Id, MemoryWish>;
  readonly offers: Map<Id, Offer>;
  readonly putOff: Map<Id, Id | null>;
  readonly trace: TraceStep[];
}

export const noWaiting = (wishes: readonly MemoryWish[]): KeptWaiting => ({ wishes: new Map(wishes.map((wish) => [wish.entry, wish])), offers: new Map(), putOff: new Map(), trace: [] });

export const copyWaiting = ({ wishes, offers, putOff, trace }: KeptWaiting): KeptWaiting => ({ wishes: new Map(wishes), offers: new Map(offers), putOff: new Map(putOff), trace: [...trace] });

/** A step as text, the same from both stores. */
export function describeStep(step: TraceStep): string {
  const entry = 'wish' in step ? step.wish.entry : 'offer' in step ? step.offer.entry : '';
  return [step.slot, step.at, step.step, 'reason' in step ? step.reason : '', entry].join(' ');
}

interface Around {
  readonly waiting: KeptWaiting;
  readonly occupants: Map<Id, Occupant>;
  readonly visits: Map<Id, Visit>;
  readonly doctorOf: (slot: Id) => number;
  readonly show: (slot: Id, status: SlotStatus) => void;
  readonly assertFree: (visit: Visit) => void;
}

/** The waiting list's part of the simulator's store. */
export function memoryWaiting({ waiting: { wishes, offers, putOff, trace }, occupants, visits, doctorOf, show, assertFree }: Around): WaitingStore {
  const stands = ({ status }: Visit) => status !== 'cancelled';
  const overlap = (a: { startsAt: number; endsAt: number }, b: { startsAt: number; endsAt: number }) => a.startsAt < b.endsAt && b.startsAt < a.endsAt;
  const all = () => [...offers.values()];
  return {
    wishesFor: async (slot) =>
      [...wishes.values()].filter(({ doctor }) => doctor === null || doctor === doctorOf(slot)).toSorted((a, b) => a.joinedAt - b.joinedAt || (a.entry < b.entry ? -1 : 1)),
    isBusy: async (patient, startsAt, endsAt, except) => [...visits.values()].some((visit) => visit.id !== except && visit.patient === patient && stands(visit) && overlap(visit, { startsAt, endsAt })),
    mayBook: async () => true,
    offersBefore: async ({ patient }, slot) => all().filter((offer) => offer.patient === patient && (offer.state === 'open' || offer.slot === slot)),
    offer: async (id) => offers.get(id) ?? null,
    openOfferOf: async (entry) => all().find((offer) => offer.entry === entry && offer.state === 'open') ?? null,
    expiredOffers: async (now, limit) =>
      all()
        .filter(({ state, until }) => state === 'open' && until <= now)
        .toSorted((a, b) => a.until - b.until || (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    addOffer: async (offer) => {
      const forbids = all().some(
        (other) =>
          (other.slot === offer.slot && other.patient === offer.patient) ||
          (other.state === 'open' && (other.entry === offer.entry || (other.patient === offer.patient && overlap(other, offer)))),
      );
      if (forbids) return false;
      if (occupants.has(offer.slot)) refuse('slot_taken');
      offers.set(offer.id, offer);
      occupants.set(offer.slot, { kind: 'offer', offer: offer.id });
      show(offer.slot, 'busy-tentative');
      return true;
    },
    endOffer: async (offer, state) => {
      offers.set(offer.id, { ...offer, state });
      const occupant = occupants.get(offer.slot);
      if (occupant?.kind !== 'offer' || occupant.offer !== offer.id) return;
      occupants.delete(offer.slot);
      show(offer.slot, 'free');
    },
    takeOffer: async (offer) => {
      const occupant = occupants.get(offer.slot);
      if (occupant?.kind !== 'offer' || occupant.offer !== offer.id) return refuse('slot_taken');
      const visit: Visit = { id: offer.entry, patient: offer.patient, slot: offer.slot, startsAt: offer.startsAt, endsAt: offer.endsAt, status: 'booked' };
      assertFree(visit);
      occupants.set(offer.slot, { kind: 'appointment', appointment: offer.entry, word: null });
      visits.set(visit.id, visit);
      wishes.delete(offer.entry);
      offers.set(offer.id, { ...offer, state: 'accepted' });
      show(offer.slot, 'busy');
    },
    putOff: async (slot, _at, givenUpBy) => void putOff.set(slot, givenUpBy),
    timesPutOff: async (limit) => [...putOff.keys()].slice(0, limit),
    takeUp: async (slot) => {
      const givenUpBy = putOff.get(slot);
      return putOff.delete(slot) ? { givenUpBy: givenUpBy ?? null } : null;
    },
    explain: async (step) => void trace.push(step),
  };
}
