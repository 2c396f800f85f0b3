import { describe, expect, it } from 'vitest';
import { dayPages, dayParts, fitsOnePage, nearestFree, rowsOf } from '../../../../renderer/features/schedule/dayParts.ts';
import { pageFrom } from '../../../../renderer/features/schedule/dayWindow.ts';
import { weekColumn } from '../../../../renderer/features/schedule/weekColumn.ts';
import type { Time, TimeState } from '../../../../shared/features/schedule.ts';
import { instantAt, moscowDay } from '../../../../shared/lib/moscow.ts';

const day = moscowDay('2026-11-24');
const sizes = { row: 104, gap: 14, heading: 84, chips: 128 };

function time(hour: number, minute: number, state: TimeState): Time {
  return { slotId: `00000000-0000-4000-8000-0000000${hour + 10}${minute + 100}`, startsAt: instantAt(day, hour * 60 + minute), durationMinutes: 20, state };
}

describe('parts of a day', () => {
  it('S2 times fall into morning, day and evening by the Moscow clock', () => {
    const parts = dayParts([time(9, 0, 'free'), time(11, 40, 'busy'), time(12, 0, 'free'), time(16, 40, 'free'), time(17, 0, 'free')]);
    expect(parts.map(({ name, freeCount }) => [name, freeCount])).toEqual([
      ['morning', 1],
      ['afternoon', 2],
      ['evening', 1],
    ]);
  });

  it('S2 times that have begun are not shown', () => {
    const parts = dayParts([time(9, 0, 'past'), time(9, 20, 'past'), time(13, 0, 'free')]);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.cells).toHaveLength(1);
  });

  it('S2 a stretch without reception is drawn once and says from when', () => {
    const parts = dayParts([time(13, 0, 'free'), time(13, 20, 'closed'), time(13, 40, 'closed'), time(14, 0, 'busy'), time(14, 20, 'closed'), time(14, 40, 'closed')]);
    const cells = parts[0]?.cells ?? [];
    expect(cells.map((cell) => cell.kind)).toEqual(['time', 'closed', 'time', 'closed']);
    expect(cells.map((cell) => (cell.kind === 'closed' ? cell.last : null))).toEqual([null, false, null, true]);
  });

  it('S2 an evening that goes on means a closed end of the day part is not the end of the day', () => {
    const [afternoon] = dayParts([time(16, 20, 'closed'), time(16, 40, 'closed'), time(17, 0, 'free')]);
    expect(afternoon?.cells.map((cell) => (cell.kind === 'closed' ? cell.last : null))).toEqual([false]);
  });

  it('S2 a day too long for one page is known before it is drawn', () => {
    const full = dayParts(Array.from({ length: 33 }, (_, index) => time(8 + Math.floor(index / 3), (index % 3) * 20, 'free')));
    expect(full.map((part) => rowsOf(part).length)).toEqual([3, 4, 2]);
    const needed = 3 * sizes.heading + 9 * sizes.row + 6 * sizes.gap;
    expect(fitsOnePage(full, needed, sizes)).toBe(true);
    expect(fitsOnePage(full, needed - 1, sizes)).toBe(false);
  });

  it('S2 a part too long by itself is cut into stretches, and no time is lost', () => {
    const morning = dayParts(Array.from({ length: 48 }, (_, index) => time(8 + Math.floor(index / 12), (index % 12) * 5, 'free')));
    const pages = dayPages(morning, sizes.chips + 5 * sizes.row + 4 * sizes.gap, sizes);
    expect(pages.map(({ rows }) => rows.length)).toEqual([4, 4, 4]);
    expect(pages.map(({ stretch }) => stretch?.map(({ startsAt }) => startsAt))).toEqual([
      [instantAt(day, 480), instantAt(day, 555)],
      [instantAt(day, 560), instantAt(day, 635)],
      [instantAt(day, 640), instantAt(day, 715)],
    ]);
    expect(pages.reduce((sum, { freeCount }) => sum + freeCount, 0)).toBe(48);
  });

  it('S2 rows have no holes: a stretch without reception takes the columns that are there', () => {
    const [morning] = dayParts([...[0, 20, 40].map((minute) => time(8, minute, 'free')), time(9, 0, 'closed'), time(9, 20, 'free'), time(9, 40, 'closed'), time(10, 0, 'free'), time(10, 20, 'free'), time(10, 40, 'closed')]);
    const rows = morning === undefined ? [] : rowsOf(morning);
    expect(rows.map((row) => row.map(({ span }) => span))).toEqual([
      [1, 1, 1, 1],
      [1, 2, 1],
      [1, 3],
    ]);
  });

  it('S3 the times offered instead of a taken one are the nearest, in order of the day', () => {
    const times = [time(9, 0, 'free'), time(13, 20, 'free'), time(14, 0, 'busy'), time(14, 40, 'free'), time(15, 0, 'free'), time(16, 0, 'free')];
    expect(nearestFree(times, instantAt(day, 14 * 60 + 20), 3).map(({ startsAt }) => startsAt)).toEqual([
      instantAt(day, 13 * 60 + 20),
      instantAt(day, 14 * 60 + 40),
      instantAt(day, 15 * 60),
    ]);
  });
});

describe('a column of the week', () => {
  it('S2 busy and closed stretches become one block each, free times stay apart', () => {
    const blocks = weekColumn([time(9, 0, 'past'), time(9, 20, 'busy'), time(9, 40, 'busy'), time(10, 0, 'free'), time(10, 20, 'free'), time(10, 40, 'closed')], 12);
    expect(blocks.map(({ kind }) => kind)).toEqual(['busy', 'free', 'free', 'closed']);
  });

  it('S2 what does not fit the column is counted, not lost', () => {
    const blocks = weekColumn(Array.from({ length: 20 }, (_, index) => time(9 + Math.floor(index / 3), (index % 3) * 20, 'free')), 8);
    expect(blocks).toHaveLength(8);
    expect(blocks.at(-1)).toEqual({ kind: 'more', count: 13 });
  });
});

describe('pages of days', () => {
  const today = moscowDay('2026-11-24');

  it('S2 one cannot page before today nor past the known schedule', () => {
    expect(pageFrom(today, -1, today, null)).toBeNull();
    expect(pageFrom(moscowDay('2026-11-27'), -1, today, null)).toBe(today);
    expect(pageFrom(moscowDay('2026-12-08'), -1, today, null)).toBe('2026-12-01');
    expect(pageFrom(today, 1, today, moscowDay('2026-11-30'))).toBeNull();
    expect(pageFrom(today, 1, today, moscowDay('2026-12-01'))).toBe('2026-12-01');
  });
});
