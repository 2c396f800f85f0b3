import type { Time } from '../../../shared/features/schedule.ts';
import { minuteOfDay } from '../../../shared/lib/moscow.ts';

export type PartName = 'morning' | 'afternoon' | 'evening';

/** One thing in the grid: a time of its own, or a stretch without reception that is drawn once, however long. */
export type Cell = { readonly kind: 'time'; readonly time: Time } | { readonly kind: 'closed'; readonly from: Time; readonly last: boolean };

export interface DayPart {
  readonly name: PartName;
  readonly cells: readonly Cell[];
  readonly freeCount: number;
}

const noon = 12 * 60;
const fiveInTheEvening = 17 * 60;

function partOf(time: Time): PartName {
  const minute = minuteOfDay(time.startsAt);
  if (minute < noon) return 'morning';
  return minute < fiveInTheEvening ? 'afternoon' : 'evening';
}

function cellsOf(times: readonly Time[], nothingAfter: boolean): Cell[] {
  const cells: Cell[] = [];
  for (const [index, time] of times.entries()) {
    if (time.state !== 'closed') cells.push({ kind: 'time', time });
    else if (times[index - 1]?.state !== 'closed') {
      const restIsClosed = times.slice(index).every(({ state }) => state === 'closed');
      cells.push({ kind: 'closed', from: time, last: restIsClosed && nothingAfter });
    }
  }
  return cells;
}

/** Times that have begun are left out: nobody can choose them, and on today's page they push the free ones off the screen. */
export function dayParts(times: readonly Time[]): DayPart[] {
  const open = times.filter(({ state }) => state !== 'past');
  const names: readonly PartName[] = ['morning', 'afternoon', 'evening'];
  return names
    .map((name) => {
      const own = open.filter((time) => partOf(time) === name);
      const last = own.at(-1);
      const nothingAfter = open.every((time) => last === undefined || time.startsAt <= last.startsAt || time.state === 'closed');
      return { name, cells: cellsOf(own, nothingAfter), freeCount: own.filter(({ state }) => state === 'free').length };
    })
    .filter(({ cells }) => cells.length > 0);
}

/** Rows of a grid four wide; a closed stretch takes two places. */
export function rowsOf({ cells }: DayPart): number {
  let rows = 0;
  let used = 4;
  for (const cell of cells) {
    const width = cell.kind === 'closed' ? 2 : 1;
    if (used + width > 4) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

/** Whether the whole day fits one page of `capacity` rows, a part's heading counted as one row. Otherwise the parts become tabs. */
export function fitsOnePage(parts: readonly DayPart[], capacity: number): boolean {
  return parts.reduce((sum, part) => sum + rowsOf(part) + 1, 0) <= capacity;
}

/** The free times closest to `startsAt`, in order of the day: what to offer when somebody else was quicker. */
export function nearestFree(times: readonly Time[], startsAt: number, count: number): Time[] {
  return times
    .filter(({ state }) => state === 'free')
    .toSorted((a, b) => Math.abs(a.startsAt - startsAt) - Math.abs(b.startsAt - startsAt) || a.startsAt - b.startsAt)
    .slice(0, count)
    .toSorted((a, b) => a.startsAt - b.startsAt);
}
