import type { Id } from '../../shared/lib/ids.ts';
import type { Instant, MoscowDay } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { WaitingStore } from '../waiting/waitingStore.ts';

/** FHIR Slot.status: a picture of who has the time, for those who only read. The word itself is `Occupant`. */
export type SlotStatus = 'free' | 'busy' | 'busy-tentative' | 'busy-unavailable';

/** S9. Whom a time is kept for: devices of one of these kinds, in one of these offices; an empty list asks nothing. */
export interface OpenTo {
  readonly profiles: readonly Profile[];
  readonly offices: readonly Id[];
}

/** Where a request comes from. */
export interface Channel {
  readonly profile: Profile;
  readonly office: Id;
}

export interface SlotFacts {
  readonly id: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SlotStatus;
  /** S9. Absent or null: open to all. */
  readonly openTo?: OpenTo | null;
}

export interface Hold {
  readonly slot: Id;
  readonly device: Id;
  readonly holdId: Id;
  readonly expiresAt: Instant;
  readonly totalSeconds: number;
  readonly extended: boolean;
}

/** O2. The sole right of one device to give out this one time until it begins. */
export interface Lease {
  readonly slot: Id;
  readonly device: Id;
  /** Random and never given again: a return, or a booking, on an older one of the same time is not mistaken for this one. */
  readonly leaseId: Id;
  /** Grows with every time the server gives to anybody, over a restore too: of two that prove a time is theirs the later one has it. */
  readonly word: number;
}

/** A lease with its time as the schedule has it now. */
export interface LeasedTime extends Lease {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly status: SlotStatus | 'removed';
  readonly openTo?: OpenTo | null;
}

/** The visit a time belongs to, and by which word of the server; null: given before words were counted, or by the clinic itself. */
export interface Taken {
  readonly appointment: Id;
  readonly word: number | null;
}

export type Occupant =
  | ({ readonly kind: 'hold' } & Hold)
  | ({ readonly kind: 'lease' } & Lease)
  | ({ readonly kind: 'appointment' } & Taken)
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

/** By which word of the server a visit has its time, and whether the patient may be in two places by the clinic's leave. */
export interface Ground {
  readonly word: number;
  readonly overlapAccepted: boolean;
}

/** Whose row a visit takes over: its own hold, the lease it was made on, or the place a report has kept for it. */
export type Instead = Hold | Lease | Taken;

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
  addVisit(visit: Visit, instead: Instead | null, paper: VisitPaper, ground: Ground): Promise<void>;
  cancelVisit(visit: Visit, paper: CancelPaper): Promise<void>;
  /** From its slot to another in one step, with the given status; refuses as `addVisit` does. */
  moveVisit(visit: Visit, to: SlotFacts, instead: Instead | null, ground: Ground): Promise<void>;

  /** After a restore, until the server knows what its devices know: nothing may be given out anew. */
  isClosed(): Promise<boolean>;
  /** Every lease of the device, those of times that have begun too; the earliest time first. */
  leasesOf(device: Id): Promise<readonly LeasedTime[]>;
  /** Free times of the office that begin after `now` and not after `until`, the earliest first: what the policy may give out. */
  leasable(office: Id, now: Instant, until: Instant): Promise<readonly SlotFacts[]>;
  /** Refuses `slot_taken` when anybody has the time, whatever was read before. */
  addLease(lease: Lease): Promise<void>;
  /** Frees the time if this very lease of this device still has it; whether it did. */
  dropLease(lease: Pick<Lease, 'slot' | 'device' | 'leaseId'>): Promise<boolean>;
  /** The next word of the server. */
  nextWord(): Promise<number>;
  /** Where this visit has its time, and by which word; null: nowhere. A report may have given it one before the visit itself is told again. */
  placeOf(appointment: Id): Promise<{ readonly slot: Id; readonly word: number | null } | null>;
  /** A report of a device after a restore: from now on the time is this one's, whatever was known of it. */
  assign(slot: Id, to: Extract<Occupant, { kind: 'lease' | 'appointment' }>): Promise<void>;

  /** The office in which the visit is; null when nobody has said. */
  officeOf(visit: Visit): Promise<Id | null>;
  /** The number this visit was given there on that day. */
  queueNumber(visit: Visit, office: Id, day: MoscowDay): Promise<string | null>;
  /** The patient is there: status and number in one step; the next number unless the visit has one there for that day. */
  arrive(visit: Visit, arrival: Arrival): Promise<string>;
}
