import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';

/**
 * O6. A device that is believed no more gives nothing out any more: its leases are everybody's, and nobody else's are touched. In the
 * transaction that revokes it and under the lock a grant takes, or a lease granted in between would be kept from everybody for ever.
 */
export async function releaseLeasesOf(tx: Tx, device: Id): Promise<void> {
  const store = postgresSlotStore(tx);
  await store.lockDevice(device);
  const leases = await store.leasesOf(device);
  await store.lockSlots(leases.map(({ slot }) => slot));
  for (const lease of leases) await store.dropLease(lease);
}
