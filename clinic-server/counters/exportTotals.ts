import { addDays, instant } from '../../shared/lib/moscow.ts';
import { shownCount } from '../../shared/lib/smallCells.ts';
import { inTransaction, reading } from '../db/pool.ts';
import type { ServerParts } from '../http/parts.ts';
import type { Cell, ConnectorName } from './cell.ts';
import type { Connector } from './connector.ts';
import { lastShown } from './shownDays.ts';
import { claimCells, settleCells, untoldCells, waitsUntil } from './store.ts';

/** Older totals are not told any more: neither when a connector is switched on, nor when it comes back after long. */
const toldDays = 7;
/** A round ends after so many requests; the next one goes on. */
const sendingsInARound = 40;

/** After the first refusal in a minute, then 2, 4, 8 … at most every six hours. */
export function pauseMs(tries: number): number {
  return Math.min(6 * 3_600_000, 60_000 * 2 ** Math.min(12, tries - 1));
}

/** What is still to be told of the last days, as the clinic's own table shows it: whole days, at the threshold of their week, nothing that is hidden. */
async function tellable(parts: ServerParts, connector: ConnectorName): Promise<readonly Cell[]> {
  const last = lastShown(parts.now());
  const cells = await untoldCells(reading(parts.pool), connector, addDays(last, 1 - toldDays), last, parts.config.counters.threshold);
  return cells.filter(({ count, threshold }) => shownCount(count, threshold) !== null);
}

/** One round for one connector. A refusal ends it: the next waits, and longer each time. */
export async function exportTotals(parts: ServerParts, connector: Connector): Promise<void> {
  if (await waitsUntil(reading(parts.pool), connector.name, parts.now())) return;
  const cells = await tellable(parts, connector.name);
  for (let at = 0; at < Math.min(cells.length, sendingsInARound * connector.most); at += connector.most) {
    const now = parts.now();
    // Committed before anything is sent: killed in between, the cell is never told rather than told twice.
    const claimed = await inTransaction(parts.pool, (tx) => claimCells(tx, connector.name, cells.slice(at, at + connector.most), now));
    // Another server was here first.
    if (claimed.length === 0) continue;
    const told = await connector.tell(claimed);
    const tries = Math.max(...claimed.map((cell) => cell.tries));
    const nextAt = instant(parts.now() + (told === 'refused' ? pauseMs(tries) : 0));
    await inTransaction(parts.pool, (tx) => settleCells(tx, connector.name, claimed, told === 'refused' ? 'refused' : 'sent', nextAt));
    if (told === 'taken') continue;
    parts.log.warn({ connector: connector.name, told, tries, cells: claimed.length }, 'counters not taken');
    return;
  }
}
