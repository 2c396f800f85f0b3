import * as z from 'zod';
import { CounterEvent } from '../../shared/features/counters.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, type MoscowDay } from '../../shared/lib/moscow.ts';
import { shownCount } from '../../shared/lib/smallCells.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

/** The clinic takes nothing older: what it has been told once it must be able to remember. */
export const keptDays = 60;

export type Totals = Readonly<Partial<Record<CounterEvent, number>>>;
const StoredTotals = z.partialRecord(CounterEvent, z.int());

export interface FinishedDay {
  readonly id: Id;
  readonly day: MoscowDay;
  readonly totals: Totals;
}

const addCount = /* sql */ `
  INSERT INTO use_count (day, event, count) VALUES ($day, $event, 1)
  ON CONFLICT (day, event) DO UPDATE SET count = count + 1`;

export function addCounts(tx: WriteTx, day: MoscowDay, events: readonly CounterEvent[]): void {
  for (const event of events) tx.run(addCount, { day, event });
}

/**
 * Takes every day that is over out of the running totals and gives it the id it is sent under for ever: a batch that changed after its first
 * sending would be counted in part twice or not at all.
 */
export function finishDays(tx: WriteTx, today: MoscowDay, newId: () => Id): void {
  // A clock that was ahead and is right again: what was counted then happened before now.
  tx.run(
    /* sql */ `INSERT INTO use_count (day, event, count) SELECT $today, event, sum(count) FROM use_count WHERE day > $today GROUP BY event
      ON CONFLICT (day, event) DO UPDATE SET count = count + excluded.count`,
    { today },
  );
  tx.run('DELETE FROM use_count WHERE day > $today', { today });
  // Nobody knows which days those were, or the clinic would not take them any more.
  const oldest = addDays(today, -keptDays);
  tx.run('DELETE FROM use_count WHERE day < $oldest', { oldest });
  tx.run('DELETE FROM use_day WHERE day < $oldest', { oldest });
  const over = tx.all<{ day: MoscowDay; event: CounterEvent; count: number }>('SELECT day, event, count FROM use_count WHERE day < $today ORDER BY day, event', { today });
  for (const day of new Set(over.map((row) => row.day))) {
    const totals = Object.fromEntries(over.filter((row) => row.day === day).map(({ event, count }) => [event, count]));
    tx.run('INSERT INTO use_day (id, day, totals) VALUES ($id, $day, $totals)', { id: newId(), day, totals: JSON.stringify(totals) });
  }
  tx.run('DELETE FROM use_count WHERE day < $today', { today });
}

export function finishedDays(db: ReadDb, most: number): FinishedDay[] {
  return db
    .all<{ id: Id; day: MoscowDay; totals: string }>('SELECT id, day, totals FROM use_day ORDER BY day, id LIMIT $most', { most })
    .map(({ id, day, totals }) => ({ id, day, totals: StoredTotals.parse(JSON.parse(totals)) }));
}

/** The clinic has it: what is left here is what may be shown of it. */
export function markTold(tx: WriteTx, { id, day, totals }: FinishedDay, threshold: number): void {
  dropDay(tx, id);
  const shown = Object.fromEntries(Object.entries(totals).filter(([, count]) => shownCount(count, threshold) !== null));
  tx.run(
    /* sql */ `INSERT INTO use_told (only_row, day, threshold, totals) VALUES (1, $day, $threshold, $totals)
      ON CONFLICT (only_row) DO UPDATE SET day = $day, threshold = $threshold, totals = $totals WHERE day <= $day`,
    { day, threshold, totals: JSON.stringify(shown) },
  );
}

export function dropDay(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM use_day WHERE id = $id', { id });
}

export function lastTold(db: ReadDb): { readonly day: MoscowDay; readonly threshold: number; readonly totals: Totals } | null {
  const row = db.get<{ day: MoscowDay; threshold: number; totals: string }>('SELECT day, threshold, totals FROM use_told');
  return row === undefined ? null : { ...row, totals: StoredTotals.parse(JSON.parse(row.totals)) };
}
