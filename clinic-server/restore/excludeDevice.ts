import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { releaseLeasesOf } from '../leases/releaseLeasesOf.ts';
import { isWaitedFor, lockOpening, openIfNobodyIsWaitedFor } from './opening.ts';

/** Its leases are everybody's, and the server may open without it. False: nobody was waiting for this device. */
export async function excludeDevice(tx: Tx, device: Id): Promise<boolean> {
  await lockOpening(tx);
  if (!(await isWaitedFor(tx, device))) return false;
  await tx.query(`update device set excluded_epoch = (select m.value from meta m where m.name = 'epoch') where id = $1`, [device]);
  await releaseLeasesOf(tx, device);
  await openIfNobodyIsWaitedFor(tx);
  return true;
}
