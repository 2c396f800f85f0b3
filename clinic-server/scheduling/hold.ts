import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { assertOpenTo } from './openTo.ts';
import { openSlot, stepOver } from './openSlot.ts';
import { refuse } from './refuse.ts';
import type { Channel, Hold, SlotStore } from './slotStore.ts';

export interface HoldRequest {
  readonly slot: Id;
  readonly holdId: Id;
  readonly device: Id;
  readonly seconds: number;
  /** Absent: where it comes from is not said. */
  readonly channel?: Channel;
}

/** S3. Keeps a time for one device; the one it had before is given back in the same transaction, so a device never has two. */
export async function hold(store: SlotStore, request: HoldRequest, now: Instant): Promise<Hold> {
  await store.lockDevice(request.device);
  const before = await store.holdOf(request.device);
  await store.lockSlots(before ? [request.slot, before.slot] : [request.slot]);
  const same = await store.hold(request.holdId);
  if (same) {
    if (same.device !== request.device || same.slot !== request.slot) return refuse('id_reused');
    // Asked again, because the answer was lost: it gets the same answer, not more time.
    if (same.expiresAt > now) return same;
  }
  const slot = await openSlot(store, request.slot, now);
  assertOpenTo(slot, request.channel ?? null);
  const occupant = await store.occupant(request.slot);
  // A device may change its mind about the hold, so its own earlier one on this slot gives way.
  const instead = stepOver(slot, occupant, { device: request.device, holdId: before?.slot === request.slot ? before.holdId : null }, now);
  if (before) await store.dropHold(before);
  if (instead && instead.holdId !== before?.holdId) await store.dropHold(instead);
  const { holdId, device, seconds } = request;
  const made: Hold = {
    slot: slot.id,
    device,
    holdId,
    expiresAt: (now + seconds * 1000) as Instant,
    totalSeconds: seconds,
    extended: false,
  };
  await store.addHold(made);
  return made;
}

/** Once: what is left grows by as much as the hold was first given, so the screen's «+3 минуты» is true whenever it is touched. */
export async function extendHold(store: SlotStore, request: { holdId: Id; device: Id }, now: Instant): Promise<Hold> {
  const found = await ownHold(store, request);
  if (!found || found.expiresAt <= now) return refuse('hold_gone');
  if (found.extended) return refuse('already_extended');
  const longer: Hold = { ...found, extended: true, totalSeconds: found.totalSeconds * 2, expiresAt: (found.expiresAt + found.totalSeconds * 1000) as Instant };
  await store.changeHold(longer);
  return longer;
}

/** Giving back what is gone already is no fault: the answer of the first time may have been lost. */
export async function releaseHold(store: SlotStore, request: { holdId: Id; device: Id }): Promise<void> {
  const found = await ownHold(store, request);
  if (found) await store.dropHold(found);
}

async function ownHold(store: SlotStore, { holdId, device }: { holdId: Id; device: Id }): Promise<Hold | null> {
  await store.lockDevice(device);
  const found = await store.hold(holdId);
  if (!found || found.device !== device) return null;
  await store.lockSlots([found.slot]);
  // Read again under the lock: a booking may have turned it into a visit meanwhile.
  return store.hold(holdId);
}

/** Frees what ran out; how many. */
export async function sweepHolds(store: SlotStore, now: Instant): Promise<number> {
  const expired = await store.expiredHolds(now, 100);
  await store.lockSlots(expired.map(({ slot }) => slot));
  let freed = 0;
  for (const seen of expired) {
    // It may have been extended or booked between the look and the lock.
    const current = await store.hold(seen.holdId);
    if (!current || current.expiresAt > now) continue;
    await store.dropHold(current);
    freed++;
  }
  return freed;
}
