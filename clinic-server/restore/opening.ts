import type { Id } from '../../shared/lib/ids.ts';
import type { Reader, Tx } from '../db/pool.ts';

/** A device of the registry that may still come with something this database has forgotten. */
const waitedFor = `d.revoked_at is null and d.reported_epoch is distinct from m.value and d.excluded_epoch is distinct from m.value`;

export async function isClosed(from: Reader): Promise<boolean> {
  const { rows } = await from.query<{ closed: boolean }>('select h.closed_at is not null as closed from history h');
  return rows[0]?.closed === true;
}

/**
 * The last two reports may come at the same moment: each would still miss the other, and nobody would open. Whoever reports, is revoked or
 * excluded takes this lock before it says so.
 */
export async function lockOpening(tx: Tx): Promise<void> {
  await tx.query('select h.mark from history h for update');
}

/** Opens as soon as nobody is waited for; true when this call did. */
export async function openIfNobodyIsWaitedFor(tx: Tx): Promise<boolean> {
  const { count } = await tx.query(
    `update history set closed_at = null where closed_at is not null and not exists (select from device d, meta m where m.name = 'epoch' and ${waitedFor})`,
  );
  // Everybody has something that was told «later».
  if (count === 1) tx.announce();
  return count === 1;
}

export async function isWaitedFor(from: Reader, device: Id): Promise<boolean> {
  const { rows } = await from.query(`select d.id from device d, meta m, history h where m.name = 'epoch' and h.closed_at is not null and d.id = $1 and ${waitedFor}`, [device]);
  return rows.length === 1;
}
