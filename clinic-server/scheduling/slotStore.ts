import type { Id } from '../../shared/lib/ids.ts';
import type { Instant, MoscowDay } from '../../shared/lib/moscow.ts';
import type { WaitingStore } from '../waiting/waitingStore.ts';

/** FHIR Slot.status: a picture of who has the time, for those who only read. The word itself is `Occupant`. */
export type SlotStatus = 'free' | 'busy' | 'busy-tentative' | 'busy-unavailable';

export interface SlotFacts {
  readonly id: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SlotStatus;
}

export interface Hold {
  readonly slot: Id;
  readonly device: Id;
  readonly holdId: Id;
  readonly expiresAt: Instant;
  readonly totalSeconds: number;
  readonly extended: boolean;
}

export type Occupant =
  | ({ readonly kind: 'hold' } & Hold)
  | { readonly kind: 'lease'; readonly device: Id }
  | { readonly kind: 'appointment'; readonly appointment: Id }
  /** S6. Kept for the one on the waiting list it was offered to. */
  | { readonly kind: 'offer'; readonly offer: Id };

export type VisitStatus = 'proposed' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow';

export interface Visit {
  readonly id: Id;
  readonly patient: Id;
  readonly slot: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: VisitStatus;
}

/** What is written on the visit beside what decides it. */
export interface VisitPaper {
  /** For people only. */
  readonly number: string | null;
  readonly created: Instant;
  readonly signIn: Id | null;
}

export interface CancelPaper {
  readonly reason: string;
  readonly comment: string | null;
}

export interface Arrival {
  readonly office: Id;
  readonly day: MoscowDay;
  readonly device: Id;
  readonly at: Instant;
}

/**
 * One transaction over the clinic's times, with what the decisions need and nothing of how it is kept. PostgreSQL stands behind it on the
 * server, a map in the simulator; one suite holds both to the same behaviour.
 *
 * `lock…` calls come in the order device, patient, slots (sorted by the store), or two transactions could wait for each other.
 */
export interface SlotStore extends WaitingStore {
  lockDevice(device: Id): Promise<void>;
  lockPatient(patient: Id): Promise<void>;
  lockSlots(slots: readonly Id[]): Promise<void>;

  /** `removed` when the clinic took the time out of its schedule, null when there never was one. */
  slot(id: Id): Promise<SlotFacts | 'removed' | null>;
  occupant(slot: Id): Promise<Occupant | null>;
  holdOf(device: Id): Promise<Hold | null>;
  hold(holdId: Id): Promise<Hold | null>;
  expiredHolds(now: Instant, limit: number): Promise<readonly Hold[]>;
  visit(id: Id): Promise<Visit | null>;
  /** Upcoming visits that still stand. */
  activeVisits(patient: Id, now: Instant): Promise<number>;

  /** Refuses `slot_taken` when anybody has the time, whatever was read before. */
  addHold(hold: Hold): Promise<void>;
  changeHold(hold: Hold): Promise<void>;
  /** Frees the time if this very hold still has it. */
  dropHold(hold: Hold): Promise<void>;
  /** Gives the slot to the visit, in place of `instead` if given; refuses `slot_taken`, and `patient_busy` when it overlaps another. */
  addVisit(visit: Visit, instead: Hold | null, paper: VisitPaper): Promise<void>;
  cancelVisit(visit: Visit, paper: CancelPaper): Promise<void>;
  /** From its slot to another in one step; refuses as `addVisit` does. */
  moveVisit(visit: Visit, to: SlotFacts, instead: Hold | null): Promise<void>;

  /** The office in which the visit is; null when nobody has said. */
  officeOf(visit: Visit): Promise<Id | null>;
  /** The number this visit was given there on that day. */
  queueNumber(visit: Visit, office: Id, day: MoscowDay): Promise<string | null>;
  /** The patient is there: status and number in one step; the next number unless the visit has one there for that day. */
  arrive(visit: Visit, arrival: Arrival): Promise<string>;
}
