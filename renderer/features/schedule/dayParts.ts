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

export const gridWidth = 4;

/** A cell with the number of columns it takes. */
export interface Placed {
  readonly cell: Cell;
  readonly span: number;
}

/**
 * The rows of a part. A stretch without reception takes what is there: two columns, the one column left at the end of a row, or the
 * whole rest after the last time. So no row has a hole that would read as a time left out.
 */
export function rowsOf({ cells }: Pick<DayPart, 'cells'>): Placed[][] {
  const rows: Placed[][] = [];
  let left = 0;
  for (const [index, cell] of cells.entries()) {
    if (left === 0) {
      rows.push([]);
      left = gridWidth;
    }
    const wanted = cell.kind === 'time' ? 1 : index === cells.length - 1 ? left : 2;
    const span = Math.min(wanted, left);
    rows.at(-1)?.push({ cell, span });
    left -= span;
  }
  return rows;
}

/** Heights in pixels as `schedule.css` sets them. */
export interface GridSizes {
  readonly row: number;
  readonly gap: number;
  readonly heading: number;
  readonly chips: number;
}

function heightOf(rows: number, { row, gap }: GridSizes): number {
  return rows * row + Math.max(0, rows - 1) * gap;
}

/** Whether the whole day, each part under its heading, fits `room` pixels. Otherwise the parts become tabs. */
export function fitsOnePage(parts: readonly DayPart[], room: number, sizes: GridSizes): boolean {
  return parts.reduce((sum, part) => sum + sizes.heading + heightOf(rowsOf(part).length, sizes), 0) <= room;
}

/** One tab of a day that does not fit: a part of the day, or a stretch of a part that is too long by itself. */
export interface DayPage {
  readonly id: string;
  readonly name: PartName;
  /** First and last time of a stretch; null when the part is shown whole. */
  readonly stretch: readonly [Time, Time] | null;
  readonly rows: readonly (readonly Placed[])[];
  readonly freeCount: number;
}

function startOf(cell: Cell): Time {
  return cell.kind === 'time' ? cell.time : cell.from;
}

export function dayPages(parts: readonly DayPart[], room: number, sizes: GridSizes): DayPage[] {
  const mostRows = Math.max(1, Math.floor((room - sizes.chips + sizes.gap) / (sizes.row + sizes.gap)));
  return parts.flatMap((part) => {
    const rows = rowsOf(part);
    const pages = Math.ceil(rows.length / mostRows);
    const each = Math.ceil(rows.length / pages);
    return Array.from({ length: pages }, (_, index) => {
      const own = rows.slice(index * each, (index + 1) * each);
      const cells = own.flat().map(({ cell }) => cell);
      const [first, last] = [cells[0], cells.at(-1)];
      return {
        id: `${part.name}${index}`,
        name: part.name,
        stretch: pages === 1 || first === undefined || last === undefined ? null : ([startOf(first), startOf(last)] as const),
        rows: own,
        freeCount: cells.filter((cell) => cell.kind === 'time' && cell.time.state === 'free').length,
      };
    });
  });
}

/** The free times closest to `startsAt`, in order of the day: what to offer when somebody else was quicker. */
export function nearestFree(times: readonly Time[], startsAt: number, count: number): Time[] {
  return times
    .filter(({ state }) => state === 'free')
    .toSorted((a, b) => Math.abs(a.startsAt - startsAt) - Math.abs(b.startsAt - startsAt) || a.startsAt - b.startsAt)
    .slice(0, count)
    .toSorted((a, b) => a.startsAt - b.startsAt);
}
