import { describe, expect, it } from 'vitest';
import { dayParts, fitsOnePage, nearestFree, rowsOf } from '../../../../renderer/features/schedule/dayParts.ts';
import { pageFrom } from '../../../../renderer/features/schedule/dayWindow.ts';
import { weekColumn } from '../../../../renderer/features/schedule/weekColumn.ts';
import type { Time, TimeState } from '../../../../shared/features/schedule.ts';
import { instantAt, moscowDay } from '../../../../shared/lib/moscow.ts';

const day = moscowDay('2026-11-24');

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
    expect(full.map(rowsOf)).toEqual([3, 4, 2]);
    expect(fitsOnePage(full, 12)).toBe(true);
    expect(fitsOnePage(full, 11)).toBe(false);
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
