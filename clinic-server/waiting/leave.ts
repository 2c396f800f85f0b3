import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { SlotStore } from '../scheduling/slotStore.ts';
import { endAndPassOn } from './answer.ts';
import type { OfferRules } from './rules.ts';

/** What was offered to a wish that is no more goes to the next at once. */
export async function withdrawOfferTo(store: SlotStore, entry: Id, rules: OfferRules, now: Instant): Promise<void> {
  const seen = await store.openOfferOf(entry);
  if (!seen) return;
  await store.lockSlots([seen.slot]);
  const current = await store.offer(seen.id);
  if (current?.state === 'open') await endAndPassOn(store, current, 'withdrawn', rules, now);
}
