import { describe, expect, it } from 'vitest';
import { check, type Item, type Who } from '../../../shared/lib/preparation.ts';
import { age, avoid, boy, collect, contains, cycle, duration, elder, excludes, fasting, girl, hours, items, man, only, pause, said, unknown, woman } from './preparationRules.ts';

type Line = readonly [title: string, who: Who, cart: Item[], advice: readonly string[], window: string, lead: number, stay: number];

const none = 'any';

/** Nothing here stands against the order: only what to do is asked. */
const table: readonly Line[] = [
  ['nothing ordered asks nothing', woman, [], [], none, 0, 0],
  ['a service without rules asks nothing', woman, items({ A: [] }), [], none, 0, 0],
  ['two services without rules ask nothing', man, items({ A: [], B: [] }), [], none, 0, 0],
  // Fasting
  ['one fasting is said as it is', woman, items({ A: [fasting(8)] }), ['fasting (8) A'], none, 8, 0],
  ['the longest fasting wins, first', woman, items({ A: [fasting(12)], B: [fasting(8)] }), ['fasting (12) A B'], none, 12, 0],
  ['the longest fasting wins, last', woman, items({ A: [fasting(8)], B: [fasting(14)] }), ['fasting (14) A B'], none, 14, 0],
  ['one that needs no fasting changes nothing', woman, items({ A: [fasting(8)], B: [] }), ['fasting (8) A'], none, 8, 0],
  ['three fastings make one', man, items({ A: [fasting(8)], B: [fasting(10)], C: [fasting(9)] }), ['fasting (10) A B C'], none, 10, 0],
  ['two fastings of one service make one', man, items({ A: [fasting(8), fasting(12)] }), ['fasting (12) A'], none, 12, 0],
  ['a child fasts as well', boy, items({ A: [fasting(8)] }), ['fasting (8) A'], none, 8, 0],
  // Hours of the day
  ['the hours of one test', woman, items({ A: [hours(7, 10)] }), ['come_between (420 600) A'], '420-600', 0, 0],
  ['hours inside other hours', woman, items({ A: [hours(7, 11)], B: [hours(8, 9)] }), ['come_between (480 540) A B'], '480-540', 0, 0],
  ['hours that overlap', woman, items({ A: [hours(7, 10)], B: [hours(9, 12)] }), ['come_between (540 600) A B'], '540-600', 0, 0],
  ['the same hours twice', man, items({ A: [hours(7, 10)], B: [hours(7, 10)] }), ['come_between (420 600) A B'], '420-600', 0, 0],
  ['hours of three tests', man, items({ A: [hours(7, 12)], B: [hours(8, 13)], C: [hours(6, 11)] }), ['come_between (480 660) A B C'], '480-660', 0, 0],
  ['one without hours comes with the others', man, items({ A: [hours(7, 10)], B: [] }), ['come_between (420 600) A'], '420-600', 0, 0],
  ['hours of one service that say two things', man, items({ A: [hours(7, 12), hours(9, 14)] }), ['come_between (540 720) A'], '540-720', 0, 0],
  ['hours and fasting', man, items({ A: [hours(7, 10), fasting(8)] }), ['fasting (8) A', 'come_between (420 600) A'], '420-600', 8, 0],
  ['the whole day is a window too', man, items({ A: [hours(0, 24)] }), ['come_between (0 1440) A'], '0-1440', 0, 0],
  ['an evening test', man, items({ A: [hours(23, 24)] }), ['come_between (1380 1440) A'], '1380-1440', 0, 0],
  // Days of the cycle
  ['days of the cycle for a woman', woman, items({ A: [cycle(2, 5)] }), ['cycle_days (2 5) A'], none, 0, 0],
  ['days of the cycle are nothing to a man', man, items({ A: [cycle(2, 5)] }), [], none, 0, 0],
  ['days of the cycle are nothing to a boy', boy, items({ A: [cycle(2, 5)] }), [], none, 0, 0],
  ['whose sex is not known is told', unknown, items({ A: [cycle(2, 5)] }), ['cycle_days (2 5) A'], none, 0, 0],
  ['the same days are said once', woman, items({ A: [cycle(2, 5)], B: [cycle(2, 5)] }), ['cycle_days (2 5) A B'], none, 0, 0],
  ['days that overlap are each said', woman, items({ A: [cycle(2, 5)], B: [cycle(3, 7)] }), ['cycle_days (2 5) A', 'cycle_days (3 7) B'], none, 0, 0],
  ['days are said in order', woman, items({ A: [cycle(10, 14)], B: [cycle(9, 12)] }), ['cycle_days (9 12) B', 'cycle_days (10 14) A'], none, 0, 0],
  ['one day of the cycle', woman, items({ A: [cycle(3, 3)] }), ['cycle_days (3 3) A'], none, 0, 0],
  ['days that touch in one day', woman, items({ A: [cycle(2, 5)], B: [cycle(5, 9)] }), ['cycle_days (2 5) A', 'cycle_days (5 9) B'], none, 0, 0],
  ['the page says «if you have one», so an elder is told', elder, items({ A: [cycle(2, 5)] }), ['cycle_days (2 5) A'], none, 0, 0],
  // Pauses that a doctor decides
  ['a pause with the doctor', woman, items({ A: [pause('биотин', 2)] }), ['pause (биотин 2) A'], none, 0, 0],
  ['a pause takes no time: the doctor may keep the medicine', woman, items({ A: [pause('спиронолактон', 28)] }), ['pause (спиронолактон 28) A'], none, 0, 0],
  ['the longest pause of one medicine', woman, items({ A: [pause('биотин', 2)], B: [pause('биотин', 8)] }), ['pause (биотин 8) A B'], none, 0, 0],
  ['pauses of two medicines are both said', woman, items({ A: [pause('биотин', 2), pause('йод', 14)] }), ['pause (биотин 2) A', 'pause (йод 14) A'], none, 0, 0],
  ['an English name is taken along', woman, items({ A: [pause('биотин', 2, 'biotin')] }), ['pause (биотин biotin 2) A'], none, 0, 0],
  ['a pause for a child', girl, items({ A: [pause('биотин', 2)] }), ['pause (биотин 2) A'], none, 0, 0],
  ['three tests, one pause', man, items({ A: [pause('биотин', 2)], B: [pause('биотин', 2)], C: [pause('биотин', 1)] }), ['pause (биотин 2) A B C'], none, 0, 0],
  // Without alcohol, sport, coffee
  ['something to do without', woman, items({ A: [avoid('алкоголь', 24)] }), ['avoid (алкоголь 24) A'], none, 24, 0],
  ['the longest time without the same thing', woman, items({ A: [avoid('алкоголь', 24)], B: [avoid('алкоголь', 72)] }), ['avoid (алкоголь 72) A B'], none, 72, 0],
  ['two things to do without', woman, items({ A: [avoid('алкоголь', 24)], B: [avoid('спорт', 12)] }), ['avoid (алкоголь 24) A', 'avoid (спорт 12) B'], none, 24, 0],
  ['an English name of it', woman, items({ A: [avoid('кофе', 12, 'coffee')] }), ['avoid (кофе coffee 12) A'], none, 12, 0],
  ['with fasting the longer one makes the lead', man, items({ A: [fasting(12), avoid('алкоголь', 24)] }), ['fasting (12) A', 'avoid (алкоголь 24) A'], none, 24, 0],
  ['fasting longer than it makes the lead', man, items({ A: [fasting(12), avoid('курение', 1)] }), ['fasting (12) A', 'avoid (курение 1) A'], none, 12, 0],
  ['the whole fortnight', man, items({ A: [avoid('йод', 336)] }), ['avoid (йод 336) A'], none, 336, 0],
  // To collect at home
  ['urine of a day', woman, items({ A: [collect('суточная моча', 24)] }), ['collect (суточная моча 24) A'], none, 24, 0],
  ['two tests from one can', woman, items({ A: [collect('суточная моча', 24)], B: [collect('суточная моча', 24)] }), ['collect (суточная моча 24) A B'], none, 24, 0],
  ['saliva and urine', woman, items({ A: [collect('слюна', 10)], B: [collect('суточная моча', 24)] }), ['collect (слюна 10) A', 'collect (суточная моча 24) B'], none, 24, 0],
  ['collecting and fasting', man, items({ A: [collect('суточная моча', 24)], B: [fasting(8)] }), ['fasting (8) B', 'collect (суточная моча 24) A'], none, 24, 0],
  // Staying at the clinic
  ['two hours at the clinic', woman, items({ A: [duration(120)] }), ['duration (120) A'], none, 0, 120],
  ['two stays are both said, the longer one counts', woman, items({ A: [duration(120)], B: [duration(40)] }), ['duration (40) B', 'duration (120) A'], none, 0, 120],
  ['the same stay is said once', woman, items({ A: [duration(40)], B: [duration(40)] }), ['duration (40) A B'], none, 0, 40],
  ['a glucose tolerance test', man, items({ A: [fasting(10), hours(7, 9), duration(120), avoid('курение', 12)] }), ['fasting (10) A', 'come_between (420 540) A', 'avoid (курение 12) A', 'duration (120) A'], '420-540', 12, 120],
  // For whom
  ['a test for women and a woman', woman, items({ A: [only('female')] }), [], none, 0, 0],
  ['a test for men and a man', man, items({ A: [only('male')] }), [], none, 0, 0],
  ['sex not known refuses nobody', unknown, items({ A: [only('male')], B: [only('female')] }), [], none, 0, 0],
  ['at the lower age', { sex: 'female', ageYears: 18 }, items({ A: [age(18)] }), [], none, 0, 0],
  ['at the upper age', { sex: 'female', ageYears: 17 }, items({ A: [age(undefined, 17)] }), [], none, 0, 0],
  ['between both ages', woman, items({ A: [age(18, 50)] }), [], none, 0, 0],
  ['age not known refuses nobody', unknown, items({ A: [age(18, 50)] }), [], none, 0, 0],
  ['age without limits', girl, items({ A: [age()] }), [], none, 0, 0],
  ['born today', { sex: 'male', ageYears: 0 }, items({ A: [age(0)] }), [], none, 0, 0],
  // What would forbid something that is not there
  ['what it excludes is not ordered', woman, items({ A: [excludes('B C')], D: [] }), [], none, 0, 0],
  ['a service never excludes itself', woman, items({ A: [excludes('A')] }), [], none, 0, 0],
  ['a panel alone', woman, items({ P: [contains('A B')] }), [], none, 0, 0],
  ['a panel and what it has not', woman, items({ P: [contains('A B')], C: [] }), [], none, 0, 0],
  ['panels with nothing in common', woman, items({ P: [contains('A B')], Q: [contains('C D')] }), [], none, 0, 0],
  // Whole carts
  [
    'a thyroid cart',
    elder,
    items({ TSH: [fasting(8), hours(7, 11), pause('биотин', 2)], FT4: [hours(7, 12), pause('биотин', 2)], US: [] }),
    ['fasting (8) TSH', 'come_between (420 660) FT4 TSH', 'pause (биотин 2) FT4 TSH'],
    '420-660',
    8,
    0,
  ],
  [
    'an adrenal cart',
    woman,
    items({ CORT: [hours(7, 9), avoid('спорт', 24)], ALD: [hours(8, 10), pause('спиронолактон', 28), duration(15)], META: [collect('суточная моча', 24), avoid('кофе', 24)] }),
    ['come_between (480 540) ALD CORT', 'pause (спиронолактон 28) ALD', 'avoid (кофе 24) META', 'avoid (спорт 24) CORT', 'collect (суточная моча 24) META', 'duration (15) ALD'],
    '480-540',
    24,
    15,
  ],
  [
    'a cart of a woman',
    woman,
    items({ FSH: [cycle(2, 5), hours(8, 12)], LH: [cycle(2, 5), hours(8, 12)], PRL: [cycle(2, 5), hours(8, 10), avoid('близость', 24)] }),
    ['come_between (480 600) FSH LH PRL', 'cycle_days (2 5) FSH LH PRL', 'avoid (близость 24) PRL'],
    '480-600',
    24,
    0,
  ],
];

describe('P2 what a patient does before the visit', () => {
  it.each(table)('P2 %s', (_title, who, cart, advice, window, lead, stay) => {
    const found = check(cart, who);
    expect(found.advice.map(said)).toEqual(advice);
    expect(found.window ? `${found.window.from}-${found.window.until}` : none).toBe(window);
    expect([found.leadHours, found.stayMinutes]).toEqual([lead, stay]);
    expect(found.troubles).toEqual([]);
  });

  it('P2 an English text stands under its own name, and a missing one is missing', () => {
    const [biotin, iodine] = check(items({ A: [pause('биотин', 2, 'biotin'), pause('йод', 14)] }), woman).advice;
    expect(biotin?.values).toEqual({ what: 'биотин', whatEn: 'biotin', days: 2 });
    expect(iodine?.values).toEqual({ what: 'йод', days: 14 });
  });
});
