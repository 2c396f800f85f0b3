import type { Rules } from './rules.ts';
import { identityOf, replaced, type Claim, type Database, type Identity, type Occupant, type Outcome, type Place, type Replica, type Request, type Server, type World } from './world.ts';

/** What the server answers; `later` and `newEpoch` change nothing at it. */
export type Reply =
  | { readonly kind: 'newEpoch' }
  | { readonly kind: 'later' }
  | { readonly kind: 'lease'; readonly id: number }
  | { readonly kind: 'noLease' }
  | { readonly kind: 'done' }
  | { readonly kind: 'aside' }
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly word: number };

export interface Handled {
  readonly world: World;
  readonly reply: Reply;
  /** A booking somebody relies on was refused here: whose. Null: nothing of the kind. */
  readonly broke: Replica | null;
}

const free: Occupant = { kind: 'free' };

function withDatabase(world: World, database: Database): World {
  return { ...world, server: { ...world.server, database } };
}

function withPlace(world: World, slot: number, place: Place): World {
  const { database } = world.server;
  return withDatabase(world, { ...database, places: replaced(database.places, slot, place) });
}

export const placeOf = (world: World, slot: number): Place => world.server.database.places[slot] ?? never();

function never(): never {
  throw new Error('there is no such time in this world');
}

const isLeaseOf = (occupant: Occupant, identity: Identity): boolean => occupant.kind === 'lease' && occupant.identity === identity;

/** One transaction of the server. */
export function handle(world: World, request: Request, rules: Rules): Handled {
  const { server } = world;
  const plain = (next: World, reply: Reply): Handled => ({ world: next, reply, broke: null });
  if (rules.epochChecked && request.epoch !== server.epoch) return plain(world, { kind: 'newEpoch' });
  const identity = identityOf(request.from);
  if (server.revoked[identity]) return aside(world, request, rules);
  switch (request.kind) {
    case 'ask':
      return ask(world, identity, request.slot, rules);
    case 'return':
      return plain(giveBack(world, identity, request, rules), { kind: 'done' });
    case 'report':
      return plain(opened(report(world, identity, request, rules), rules), { kind: 'done' });
    case 'book':
      return book(world, identity, request, rules);
    case 'cancel':
      return plain(cancel(world, request), { kind: 'outcome', outcome: 'applied', word: 0 });
  }
}

/** A revoked device's commands are kept and not applied; a booking among them that somebody relies on is a case at once. */
function aside(world: World, request: Request, rules: Rules): Handled {
  if (request.kind !== 'book') return { world, reply: { kind: 'aside' }, broke: null };
  const place = placeOf(world, request.slot);
  const next = rules.caseWithRefusal ? withPlace(world, request.slot, { ...place, cases: replaced(place.cases, request.by, true) }) : world;
  return { world: next, reply: { kind: 'aside' }, broke: request.by };
}

/** The server gives a time to somebody: one word more. */
function spoken(world: World): World {
  const { database } = world.server;
  return { ...withDatabase(world, { ...database, words: database.words + 1 }), words: world.words + 1 };
}

function ask(world: World, identity: Identity, slot: number, rules: Rules): Handled {
  const place = placeOf(world, slot);
  const no: Handled = { world, reply: { kind: 'noLease' }, broke: null };
  // Asked again because the answer was lost: the lease is there already.
  if (place.occupant.kind === 'lease' && place.occupant.identity === identity) return { ...no, reply: { kind: 'lease', id: place.occupant.id } };
  if ((world.server.closed && rules.closedAfterRestore) || place.occupant.kind !== 'free') return no;
  const { database } = world.server;
  const id = (rules.idsNeverReused ? world.words : database.words) + 1;
  const granted = withPlace({ ...spoken(world), granted: world.granted + 1 }, slot, { ...place, word: id, occupant: { kind: 'lease', identity, id } });
  return { world: granted, reply: { kind: 'lease', id }, broke: null };
}

function giveBack(world: World, identity: Identity, { slot, id }: { slot: number; id: number }, rules: Rules): World {
  const place = placeOf(world, slot);
  const { occupant } = place;
  const matches = occupant.kind === 'lease' && occupant.identity === identity && (occupant.id === id || !rules.returnMatchesId);
  return matches ? withPlace(world, slot, { ...place, word: 0, occupant: free }) : world;
}

/**
 * What this device says of itself is the truth about it, once an epoch. What stands on an older word of the server gives way to it: the
 * backup is older than what happened after it, and a lease on a disk that was copied is older than what the original did with it.
 */
function report(world: World, identity: Identity, { leases, claims }: { leases: readonly number[]; claims: readonly (Claim | null)[] }, rules: Rules): World {
  if (world.server.reported[identity]) return world;
  const reported = { ...world, server: { ...world.server, reported: replaced(world.server.reported, identity, true) } };
  return leases.reduce<World>((next, id, slot) => {
    const place = placeOf(next, slot);
    const claim = rules.reportNamesClaims ? (claims[slot] ?? null) : null;
    const mayOverride = (word: number) => place.occupant.kind === 'free' || isLeaseOf(place.occupant, identity) || (rules.youngerWordWins ? word > place.word : true);
    if (claim !== null && mayOverride(claim.word)) return withPlace(next, slot, { ...place, word: claim.word, occupant: { kind: 'booking', by: claim.by } });
    const known = place.occupant.kind === 'lease' && place.occupant.id === id;
    if (id > 0 && mayOverride(id) && (known || rules.unknownLeaseHonoured)) return withPlace(next, slot, { ...place, word: id, occupant: { kind: 'lease', identity, id } });
    return id === 0 && claim === null && isLeaseOf(place.occupant, identity) ? withPlace(next, slot, { ...place, word: 0, occupant: free }) : next;
  }, reported);
}

function book(world: World, identity: Identity, request: Extract<Request, { kind: 'book' }>, rules: Rules): Handled {
  const { slot, by, lease, word } = request;
  const formerly = lease === 0 && word > 0;
  const place = placeOf(world, slot);
  const { occupant } = place;
  const known = place.booked[by] ?? null;
  if (known !== null && rules.sameKeySameAnswer) return { world, reply: { kind: 'outcome', outcome: known, word: place.word }, broke: null };
  const relied = lease > 0 || formerly;
  const { closed } = world.server;
  const own = (occupant.kind === 'booking' && occupant.by === by) || (lease > 0 && isLeaseOf(occupant, identity) && occupant.kind === 'lease' && occupant.id === lease);
  const mayTakeFree = occupant.kind === 'free' && (relied ? formerly || rules.unknownLeaseHonoured : !closed || !rules.closedAfterRestore);
  if (own || mayTakeFree) {
    const told = word === 0 ? spoken(world) : world;
    const taken: Place = { ...place, word: word === 0 ? told.words : word, occupant: { kind: 'booking', by }, booked: replaced(place.booked, by, 'applied') };
    return { world: withPlace(told, slot, taken), reply: { kind: 'outcome', outcome: 'applied', word: taken.word }, broke: null };
  }
  if (closed && rules.laterWhileClosed) return { world, reply: { kind: 'later' }, broke: null };
  const refused: Place = {
    ...place,
    booked: replaced(place.booked, by, 'refused'),
    cases: relied && rules.caseWithRefusal ? replaced(place.cases, by, true) : place.cases,
  };
  return { world: withPlace(world, slot, refused), reply: { kind: 'outcome', outcome: 'refused', word: 0 }, broke: relied ? by : null };
}

/** Frees the time for everybody, and never back to the device; of a booking that has no time there is nothing to free. */
function cancel(world: World, { slot, by }: { slot: number; by: Replica }): World {
  const place = placeOf(world, slot);
  if (place.cancelled[by] !== null) return world;
  const has = place.occupant.kind === 'booking' && place.occupant.by === by;
  return withPlace(world, slot, { ...place, ...(has ? { word: 0, occupant: free } : {}), cancelled: replaced(place.cancelled, by, 'applied') });
}

/** Opens as soon as nobody of the registry can still come with something the server has forgotten. */
function opened(world: World, rules: Rules): World {
  const { server } = world;
  if (!server.closed) return world;
  const registry = rules.registrySurvives ? [true, world.devices[1] !== null] : server.database.enrolled;
  const waits = registry.some((member, identity) => member && !server.reported[identity] && !server.revoked[identity] && !server.excluded[identity]);
  return waits ? world : { ...world, server: { ...server, closed: false } };
}

function freeLeasesOf(server: Server, identity: Identity | null): Database {
  const { database } = server;
  return { ...database, places: database.places.map((place) => (place.occupant.kind === 'lease' && (identity === null || place.occupant.identity === identity) ? { ...place, word: 0, occupant: free } : place)) };
}

/** An administrator's word: this device is believed no more. Its leases are everybody's again. */
export function revoke(world: World, identity: Identity, rules: Rules): World {
  const { server } = world;
  const database = freeLeasesOf(server, rules.revokeOnlyItsOwn ? identity : null);
  return opened({ ...world, server: { ...server, database, revoked: replaced(server.revoked, identity, true) } }, rules);
}

/** An administrator opens without waiting for this device. */
export function exclude(world: World, identity: Identity, rules: Rules): World {
  const { server } = world;
  return opened({ ...world, server: { ...server, database: freeLeasesOf(server, identity), excluded: replaced(server.excluded, identity, true) } }, rules);
}

export function backUp(world: World): World {
  return { ...world, server: { ...world.server, backup: world.server.database } };
}

/** Declared by the administrator's tool: a new epoch, everything closed, nobody has reported. Who is revoked is kept outside of the database. */
export function restore(world: World, rules: Rules): World {
  const { server } = world;
  if (server.backup === null) return never();
  const back = { ...world, server: { ...server, database: server.backup, backup: null, epoch: server.epoch + 1, closed: true, reported: [false, false] } };
  return opened(back, rules);
}
