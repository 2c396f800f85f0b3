import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, fromWire, weekdayOf } from '../../../shared/lib/moscow.ts';
import { check, proposeDays, readRule, Rule, type Item, type Who } from '../../../shared/lib/preparation.ts';

const text = fc.constantFrom({ ru: 'биотин', en: 'biotin' }, { ru: 'кофе', en: null }, { ru: 'алкоголь', en: 'alcohol' });
const codes = fc.uniqueArray(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'P'), { minLength: 1, maxLength: 3 });
const span = (low: number, high: number) => fc.tuple(fc.integer({ min: low, max: high - 1 }), fc.integer({ min: 1, max: high })).map(([from, more]) => ({ from, until: Math.min(high, from + more) }));
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ kind: fc.constant('fasting' as const), hours: fc.integer({ min: 8, max: 14 }) }),
  span(300, 800).map((hours) => ({ kind: 'hours' as const, ...hours })),
  span(1, 35).map((days) => ({ kind: 'cycleDays' as const, ...days })),
  fc.record({ kind: fc.constant('pause' as const), what: text, days: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constantFrom('avoid' as const, 'collect' as const), what: text, hours: fc.integer({ min: 1, max: 72 }) }),
  fc.record({ kind: fc.constant('excludes' as const), codes, why: text }),
  fc.record({ kind: fc.constant('contains' as const), codes }),
  fc.record({ kind: fc.constant('duration' as const), minutes: fc.integer({ min: 1, max: 240 }) }),
  fc.record({ kind: fc.constant('sex' as const), only: fc.constantFrom('male' as const, 'female' as const) }),
  span(0, 100).map((years) => ({ kind: 'age' as const, ...years })),
);
const item: fc.Arbitrary<Item> = fc.record({ code: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'P', 'Q'), rules: fc.array(rule, { maxLength: 4 }) });
const cart = fc.array(item, { maxLength: 7 });
const who: fc.Arbitrary<Who> = fc.record({ sex: fc.constantFrom('male' as const, 'female' as const, null), ageYears: fc.option(fc.integer({ min: 0, max: 100 })) });

const fastingHours = (items: Item[], person: Who): number => Number(check(items, person).advice.find(({ code }) => code === 'fasting')?.values['hours'] ?? 0);

describe('P2 for every cart and every person', () => {
  it('P2 the order of the items never matters', () => {
    fc.assert(
      fc.property(
        cart.chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))),
        who,
        ([items, shuffled], person) => {
          expect(check(shuffled, person)).toEqual(check(items, person));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('P2 one thing more never shortens the fasting, the time to prepare or the stay, and mends nothing', () => {
    fc.assert(
      fc.property(cart, item, who, (items, more, person) => {
        const [less, all] = [check(items, person), check([...items, more], person)];
        expect(fastingHours([...items, more], person)).toBeGreaterThanOrEqual(fastingHours(items, person));
        expect(all.leadHours).toBeGreaterThanOrEqual(less.leadHours);
        expect(all.stayMinutes).toBeGreaterThanOrEqual(less.stayMinutes);
        if (less.troubles.some(({ blocks }) => blocks)) expect(all.troubles.some(({ blocks }) => blocks)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('P2 the hours to come are inside the hours of every test, or there are none and that is said', () => {
    fc.assert(
      fc.property(cart, who, (items, person) => {
        const { window, troubles } = check(items, person);
        const spans = items.flatMap(({ rules }) => rules.filter((one) => one.kind === 'hours'));
        if (window) for (const { from, until } of spans) expect(window.from >= from && window.until <= until && window.from < window.until).toBe(true);
        expect(troubles.some(({ code }) => code === 'hours_apart')).toBe(!window && spans.length > 0);
      }),
      { numRuns: 400 },
    );
  });

  it('P2 nothing is said of a service that was not ordered', () => {
    fc.assert(
      fc.property(cart, who, (items, person) => {
        const ordered = new Set(items.map(({ code }) => code));
        const { advice, troubles } = check(items, person);
        for (const { services } of [...advice, ...troubles]) {
          expect(services.length).toBeGreaterThan(0);
          expect(services.filter((code) => !ordered.has(code))).toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('P2 a rule that is written is read again, and no text at all makes the reader fail', () => {
    fc.assert(
      fc.property(rule, (one) => {
        expect(readRule(JSON.stringify(one))).toEqual(one);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
        const read = readRule(json);
        if (read) expect(Rule.parse(JSON.parse(json))).toEqual(read);
      }),
    );
  });
});

/** Monday to Friday 7:00–15:00, Saturday 8:00–12:00. */
const laboratory = (weekday: number) => (weekday <= 5 ? { from: 420, until: 900 } : weekday === 6 ? { from: 480, until: 720 } : null);
const free = { window: null, leadHours: 0, stayMinutes: 0 };
const shown = (days: ReturnType<typeof proposeDays>) => days.map(({ day, from, until }) => `${day} ${from}-${until}`);

describe('P2 days that are proposed', () => {
  it.each([
    ['a Tuesday morning: today, from the next quarter', '2026-11-24T09:04:00+03:00', free, 2, ['2026-11-24 555-900', '2026-11-25 420-900']],
    ['in the evening: from tomorrow', '2026-11-24T19:00:00+03:00', free, 1, ['2026-11-25 420-900']],
    ['too near the end of the day', '2026-11-24T14:40:00+03:00', free, 1, ['2026-11-25 420-900']],
    ['Saturday is short and Sunday closed', '2026-11-27T16:00:00+03:00', free, 2, ['2026-11-28 480-720', '2026-11-30 420-900']],
    ['fasting from the evening', '2026-11-24T19:00:00+03:00', { ...free, leadHours: 12 }, 1, ['2026-11-25 420-900']],
    ['fasting begun late', '2026-11-24T21:00:00+03:00', { ...free, leadHours: 12, window: { from: 420, until: 660 } }, 1, ['2026-11-25 540-660']],
    ['fasting begun too late for tomorrow', '2026-11-24T23:10:00+03:00', { ...free, leadHours: 12, window: { from: 420, until: 660 } }, 1, ['2026-11-26 420-660']],
    ['a day and a night of collecting', '2026-11-24T12:00:00+03:00', { ...free, leadHours: 24 }, 1, ['2026-11-25 720-900']],
    ['three days without alcohol', '2026-11-24T12:00:00+03:00', { ...free, leadHours: 72, window: { from: 420, until: 600 } }, 1, ['2026-11-28 480-600']],
    ['two hours at the clinic end before it closes', '2026-11-24T06:00:00+03:00', { ...free, stayMinutes: 120 }, 1, ['2026-11-24 420-780']],
    ['Saturday is too short for a long stay', '2026-11-27T16:00:00+03:00', { ...free, stayMinutes: 220 }, 1, ['2026-11-30 420-680']],
    ['hours when nobody is there', '2026-11-24T06:00:00+03:00', { ...free, window: { from: 1320, until: 1440 } }, 3, []],
    ['none asked for', '2026-11-24T06:00:00+03:00', free, 0, []],
  ] as const)('P2 %s', (_title, now, plan, count, days) => {
    expect(shown(proposeDays(plan, laboratory, fromWire(now), count))).toEqual(days);
  });

  it('P2 every proposed day is open, leaves time to prepare, and is inside the hours of the tests', () => {
    const moments = fc.integer({ min: fromWire('2026-01-01T00:00:00+03:00'), max: fromWire('2027-12-31T00:00:00+03:00') });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 300 }), fc.option(span(300, 900)), (at, leadHours, stayMinutes, window) => {
        const now = fromWire(new Date(at).toISOString());
        const days = proposeDays({ window, leadHours, stayMinutes }, laboratory, now, 10);
        expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].toSorted());
        for (const { day, from, until } of days) {
          const open = laboratory(weekdayOf(day));
          expect(day >= dayOf(now)).toBe(true);
          expect(open !== null && from >= open.from && until + stayMinutes <= open.until && until - from >= 30).toBe(true);
          expect(from >= (window?.from ?? 0) && until <= (window?.until ?? 1440)).toBe(true);
          expect(fromWire(`${day}T00:00:00+03:00`) + from * 60_000).toBeGreaterThanOrEqual(now + leadHours * 3_600_000);
        }
      }),
      { numRuns: 40 },
    );
  });
});
