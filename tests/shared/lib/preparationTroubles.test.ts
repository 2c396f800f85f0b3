import { describe, expect, it } from 'vitest';
import { check, readRule, type Item, type Who } from '../../../shared/lib/preparation.ts';
import { age, boy, contains, cycle, elder, excludes, fasting, girl, hours, items, man, only, said, unknown, woman } from './preparationRules.ts';

/** `!` before what forbids to send. */
const table: readonly (readonly [title: string, who: Who, cart: Item[], troubles: readonly string[]])[] = [
  // Hours
  ['hours that do not meet', woman, items({ A: [hours(7, 9)], B: [hours(10, 12)] }), ['!hours_apart A B']],
  ['hours that only touch do not meet', woman, items({ A: [hours(7, 9)], B: [hours(9, 12)] }), ['!hours_apart A B']],
  ['three of which two do not meet', man, items({ A: [hours(7, 9)], B: [hours(8, 11)], C: [hours(10, 12)] }), ['!hours_apart A B C']],
  ['those without hours are not blamed', man, items({ A: [hours(7, 9)], B: [hours(23, 24)], C: [] }), ['!hours_apart A B']],
  ['hours of one service that do not meet', man, items({ A: [hours(7, 8), hours(9, 10)] }), ['!hours_apart A']],
  ['a morning and a late evening cortisol', elder, items({ AM: [hours(7, 9)], PM: [hours(22, 24)] }), ['!hours_apart AM PM']],
  // Not on one day
  ['one excludes the other', woman, items({ A: [excludes('B')], B: [] }), ['!not_together (мешают друг другу) A B']],
  ['the other excludes the one', woman, items({ A: [], B: [excludes('A')] }), ['!not_together (мешают друг другу) A B']],
  ['both exclude each other: said once', woman, items({ A: [excludes('B')], B: [excludes('A')] }), ['!not_together (мешают друг другу) A B']],
  ['both with words of their own: said once', woman, items({ A: [excludes('B', 'контраст')], B: [excludes('A', 'изотоп')] }), ['!not_together (изотоп) A B']],
  ['one excludes two', man, items({ A: [excludes('B C')], B: [], C: [] }), ['!not_together (мешают друг другу) A B', '!not_together (мешают друг другу) A C']],
  ['two exclude one', man, items({ A: [excludes('C')], B: [excludes('C')], C: [] }), ['!not_together (мешают друг другу) A C', '!not_together (мешают друг другу) B C']],
  ['only what is ordered is named', man, items({ A: [excludes('B C D')], C: [] }), ['!not_together (мешают друг другу) A C']],
  ['a code that begins like another is another', man, items({ A: [excludes('B1')], B: [] }), []],
  // Twice the same
  ['a panel and a part of it', woman, items({ P: [contains('A B')], A: [] }), ['!already_in (P) A']],
  ['a part of it and the panel', woman, items({ A: [], P: [contains('A B')] }), ['!already_in (P) A']],
  ['a panel and two parts', woman, items({ A: [], B: [], P: [contains('A B')] }), ['!already_in (P) A', '!already_in (P) B']],
  ['a part of two panels is in both', woman, items({ A: [], P: [contains('A')], Q: [contains('A C')] }), ['!already_in (P) A', '!already_in (Q) A', 'overlap (1) P Q']],
  ['two panels with a part in common are allowed and said', man, items({ P: [contains('A B')], Q: [contains('B C')] }), ['overlap (1) P Q']],
  ['two panels with three parts in common', man, items({ P: [contains('A B C')], Q: [contains('A B C D')] }), ['overlap (3) P Q']],
  ['a panel inside a panel', man, items({ P: [contains('Q A')], Q: [contains('A B')] }), ['!already_in (P) Q']],
  ['the same service twice', man, [...items({ A: [] }), ...items({ A: [] })], ['!already_in (A) A']],
  ['the same service three times is said once', man, ['A', 'A', 'A'].map((code) => ({ code, rules: [] })), ['!already_in (A) A']],
  ['a panel that names itself is no repetition', man, items({ P: [contains('P A')] }), []],
  ['three panels, each pair', man, items({ P: [contains('A')], Q: [contains('A')], R: [contains('A')] }), ['overlap (1) P Q', 'overlap (1) P R', 'overlap (1) Q R']],
  ['two rules of one panel are one panel', man, items({ P: [contains('A'), contains('B')], B: [] }), ['!already_in (P) B']],
  // For whom
  ['a test for men and a woman', woman, items({ PSA: [only('male')] }), ['!not_for_this_person (sex male) PSA']],
  ['a test for women and a man', man, items({ AMH: [only('female')] }), ['!not_for_this_person (sex female) AMH']],
  ['a test for women and a boy', boy, items({ AMH: [only('female')] }), ['!not_for_this_person (sex female) AMH']],
  ['two tests for women and a man', man, items({ A: [only('female')], B: [only('female')] }), ['!not_for_this_person (sex female) A B']],
  ['one for each, a man', man, items({ A: [only('female')], B: [only('male')] }), ['!not_for_this_person (sex female) A']],
  ['too young', girl, items({ A: [age(18)] }), ['!not_for_this_person (age 18) A']],
  ['a year too young', { sex: 'female', ageYears: 17 }, items({ A: [age(18)] }), ['!not_for_this_person (age 18) A']],
  ['too old', elder, items({ A: [age(undefined, 17)] }), ['!not_for_this_person (age 17) A']],
  ['a year too old', { sex: 'male', ageYears: 18 }, items({ A: [age(undefined, 17)] }), ['!not_for_this_person (age 17) A']],
  ['outside of both', elder, items({ A: [age(18, 50)] }), ['!not_for_this_person (age 18 50) A']],
  ['two with the same limits', girl, items({ A: [age(18)], B: [age(18)] }), ['!not_for_this_person (age 18) A B']],
  ['two with other limits', girl, items({ A: [age(18)], B: [age(14)] }), ['!not_for_this_person (age 14) B', '!not_for_this_person (age 18) A']],
  ['sex and age', boy, items({ A: [only('female'), age(18)] }), ['!not_for_this_person (sex female) A', '!not_for_this_person (age 18) A']],
  ['age known, sex not', { sex: null, ageYears: 9 }, items({ A: [only('female'), age(18)] }), ['!not_for_this_person (age 18) A']],
  ['sex known, age not', { sex: 'male', ageYears: null }, items({ A: [only('female'), age(18)] }), ['!not_for_this_person (sex female) A']],
  ['a newborn', { sex: 'male', ageYears: 0 }, items({ A: [age(1)] }), ['!not_for_this_person (age 1) A']],
  // Days of the cycle never forbid
  ['days of the cycle that do not meet are said, and may be sent', woman, items({ A: [cycle(2, 5)], B: [cycle(19, 23)] }), ['cycle_apart A B']],
  ['the same for a man is nothing', man, items({ A: [cycle(2, 5)], B: [cycle(19, 23)] }), []],
  ['days that meet in one day', woman, items({ A: [cycle(2, 5)], B: [cycle(5, 9)] }), []],
  ['days of three that do not all meet', woman, items({ A: [cycle(2, 5)], B: [cycle(4, 9)], C: [cycle(8, 12)] }), ['cycle_apart A B C']],
  ['sex not known', unknown, items({ A: [cycle(2, 5)], B: [cycle(19, 23)] }), ['cycle_apart A B']],
  // Everything at once, the worst to mend first
  [
    'a hopeless cart',
    man,
    items({ P: [contains('A')], A: [hours(7, 8)], B: [hours(9, 10), only('female'), excludes('A')], C: [fasting(8), age(undefined, 17)] }),
    ['!already_in (P) A', '!not_for_this_person (sex female) B', '!not_for_this_person (age 17) C', '!not_together (мешают друг другу) A B', '!hours_apart A B'],
  ],
];

describe('P2 what stands against an order', () => {
  it.each(table)('P2 %s', (_title, who, cart, troubles) => {
    const found = check(cart, who);
    expect(found.troubles.map((trouble) => `${trouble.blocks ? '!' : ''}${said(trouble)}`)).toEqual(troubles);
    if (troubles.some((line) => line.includes('hours_apart'))) expect(found.window).toBeNull();
  });
});

const text = { ru: 'алкоголь', en: null };
const readable: readonly object[] = [
  { kind: 'fasting', hours: 8 },
  { kind: 'fasting', hours: 14 },
  { kind: 'hours', from: 0, until: 1440 },
  { kind: 'cycleDays', from: 3, until: 3 },
  { kind: 'pause', what: text, days: 2 },
  { kind: 'avoid', what: text, hours: 1 },
  { kind: 'excludes', codes: ['A'], why: text },
  { kind: 'contains', codes: ['A', 'B'] },
  { kind: 'collect', what: { ru: 'моча', en: 'urine' }, hours: 24 },
  { kind: 'duration', minutes: 120 },
  { kind: 'sex', only: 'female' },
  { kind: 'age', from: 18 },
  { kind: 'age', until: 17 },
  { kind: 'age' },
];
const broken: readonly (readonly [title: string, json: string])[] = [
  ['nothing', ''],
  ['not JSON', '{kind'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number', '8'],
  ['no kind', '{"hours":8}'],
  ['a kind of a later version', '{"kind":"radiation","days":3}'],
  ['a kind that is a name of every object', '{"kind":"__proto__"}'],
  ['fasting too short to be fasting', '{"kind":"fasting","hours":7}'],
  ['fasting longer than anybody should', '{"kind":"fasting","hours":15}'],
  ['half an hour', '{"kind":"fasting","hours":8.5}'],
  ['hours as a text', '{"kind":"fasting","hours":"8"}'],
  ['a number that is none', '{"kind":"avoid","what":{"ru":"кофе","en":null},"hours":1e400}'],
  ['hours the wrong way round', '{"kind":"hours","from":600,"until":420}'],
  ['hours of no length', '{"kind":"hours","from":600,"until":600}'],
  ['minutes beyond the day', '{"kind":"hours","from":600,"until":1441}'],
  ['days of the cycle the wrong way round', '{"kind":"cycleDays","from":5,"until":2}'],
  ['a pause of nothing', '{"kind":"pause","what":{"ru":"","en":null},"days":2}'],
  ['a text that never ends', JSON.stringify({ kind: 'avoid', what: { ru: 'а'.repeat(301), en: null }, hours: 2 })],
  ['no codes', '{"kind":"contains","codes":[]}'],
  ['a code of no length', '{"kind":"contains","codes":[""]}'],
  ['a sex nobody has here', '{"kind":"sex","only":"other"}'],
  ['ages the wrong way round', '{"kind":"age","from":18,"until":17}'],
  ['an age below nothing', '{"kind":"age","from":-1}'],
];

describe('P2 rules as they come over the wire', () => {
  it.each(readable)('P2 is read: %j', (rule) => {
    expect(readRule(JSON.stringify(rule))).toEqual(rule);
  });

  it.each(broken)('P2 is not read, and not thrown either: %s', (_title, json) => {
    expect(readRule(json)).toBeNull();
  });
});
