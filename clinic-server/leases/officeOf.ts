import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { shareOf, type LeasePolicy } from './policy.ts';

const day = 86_400_000;

/** Who shares the office's times with the device that asks, and how much they share. Who has not asked for two weeks has no part of it. */
export async function officeOf(tx: Tx, { device, office, now }: { readonly device: Id; readonly office: Id; readonly now: Instant }, policy: LeasePolicy): Promise<{ readonly devices: readonly Id[]; readonly share: number }> {
  // Once an hour is enough to know who is there, and each write keeps the feed waiting for a moment.
  await tx.query(`update device set leases_asked_at = $2 where id = $1 and (leases_asked_at is null or leases_asked_at < $3)`, [device, timestamp(now), timestamp(now - 3_600_000)]);
  const { rows } = await tx.query<{ id: Id; satellite: boolean; asks: boolean }>(
    `select d.id, d.profile = 'satellite' as satellite, coalesce(d.leases_asked_at > $2, false) as asks from device d where d.office_id = $1 and d.revoked_at is null order by d.id`,
    [office, timestamp(now - 14 * day)],
  );
  return { devices: rows.filter(({ asks }) => asks).map(({ id }) => id), share: shareOf(office, rows.some(({ satellite }) => satellite), policy) };
}
