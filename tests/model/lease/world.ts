/**
 * The world of the lease protocol, small enough to visit whole: a server, two devices (and a clone of the first), one or two times, one
 * backup and one restore, one request that is late. There is no time in it, no text and no patient: whoever is told «confirmed» counts.
 */

/** Identity 0 and 1 are the devices of the registry; replica 2 is a copy of device 0's disk and speaks under its name. */
export const replicas = [0, 1, 2] as const;
export type Replica = (typeof replicas)[number];
export type Identity = 0 | 1;

export const identityOf = (replica: Replica): Identity => (replica === 1 ? 1 : 0);

export const answers = ['queued', 'applied', 'refused', 'aside'] as const;
/** What a device knows of an outbox entry; `aside`: the server keeps it in quarantine. */
export type Answer = (typeof answers)[number];

export interface Booking {
  /** Who made it first; a clone that was made later carries the same booking on. */
  readonly by: Replica;
  /** The lease it was made on; 0: a mere request. */
  readonly lease: number;
  readonly answer: Answer;
  /** Somebody was told that it stands: on a lease at once, otherwise by the server's answer. */
  readonly told: boolean;
  /** Which word of the server it stands on: the number of its lease, or of its confirmation; 0: none yet. */
  readonly word: number;
  /** The entry of its cancellation, if the patient has cancelled. */
  readonly cancel: Answer | null;
}

/** What a device has on disk about one time. */
export interface Side {
  readonly lease: number;
  /** Dropped here, and sent back until the server has acknowledged. */
  readonly returning: number;
  readonly booking: Booking | null;
}

export interface Device {
  readonly epoch: number;
  readonly reportDue: boolean;
  readonly sides: readonly Side[];
}

/** Who has a time: the only row that says so. */
export type Occupant = { readonly kind: 'free' } | { readonly kind: 'lease'; readonly identity: Identity; readonly id: number } | { readonly kind: 'booking'; readonly by: Replica };

export type Outcome = 'applied' | 'refused';

/** What the server has stored of one time; a restore brings back an old one. */
export interface Place {
  readonly occupant: Occupant;
  /** The number of the word by which the occupant has it. */
  readonly word: number;
  /** Outcomes by idempotency key: one booking and one cancellation a replica. */
  readonly booked: readonly (Outcome | null)[];
  readonly cancelled: readonly (Outcome | null)[];
  /** Whose refused or set-aside booking has become a case for people. */
  readonly cases: readonly boolean[];
}

export interface Database {
  readonly places: readonly Place[];
  /** How often it has given a time to somebody, as this database counts. */
  readonly words: number;
  /** In the registry of this database; the one that survives is outside of it. */
  readonly enrolled: readonly boolean[];
}

export interface Server {
  readonly epoch: number;
  readonly closed: boolean;
  readonly database: Database;
  readonly backup: Database | null;
  readonly reported: readonly boolean[];
  readonly revoked: readonly boolean[];
  readonly excluded: readonly boolean[];
}

/** A request that its sender has given up waiting for; it may arrive at any time, and nobody hears the answer. */
export type Request =
  | { readonly kind: 'ask'; readonly from: Replica; readonly epoch: number; readonly slot: number }
  | { readonly kind: 'return'; readonly from: Replica; readonly epoch: number; readonly slot: number; readonly id: number }
  | { readonly kind: 'book'; readonly from: Replica; readonly epoch: number; readonly slot: number; readonly by: Replica; readonly lease: number; readonly word: number }
  | { readonly kind: 'cancel'; readonly from: Replica; readonly epoch: number; readonly slot: number; readonly by: Replica }
  | { readonly kind: 'report'; readonly from: Replica; readonly epoch: number; readonly leases: readonly number[]; readonly claims: readonly (Claim | null)[] };

/** A booking a device stands for, and the word it stands on. */
export interface Claim {
  readonly by: Replica;
  readonly word: number;
}

export interface World {
  readonly server: Server;
  /** The clone is null until there is one. */
  readonly devices: readonly (Device | null)[];
  readonly late: Request | null;
  /** Leases there ever were, and every giving of a time, whatever a restore makes of the database's own count. */
  readonly granted: number;
  readonly words: number;
  readonly cloned: boolean;
}

const free: Occupant = { kind: 'free' };

export const newDevice = (slots: number): Device => ({ epoch: 0, reportDue: false, sides: Array.from({ length: slots }, () => ({ lease: 0, returning: 0, booking: null })) });

/** Everything free and nothing booked; `joined`: device 1 is there from the start. */
export function beginning(slots: number, joined: boolean): World {
  const place: Place = { occupant: free, word: 0, booked: [null, null, null], cancelled: [null, null, null], cases: [false, false, false] };
  return {
    server: {
      ...{ epoch: 0, closed: false, backup: null, reported: [false, false], revoked: [false, false], excluded: [false, false] },
      database: { places: Array.from({ length: slots }, () => place), words: 0, enrolled: [true, joined] },
    },
    devices: [newDevice(slots), joined ? newDevice(slots) : null, null],
    ...{ late: null, granted: 0, words: 0, cloned: false },
  };
}

export function replaced<T>(list: readonly T[], index: number, value: T): readonly T[] {
  return list.with(index, value);
}

/** Per device, never one flag for all: that A was revoked excuses nothing that happens to B. */
export function isExempt({ server, cloned }: World, identity: Identity): boolean {
  return server.revoked[identity] === true || server.excluded[identity] === true || (cloned && identity === 0);
}

const otherReplica = (replica: Replica): Replica => (replica === 0 ? 1 : replica === 1 ? 0 : 2);
const swapPair = <T>(list: readonly T[]): readonly T[] => [list[1], list[0], ...list.slice(2)].filter((one) => one !== undefined);

/** The same world with A for B and B for A. Without a clone, and both there from the start, whatever may happen to one may happen to the other. */
export function mirrored({ server, devices, late, granted, words, cloned }: World): World {
  const flip = (database: Database): Database => ({
    ...database,
    places: database.places.map(({ occupant, word, booked, cancelled, cases }) => ({
      ...{ word, booked: swapPair(booked), cancelled: swapPair(cancelled), cases: swapPair(cases) },
      occupant: occupant.kind === 'lease' ? { ...occupant, identity: occupant.identity === 0 ? 1 : 0 } : occupant.kind === 'booking' ? { ...occupant, by: otherReplica(occupant.by) } : occupant,
    })),
  });
  const side = ({ booking, ...rest }: Side): Side => ({ ...rest, booking: booking && { ...booking, by: otherReplica(booking.by) } });
  const device = (one: Device | null): Device | null => one && { ...one, sides: one.sides.map(side) };
  const request = (one: Request): Request => {
    const from = otherReplica(one.from);
    if (one.kind === 'report') return { ...one, from, claims: one.claims.map((claim) => claim && { ...claim, by: otherReplica(claim.by) }) };
    return 'by' in one ? { ...one, from, by: otherReplica(one.by) } : { ...one, from };
  };
  return {
    server: { ...server, database: flip(server.database), backup: server.backup && flip(server.backup), reported: swapPair(server.reported), revoked: swapPair(server.revoked), excluded: swapPair(server.excluded) },
    devices: swapPair(devices).map(device),
    ...{ late: late && request(late), granted, words, cloned },
  };
}
