import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';

/**
 * Every command of a device has a number of its own, counted on its disk. False: this number was another command's before, so there are
 * two of this disk (rule 12 of the leases), a copy or an older state of it.
 */
export async function takeSequence(tx: Tx, { device, number, key, now }: { readonly device: Id; readonly number: number; readonly key: Id; readonly now: Instant }): Promise<boolean> {
  const { count } = await tx.query('insert into device_sequence (device, number, key, taken_at) values ($1, $2, $3, $4) on conflict (device, number) do nothing', [device, number, key, timestamp(now)]);
  if (count === 1) return true;
  const { rows } = await tx.query<{ key: Id }>('select s.key from device_sequence s where s.device = $1 and s.number = $2', [device, number]);
  return rows[0]?.key === key;
}

const keptDays = 60;

/** A disk that was copied longer ago than answers are kept is found by the newer numbers. */
export async function forgetSequences(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from device_sequence where taken_at < $1', [timestamp(now - keptDays * 86_400_000)]);
}
