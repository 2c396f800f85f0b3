import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import { partOf, spread, type LeasePolicy } from '../leases/policy.ts';
import { isOpenTo } from './openTo.ts';
import type { Lease, LeasedTime, Occupant, SlotStore, Taken } from './slotStore.ts';

/** What a device has after it asked, and what the centre would like to have back of it. */
export interface Granted {
  readonly leases: readonly LeasedTime[];
  readonly wanted: readonly LeasedTime[];
}

export interface LeaseRequest {
  readonly device: Id;
  readonly office: Id;
  /** Absent: only times that are open to all. */
  readonly profile?: Profile;
  /** Every device of the office that gets a part, this one among them. */
  readonly devices: readonly Id[];
  /** 0 to 1, of the office's free times. */
  readonly share: number;
  /** Times this device has something open on, so that it would not keep a lease of them. */
  readonly except: readonly Id[];
  readonly newId: () => Id;
}

/** A transaction takes no more than so many times at once: the rest comes with the next asking. */
const mostAtOnce = 100;

const day = 86_400_000;

/**
 * O2. Brings what the device has to what the policy says it should have: what is missing is granted, what is too much is asked back and stays
 * the device's until it gives it back. Asked again, because the answer was lost, it names the same leases.
 */
export async function grantLeases(store: SlotStore, request: LeaseRequest, policy: LeasePolicy, now: Instant): Promise<Granted> {
  await store.lockDevice(request.device);
  const until = (now + policy.horizonDays * day) as Instant;
  const mine = (await store.leasesOf(request.device)).filter(({ startsAt }) => startsAt > now);
  const channel = request.profile === undefined ? null : { profile: request.profile, office: request.office };
  // A day that was closed, and a time that is kept for others now (S9).
  const closed = mine.filter((lease) => lease.status === 'removed' || lease.status === 'busy-unavailable' || !isOpenTo(lease, channel));
  const standing = mine.filter((lease) => !closed.includes(lease) && lease.startsAt <= until);
  const free = (await store.leasable(request.office, now, until)).filter((slot) => isOpenTo(slot, channel));
  let others = 0;
  for (const other of request.devices)
    if (other !== request.device) others += (await store.leasesOf(other)).filter(({ startsAt }) => startsAt > now && startsAt <= until).length;
  const times = free.length + others + standing.length;
  const part = partOf(request, policy, times);
  // What another device has beyond its own part comes back first: the office never has more than its share.
  const left = Math.floor(times * request.share) - others - standing.length;
  const granted: LeasedTime[] = [];
  if (standing.length < part && left > 0 && !(await store.isClosed())) {
    const chosen = spread(free.filter(({ id }) => !request.except.includes(id)), Math.min(part - standing.length, left, mostAtOnce));
    await store.lockSlots(chosen.map(({ id }) => id));
    for (const { id, startsAt, endsAt, openTo = null } of chosen) {
      // Between the look and the lock somebody may have taken it.
      const slot = await store.slot(id);
      if (slot === null || slot === 'removed' || slot.status !== 'free' || slot.startsAt !== startsAt || (await store.occupant(id)) !== null) continue;
      const lease: Lease = { slot: id, device: request.device, leaseId: request.newId(), word: await store.nextWord() };
      await store.addLease(lease);
      granted.push({ ...lease, startsAt, endsAt, status: 'busy-tentative', openTo });
    }
  }
  const tooMany = spread(standing, standing.length - part);
  return { leases: [...mine, ...granted], wanted: [...closed, ...tooMany] };
}

/** O2. Only this very lease: by the time a return arrives the time may be leased anew, to the same device too. */
export async function returnLease(store: SlotStore, lease: Pick<Lease, 'slot' | 'device' | 'leaseId'>): Promise<boolean> {
  await store.lockSlots([lease.slot]);
  return store.dropLease(lease);
}

/** A visit somebody was told of, the time it has and the word by which it has it. */
export interface Claim {
  readonly slot: Id;
  readonly appointment: Id;
  readonly word: number;
}

export interface Report {
  readonly device: Id;
  /** Proven by the clinic's signature. */
  readonly leases: readonly Lease[];
  readonly claims: readonly Claim[];
}

/** Who had a time by an older word, and has it no more. */
export interface Displaced {
  readonly slot: Id;
  readonly before: Extract<Occupant, { kind: 'lease' | 'appointment' }>;
  readonly after: Lease | Taken;
}

/**
 * O6. What a device says of itself after a restore is the truth about it. What stands on an older word gives way: the backup is older than
 * what happened after it, and a lease on a copied disk is older than what the original did with it. Once an epoch; the caller sees to that.
 */
export async function reportLeases(store: SlotStore, { device, leases, claims }: Report): Promise<readonly Displaced[]> {
  await store.lockDevice(device);
  const before = await store.leasesOf(device);
  const named = new Set([...leases, ...claims].map(({ slot }) => slot));
  await store.lockSlots([...named, ...before.map(({ slot }) => slot)]);
  for (const lease of before) if (!named.has(lease.slot)) await store.dropLease(lease);
  const displaced: Displaced[] = [];
  // A visit made on a lease comes after the lease: where both are named the visit has the time.
  const claimed = new Map(claims.map((claim) => [claim.slot, claim]));
  const leased = new Map(leases.map((lease) => [lease.slot, lease]));
  for (const slot of named) {
    const claim = claimed.get(slot);
    const lease = leased.get(slot);
    const taken = claim && (await put(store, device, slot, { kind: 'appointment', appointment: claim.appointment, word: claim.word }, displaced));
    if (!taken && lease) await put(store, device, slot, { kind: 'lease', ...lease }, displaced);
  }
  return displaced;
}

async function put(store: SlotStore, device: Id, slot: Id, to: Extract<Occupant, { kind: 'lease' | 'appointment' }>, displaced: Displaced[]): Promise<boolean> {
  const occupant = await store.occupant(slot);
  // Moved at another device since: what the first one knows of it is older.
  const has = to.kind === 'appointment' ? await store.placeOf(to.appointment) : null;
  if (has && has.slot !== slot && (has.word ?? 0) > (to.word ?? 0)) return true;
  if (occupant?.kind === 'appointment' && to.kind === 'appointment' && occupant.appointment === to.appointment) return true;
  const own = occupant?.kind === 'lease' && occupant.device === device;
  const older = occupant?.kind === 'lease' || occupant?.kind === 'appointment' ? (occupant.word ?? 0) < (to.word ?? 0) : true;
  if (!own && !older) return false;
  await store.assign(slot, to);
  if (occupant?.kind === 'appointment' || (occupant?.kind === 'lease' && !own)) displaced.push({ slot, before: occupant, after: to });
  return true;
}
