import { randomUUID } from 'node:crypto';
import type { SlotFacts } from '../../../clinic-server/scheduling/slotStore.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import { createMemorySlotClinic } from '../../support/memorySlotStore.ts';
import { contractSlots, slotStoreContract } from '../../support/slotStoreContract.ts';

slotStoreContract('times in memory', async () => {
  const slots = contractSlots.map(({ startsAt, minutes = 20, status = 'free' }): SlotFacts => ({
    id: randomUUID(),
    startsAt,
    endsAt: (startsAt + minutes * 60_000) as Instant,
    status,
  }));
  return { ...createMemorySlotClinic(slots), slots, patients: Array.from({ length: 3 }, () => randomUUID()) };
});
