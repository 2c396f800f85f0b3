import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';

const keptDays = 30;

/** A visit made on a lease may arrive long after its time has begun; a device keeps what it did for as many days, and nothing comes after. */
export async function forgetPastLeases(tx: Tx, now: Instant): Promise<void> {
  await tx.query(
    `delete from occupancy o using resource sl where o.kind = 'lease' and sl.type = 'Slot' and sl.id = o.slot::text and fhir_low(sl.content->>'start') < $1`,
    [timestamp(now - keptDays * 86_400_000)],
  );
}
