import type { Id } from '../../shared/lib/ids.ts';
import { inTransaction } from '../db/pool.ts';
import type { ServerParts } from '../http/parts.ts';
import { releaseHold } from './hold.ts';
import { postgresSlotStore } from './postgresSlotStore.ts';

/** S3. The patient has left: what the device kept for him is everybody's at once. */
export async function releaseHoldsOf({ pool }: ServerParts, device: Id): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const store = postgresSlotStore(tx);
    await store.lockDevice(device);
    const held = await store.holdOf(device);
    if (held) await releaseHold(store, { holdId: held.holdId, device });
  });
}
