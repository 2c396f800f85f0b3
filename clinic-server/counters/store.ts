import type { Id } from '../../shared/lib/ids.ts';
import type { Instant, MoscowDay } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { Cell, ConnectorName } from './cell.ts';

/** False when this batch has been taken before. */
export async function takeBatch(tx: Tx, id: Id, today: MoscowDay): Promise<boolean> {
  const { count } = await tx.query('insert into use_batch (id, taken_on) values ($1, $2) on conflict do nothing', [id, today]);
  return count > 0;
}

export async function addToTotal(tx: Tx, { day, profile, event, count }: Cell): Promise<void> {
  await tx.query(
    `insert into use_total (day, profile, event, count) values ($1, $2, $3, $4)
     on conflict (day, profile, event) do update set count = use_total.count + excluded.count`,
    [day, profile, event, count],
  );
}

/** The threshold of a week, from its first batch on. */
export async function beginWeek(tx: Tx, week: MoscowDay, threshold: number): Promise<number> {
  await tx.query('insert into use_week (week, threshold) values ($1, $2) on conflict do nothing', [week, threshold]);
  return (await thresholdOf(tx, week)) ?? threshold;
}

export async function thresholdOf(db: Reader, week: MoscowDay): Promise<number | null> {
  const { rows } = await db.query<{ threshold: number }>('select threshold from use_week where week = $1', [week]);
  return rows[0]?.threshold ?? null;
}

export async function cellsBetween(db: Reader, from: MoscowDay, to: MoscowDay): Promise<readonly Cell[]> {
  const { rows } = await db.query<Cell>(
    `select day::text, profile, event, count::float8 as count from use_total where day between $1 and $2 order by day, profile, event`,
    [from, to],
  );
  return rows;
}

/** With the threshold of each one's week; those already told to this connector, or on their way, are not among them. */
export async function untoldCells(db: Reader, connector: ConnectorName, from: MoscowDay, to: MoscowDay, threshold: number): Promise<readonly (Cell & { readonly threshold: number })[]> {
  const { rows } = await db.query<Cell & { threshold: number }>(
    `select t.day::text, t.profile, t.event, t.count::float8 as count, coalesce(w.threshold, $4) as threshold
     from use_total t left join use_week w on w.week = date_trunc('week', t.day::timestamp)::date
     where t.day between $2 and $3
       and not exists (select 1 from use_export x where x.connector = $1 and x.day = t.day and x.profile = t.profile and x.event = t.event and x.state <> 'refused')
     order by t.day, t.profile, t.event`,
    [connector, from, to, threshold],
  );
  return rows;
}

/** Numbers of batches older than anything that is still taken, and totals nobody needs any more. */
export async function forgetOldUse(tx: Tx, before: { readonly batches: MoscowDay; readonly totals: MoscowDay }): Promise<void> {
  await tx.query('delete from use_batch where taken_on < $1', [before.batches]);
  await tx.query('delete from use_total where day < $1', [before.totals]);
  await tx.query('delete from use_week where week < $1', [before.totals]);
  await tx.query('delete from use_export where day < $1', [before.totals]);
}

/** Until when this connector is not to be asked again, because it has refused a moment ago. */
export async function waitsUntil(db: Reader, connector: ConnectorName, now: Instant): Promise<boolean> {
  const { rows } = await db.query(`select 1 from use_export where connector = $1 and state = 'refused' and next_at > $2 limit 1`, [connector, timestamp(now)]);
  return rows.length > 0;
}

/**
 * Claims cells for one sending: new ones, and refused ones whose time has come. A claim stands from its commit on, so neither a second server
 * nor this one after a crash sends the cell again: what may have arrived is never repeated.
 */
export async function claimCells(tx: Tx, connector: ConnectorName, cells: readonly Cell[], now: Instant): Promise<readonly (Cell & { readonly tries: number })[]> {
  const claimed: (Cell & { readonly tries: number })[] = [];
  for (const cell of cells) {
    const { rows } = await tx.query<{ tries: number }>(
      `insert into use_export (connector, day, profile, event, state, tries, next_at) values ($1, $2, $3, $4, 'claimed', 1, $5)
       on conflict (connector, day, profile, event) do update set state = 'claimed', tries = use_export.tries + 1
         where use_export.state = 'refused' and use_export.next_at <= $5
       returning tries`,
      [connector, cell.day, cell.profile, cell.event, timestamp(now)],
    );
    const row = rows[0];
    if (row) claimed.push({ ...cell, tries: row.tries });
  }
  return claimed;
}

export async function settleCells(tx: Tx, connector: ConnectorName, cells: readonly Cell[], state: 'sent' | 'refused', nextAt: Instant): Promise<void> {
  for (const { day, profile, event } of cells) {
    await tx.query(`update use_export set state = $5, next_at = $6 where connector = $1 and day = $2 and profile = $3 and event = $4`, [
      connector, day, profile, event, state, timestamp(nextAt),
    ]);
  }
}
