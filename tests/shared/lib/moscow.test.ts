import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, clockOf, dayOf, daysBetween, fromWire, instant, instantAt, minuteOfDay, moscowDay, startOf, toWire, weekdayOf } from '../../../shared/lib/moscow.ts';

describe('S10 Moscow time', () => {
  it('S10 an instant is shown as Moscow sees it, whatever the machine thinks', () => {
    const at = fromWire('2026-11-24T06:40:00Z');
    expect([dayOf(at), clockOf(at), minuteOfDay(at), toWire(at)]).toEqual(['2026-11-24', '9:40', 580, '2026-11-24T09:40:00+03:00']);
  });

  it('S10 the day changes at midnight in Moscow, not in London', () => {
    expect(dayOf(fromWire('2026-11-23T20:59:59Z'))).toBe('2026-11-23');
    expect(dayOf(fromWire('2026-11-23T21:00:00Z'))).toBe('2026-11-24');
  });

  it('S10 the offset of the year counts: Moscow was at +04:00 in the summer of 2012', () => {
    expect(toWire(fromWire('2012-07-01T08:00:00Z'))).toBe('2012-07-01T12:00:00+04:00');
  });

  it('S10 a day and a minute of it give back the same day and minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_000, max: 30_000 }), fc.integer({ min: 0, max: 1_439 }), (offset, minute) => {
        const day = addDays(moscowDay('2026-01-01'), offset % 3_000);
        const at = instantAt(day, minute);
        expect([dayOf(at), minuteOfDay(at)]).toEqual([day, minute]);
      }),
    );
  });

  it('S10 the wire form gives back the same instant, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(fromWire(toWire(instant(ms)))).toBe(ms);
      }),
    );
  });

  it('S10 days are counted and named as on a calendar', () => {
    expect(weekdayOf(moscowDay('2026-11-22'))).toBe(7);
    expect(daysBetween(moscowDay('2026-11-22'), moscowDay('2027-01-20'))).toBe(59);
    expect(toWire(startOf(moscowDay('2026-11-24')))).toBe('2026-11-24T00:00:00+03:00');
  });
});
