import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitEstimate, type DayVisit } from '../../../shared/lib/waitEstimate.ts';
import { atMinute, seededChance, simulateDay } from './waitDays.ts';

const visit = (id: string, start: number, more: { minutes?: number; arrived?: number; began?: number; ended?: number } = {}): DayVisit => ({
  id,
  startsAt: atMinute(start),
  endsAt: atMinute(start + (more.minutes ?? 20)),
  arrivedAt: more.arrived === undefined ? null : atMinute(more.arrived),
  beganAt: more.began === undefined ? null : atMinute(more.began),
  endedAt: more.ended === undefined ? null : atMinute(more.ended),
});

/** Nine o’clock; the first two were seen, the third is in the room, two wait, and «me» at eleven. */
const morning: readonly DayVisit[] = [
  visit('a', 540, { arrived: 530, began: 545, ended: 563 }),
  visit('b', 560, { arrived: 550, began: 565, ended: 590 }),
  visit('c', 580, { arrived: 570, began: 592 }),
  visit('d', 600, { arrived: 585 }),
  visit('e', 620, { arrived: 590 }),
  visit('me', 640, { arrived: 598 }),
  visit('later', 660, { arrived: 595 }),
];

const someDay = fc.record({ seed: fc.integer({ min: 1, max: 100_000 }), minute: fc.integer({ min: 530, max: 900 }), who: fc.nat(30) }).map(({ seed, minute, who }) => {
  const day = simulateDay(seed).at(minute);
  return { day, now: atMinute(minute), minute, id: day[who % day.length]?.id ?? '' };
});

describe('the wait', () => {
  it('S8 whoever is in the room and whoever has checked in for an earlier time is ahead, and nobody else', () => {
    expect(waitEstimate(morning, 'me', atMinute(600))?.ahead).toBe(3);
    expect(waitEstimate(morning, 'later', atMinute(600))?.ahead).toBe(4);
    expect(waitEstimate(morning, 'd', atMinute(600))?.ahead).toBe(1);
  });

  it('S8 three visits of twenty minutes before one are neither at once nor in two hours', () => {
    const minutes = waitEstimate(morning, 'me', atMinute(600))?.minutes;
    expect(minutes?.from).toBeGreaterThanOrEqual(20);
    expect(minutes?.from).toBeLessThanOrEqual(45);
    expect(minutes?.until).toBeGreaterThanOrEqual(55);
    expect(minutes?.until).toBeLessThanOrEqual(90);
  });

  it('S8 a doctor who takes twice as long today makes the wait longer', () => {
    const slow = [visit('a', 540, { began: 540, ended: 580 }), visit('b', 560, { began: 580, ended: 620 }), visit('c', 580, { began: 620, ended: 660 })];
    const quick = [visit('a', 540, { began: 540, ended: 550 }), visit('b', 560, { began: 560, ended: 570 }), visit('c', 580, { began: 640, ended: 650 })];
    const line = [visit('d', 600, { arrived: 590 }), visit('e', 620, { arrived: 590 }), visit('me', 640, { arrived: 600 })];
    const [long, short] = [waitEstimate([...slow, ...line], 'me', atMinute(660)), waitEstimate([...quick, ...line], 'me', atMinute(660))];
    expect(long?.minutes?.from).toBeGreaterThan(short?.minutes?.from ?? 1000);
    expect(long?.minutes?.until).toBeGreaterThan(short?.minutes?.until ?? 1000);
  });

  it('S8 before the doctor has begun to receive nothing is said of minutes', () => {
    const waiting = [visit('d', 600, { arrived: 585 }), visit('me', 620, { arrived: 590 })];
    expect(waitEstimate(waiting, 'me', atMinute(600))).toEqual({ ahead: 1, minutes: null });
  });

  it('S8 a visit that nobody has closed and a room that stands empty beside people who wait say nothing of minutes', () => {
    expect(waitEstimate(morning, 'me', atMinute(592 + 81))?.minutes).toBeNull();
    const empty = morning.map((one) => (one.id === 'c' ? { ...one, endedAt: atMinute(610) } : one));
    expect(waitEstimate(empty, 'me', atMinute(615))?.minutes).not.toBeNull();
    expect(waitEstimate(empty, 'me', atMinute(660))?.minutes).toBeNull();
  });

  it('S8 a visit that has begun, is over or is not of this day has no wait', () => {
    for (const id of ['a', 'c', 'nobody']) expect(waitEstimate(morning, id, atMinute(600))).toBeNull();
  });

  it('S8 a range is two multiples of five, the second above the first, an hour apart at most', () => {
    fc.assert(
      fc.property(someDay, ({ day, id, now }) => {
        const minutes = waitEstimate(day, id, now)?.minutes;
        if (!minutes) return;
        expect(minutes.from % 5 === 0 && minutes.until % 5 === 0).toBe(true);
        expect(minutes.from).toBeGreaterThanOrEqual(0);
        expect(minutes.until - minutes.from).toBeGreaterThan(0);
        expect(minutes.until - minutes.from).toBeLessThanOrEqual(60);
      }),
      { numRuns: 150 },
    );
  });

  it('S8 the same facts give the same words, in whatever order they come and on whatever day', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -40_000, max: 40_000 }), ({ day, id, now }, shift) => {
        const moved = (at: DayVisit['startsAt'] | null) => (at === null ? null : ((at + shift * 60_000) as DayVisit['startsAt']));
        const other = day.toReversed().map((one) => ({ ...one, startsAt: moved(one.startsAt) ?? now, endsAt: moved(one.endsAt) ?? now, arrivedAt: moved(one.arrivedAt), beganAt: moved(one.beganAt), endedAt: moved(one.endedAt) }));
        expect(waitEstimate(other, id, moved(now) ?? now)).toEqual(waitEstimate(day, id, now));
      }),
      { numRuns: 60 },
    );
  });
});

describe('simulated days', () => {
  it('S8 of more than two thousand simulated patients at least four in five are called within the range they were told, and the range is of use', () => {
    const chance = seededChance(7);
    let [told, inside, silent] = [0, 0, 0];
    const widths: number[] = [];
    for (let seed = 1; told < 2000; seed++) {
      const day = simulateDay(seed);
      for (const { id, comesAt, beganAt } of day.seen) {
        // Half ask when they come, half some time later.
        const minute = chance() < 0.5 ? comesAt : comesAt + (beganAt - comesAt) * chance();
        if (minute >= beganAt) continue;
        const facts = day.at(minute).map((one) => (one.id === id ? { ...one, arrivedAt: atMinute(comesAt) } : one));
        const minutes = waitEstimate(facts, id, atMinute(minute))?.minutes;
        if (!minutes) {
          silent++;
          continue;
        }
        told++;
        widths.push(minutes.until - minutes.from);
        if (beganAt - minute >= minutes.from && beganAt - minute <= minutes.until) inside++;
      }
    }
    const median = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)];
    expect(inside / told).toBeGreaterThanOrEqual(0.85);
    // Whoever hears nothing comes before the doctor has begun, or so early that an hour would not hold the answer.
    expect(silent / (told + silent)).toBeLessThan(0.25);
    // Half of the ranges are half an hour or narrower, where a visit takes from fifteen to forty minutes.
    expect(median).toBeLessThanOrEqual(30);
  });
});
