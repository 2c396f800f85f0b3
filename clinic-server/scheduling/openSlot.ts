import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { refuse } from './refuse.ts';
import type { Hold, Occupant, SlotFacts, SlotStore } from './slotStore.ts';

/** A time of the schedule at which somebody receives, or a refusal. */
export function standing(slot: SlotFacts | 'removed' | null): SlotFacts {
  if (slot === null) return refuse('not_found');
  if (slot === 'removed' || slot.status === 'busy-unavailable') return refuse('slot_closed');
  return slot;
}

/** A time that may be given out now, or a refusal that says why not. */
export async function openSlot(store: SlotStore, id: Id, now: Instant): Promise<SlotFacts> {
  const slot = standing(await store.slot(id));
  if (slot.startsAt <= now) return refuse('slot_past');
  // After a restore the time may be somebody's of whom this database knows nothing.
  if (await store.isClosed()) return refuse('restoring');
  return slot;
}

/**
 * Who stands in the way, seen from one request: null, a hold it may step over (its own, or one that ran out: that is nobody's), or a
 * refusal. A time marked busy without an occupant was given out by the clinic's own system.
 */
export function stepOver(slot: SlotFacts, occupant: Occupant | null, own: { device: Id; holdId: Id | null }, now: Instant): Hold | null {
  if (occupant === null) return slot.status === 'free' ? null : refuse('slot_taken');
  if (occupant.kind !== 'hold') return refuse('slot_taken');
  const mine = occupant.device === own.device && occupant.holdId === own.holdId;
  return mine || occupant.expiresAt <= now ? occupant : refuse('slot_taken');
}
