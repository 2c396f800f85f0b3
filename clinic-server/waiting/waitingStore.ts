import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { PartOfDay } from '../../shared/lib/partOfDay.ts';

/** One wish on the waiting list, still standing. */
export interface Wish {
  readonly entry: Id;
  readonly patient: Id;
  readonly joinedAt: Instant;
  /** Half-open: the time has to lie within. */
  readonly from: Instant;
  readonly until: Instant;
  /** Null: any part of the day. */
  readonly part: PartOfDay | null;
}

export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';

export interface Offer {
  readonly id: Id;
  readonly slot: Id;
  readonly entry: Id;
  readonly patient: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly until: Instant;
  readonly state: OfferState;
  /** Who had the time before it was free: nobody is offered what he has just given up, however many were asked in between. */
  readonly givenUpBy: Id | null;
}

/** Why a time came to be passed on. */
export type Cause = 'cancelled' | 'moved' | 'opened' | 'declined' | 'expired' | 'withdrawn' | 'resumed';

/** Why somebody on the list was not offered a time that others before or after him were. */
export type PassedOver = 'dates' | 'part_of_day' | 'gave_it_up' | 'offered_before' | 'other_offer' | 'busy' | 'too_many_visits' | 'consent_withdrawn';

/** Why a freed time was offered to nobody. */
export type NotOffered = 'too_soon' | 'outside_hours' | 'nobody' | 'taken';

interface About {
  readonly slot: Id;
  readonly at: Instant;
}
type OfWish = About & { readonly wish: Pick<Wish, 'entry' | 'joinedAt'> };
type OfOffer = About & { readonly offer: Pick<Offer, 'id' | 'entry'> };

/** What is written down of a time, so that it can be told afterwards why this one was offered it and not that one. */
export type TraceStep =
  | (About & { readonly step: 'freed'; readonly reason: Cause })
  | (OfWish & { readonly step: 'passed_over'; readonly reason: PassedOver })
  | (OfWish & { readonly step: 'offered'; readonly offer: Pick<Offer, 'id' | 'entry'> })
  | (About & { readonly step: 'not_offered'; readonly reason: NotOffered })
  | (OfOffer & { readonly step: Exclude<OfferState, 'open'> });

/** The part of a transaction over the clinic's times that the waiting list needs. */
export interface WaitingStore {
  /** Who waits for a time of this doctor or speciality, whatever else they ask; first who joined first. */
  wishesFor(slot: Id): Promise<readonly Wish[]>;
  /** Whether a visit of the patient overlaps, another than `except`. */
  isBusy(patient: Id, startsAt: Instant, endsAt: Instant, except?: Id): Promise<boolean>;
  /** D3: the consent has not been taken back. */
  mayBook(patient: Id): Promise<boolean>;
  /** Every offer that may stand in the way of a new one to this wish: the open ones of the patient, and the one of this very time. */
  offersBefore(wish: Pick<Wish, 'entry' | 'patient'>, slot: Id): Promise<readonly Offer[]>;
  offer(id: Id): Promise<Offer | null>;
  openOfferOf(entry: Id): Promise<Offer | null>;
  expiredOffers(now: Instant, limit: number): Promise<readonly Offer[]>;

  /** Gives the time to the offer; false when the store knows of another offer that forbids this one, whatever was read before. */
  addOffer(offer: Offer, at: Instant): Promise<boolean>;
  /** Ends an open offer without a visit: the time is free again. */
  endOffer(offer: Offer, state: Exclude<OfferState, 'open' | 'accepted'>, at: Instant): Promise<void>;
  /** Turns the wish into the visit and the offer's row into the visit's; refuses `slot_taken`, and `patient_busy` when it overlaps another. */
  takeOffer(offer: Offer, at: Instant): Promise<void>;

  /** Remembers a time that is to be looked at again when people may be written to. */
  putOff(slot: Id, at: Instant, givenUpBy: Id | null): Promise<void>;
  timesPutOff(limit: number): Promise<readonly Id[]>;
  /** Null when somebody else has taken it up. */
  takeUp(slot: Id): Promise<{ readonly givenUpBy: Id | null } | null>;

  explain(step: TraceStep): Promise<void>;
}
