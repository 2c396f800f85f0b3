import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { savePosition } from '../../../backend/sync/feedStore.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { addMonths, dayOf, instant, startOf, type Instant } from '../../../shared/lib/moscow.ts';
import { patient } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { english, observation, report } from '../../support/resultResources.ts';

const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female', birthDate: '1951-03-08' };
const boris = { ...patient('Лебедев', 'Борис'), gender: 'male', birthDate: '1980-01-01' };
const monthsAgo = (months: number): Instant => instant(startOf(addMonths(dayOf(monday), -months)) + 36_000_000);
const all = { kind: null, months: null, offset: 0, limit: 50 } as const;
const range = (low: number, high: number, over: object = {}) => ({ low: { value: low }, high: { value: high }, ...over });
const sex = (code: string) => ({ appliesTo: [{ coding: [{ system: 'http://hl7.org/fhir/administrative-gender', code }] }] });
const years = (low: number, high: number) => ({ age: { low: { value: low, code: 'a' }, high: { value: high, code: 'a' } } });

function kioskOfAnna() {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  return {
    ...kiosk,
    one: async (reportId: string) => (await kiosk.call('results.one', { reportId })).report,
    /** One value in a report of its own; what the page is told of it. */
    async shown(over: object, reportOver: object = {}) {
      const value = observation(anna.id, monthsAgo(1), over);
      const of = report(anna.id, monthsAgo(1), [value], reportOver);
      kiosk.put(value, of);
      const [analyte] = (await kiosk.call('results.one', { reportId: of.id })).report?.analytes ?? [];
      return analyte;
    },
  };
}

test('L1 the list has the newest release first, what is new, and how many values are outside; by kind and by months', async () => {
  const kiosk = kioskOfAnna();
  const [high, inside] = [observation(anna.id, monthsAgo(2)), observation(anna.id, monthsAgo(2), { valueQuantity: { value: 3 } })];
  const lab = report(anna.id, monthsAgo(2), [high, inside], { effectiveDateTime: '2026-09-23T08:00:00+03:00' });
  const seen = report(anna.id, monthsAgo(14), [], { meta: { versionId: '2', tag: [{ system: systems.seen, code: 'seen' }] } });
  const picture = report(anna.id, monthsAgo(1), [], { category: [{ coding: [{ system: systems.diagnosticService, code: 'RAD' }] }], code: { text: 'УЗИ' } });
  kiosk.put(lab, seen, picture, high, inside);

  expect(await kiosk.call('results.list', all)).toEqual({
    ...{ patientId: anna.id, total: 3, fresh: 2 },
    lines: [
      { reportId: picture.id, kind: 'imaging', title: { ru: 'УЗИ', en: null }, takenAt: null, releasedAt: monthsAgo(1), isNew: true, outside: 0, values: 0 },
      {
        ...{ reportId: lab.id, kind: 'laboratory', title: { ru: 'Гормоны щитовидной железы', en: 'Thyroid hormones' }, isNew: true, outside: 1, values: 2 },
        ...{ takenAt: Date.parse('2026-09-23T05:00:00Z'), releasedAt: monthsAgo(2) },
      },
      expect.objectContaining({ reportId: seen.id, isNew: false, values: 0 }),
    ],
  });
  const idsOf = async (over: object) => (await kiosk.call('results.list', { ...all, ...over })).lines.map(({ reportId }) => reportId);
  expect(await idsOf({ kind: 'imaging' })).toEqual([picture.id]);
  expect(await idsOf({ months: 12 })).toEqual([picture.id, lab.id]);
  expect(await kiosk.call('results.list', { ...all, offset: 2, limit: 1 })).toMatchObject({ total: 3, lines: [{ reportId: seen.id }] });
});

test('L2 a report has its values in their order, with unit, range, flag, the value before and how long its history is', async () => {
  const kiosk = kioskOfAnna();
  const [old, now] = [observation(anna.id, monthsAgo(12), { valueQuantity: { value: 2.15, unit: 'мМЕ/л', system: systems.ucum, code: 'm[IU]/L' } }), observation(anna.id, monthsAgo(1))];
  const otherUnit = observation(anna.id, monthsAgo(6), { valueQuantity: { value: 4800, unit: 'нМЕ/л', system: systems.ucum, code: 'n[IU]/L' } });
  const inWords = observation(anna.id, monthsAgo(1), { code: { text: 'Цвет' }, valueQuantity: undefined, valueString: 'соломенный', _valueString: english('straw'), referenceRange: undefined });
  const latest = report(anna.id, monthsAgo(1), [inWords, now]);
  kiosk.put(report(anna.id, monthsAgo(12), [old]), report(anna.id, monthsAgo(6), [otherUnit]), latest, old, now, otherUnit, inWords);

  expect(await kiosk.one(latest.id)).toMatchObject({
    ...{ isAmended: false, omitted: 0, conclusion: null, paper: null, outside: 1, values: 2 },
    analytes: [
      { observationId: inWords.id, code: null, value: { kind: 'text', text: { ru: 'соломенный', en: 'straw' } }, unit: null, range: null, flag: null, before: null, points: 0 },
      {
        ...{ observationId: now.id, code: '3016-3', name: { ru: 'ТТГ', en: 'TSH' }, value: { kind: 'number', number: 4.8, digits: 1, comparator: null } },
        ...{ unit: { ru: 'мМЕ/л', en: 'mIU/L' }, range: { low: 0.4, high: 4, digits: 1, text: null }, flag: 'high', points: 2 },
        before: { value: { kind: 'number', number: 2.15, digits: 2, comparator: null }, at: monthsAgo(12) },
      },
    ],
  });
  expect(await kiosk.call('results.trend', { code: '3016-3' })).toMatchObject({
    ...{ name: { ru: 'ТТГ' }, unit: { ru: 'мМЕ/л' }, otherUnits: 1 },
    points: [{ at: monthsAgo(12), number: 2.15, flag: 'normal' }, { at: monthsAgo(1), number: 4.8, flag: 'high', reportId: latest.id }],
  });
});

test('L2 the range is the first that fits the patient’s sex and age on the day; without one there is no flag', async () => {
  const kiosk = kioskOfAnna();
  const pick = async (...referenceRange: object[]) => {
    const { range: found, flag } = (await kiosk.shown({ referenceRange })) ?? {};
    return [found?.low ?? null, found?.high ?? null, flag];
  };
  expect(await pick(range(1, 2, sex('male')), range(3, 9, sex('female')))).toEqual([3, 9, 'normal']);
  expect(await pick(range(1, 2, years(18, 60)), range(3, 9, years(61, 75)), range(0, 1))).toEqual([3, 9, 'normal']);
  expect(await pick(range(1, 2, years(18, 74)))).toEqual([null, null, null]);
  expect(await pick(range(1, 2, { appliesTo: [{ text: 'Беременные' }] }), range(3, 9))).toEqual([3, 9, 'normal']);
  expect(await pick(range(1, 2, { appliesTo: [...sex('female').appliesTo, { text: 'Беременные' }] }), range(3, 9))).toEqual([3, 9, 'normal']);
  expect(await pick(range(1, 2, { type: { coding: [{ code: 'therapeutic' }] } }), range(3, 9))).toEqual([3, 9, 'normal']);
  // The day before her 75th birthday she is 74.
  const then = { effectiveDateTime: '2026-03-07T08:00:00+03:00', referenceRange: [range(1, 2, years(75, 99)), range(3, 9)] };
  expect((await kiosk.shown(then))?.range).toMatchObject({ low: 3, high: 9 });
  expect((await kiosk.shown({ ...then, effectiveDateTime: '2026-03-08T08:00:00+03:00' }))?.range).toMatchObject({ low: 1, high: 2 });
});

test('L2 the laboratory’s own word wins over our comparison, and a mark like «less than» is compared honestly', async () => {
  const kiosk = kioskOfAnna();
  const word = (code: string) => ({ interpretation: [{ coding: [{ system: systems.interpretation, code }] }] });
  const flag = async (over: object) => (await kiosk.shown(over))?.flag;
  expect(await flag({})).toBe('high');
  expect(await flag(word('N'))).toBe('normal');
  expect(await flag(word('HH'))).toBe('criticalHigh');
  expect(await flag({ ...word('LL'), referenceRange: undefined })).toBe('criticalLow');
  expect(await flag(word('?'))).toBe('high');
  const marked = (comparator: string, value: number, low?: number, high?: number) =>
    flag({ valueQuantity: { value, comparator }, referenceRange: [{ ...(low === undefined ? {} : { low: { value: low } }), ...(high === undefined ? {} : { high: { value: high } }) }] });
  expect(await marked('<', 0.01, 0.4, 4)).toBe('low');
  expect(await marked('<', 0.4, 0.4, 4)).toBe('low');
  expect(await marked('<=', 0.4, 0.4, 4)).toBe(null);
  expect(await marked('<', 10, undefined, 20)).toBe('normal');
  expect(await marked('<', 10, 0, 20)).toBe('normal');
  expect(await marked('<', 30, 0, 20)).toBe(null);
  expect(await marked('>', 100, 0.4, 4)).toBe('high');
  expect(await marked('>', 4, 0.4, 4)).toBe('high');
  expect(await marked('>=', 4, 0.4, 4)).toBe(null);
  expect(await marked('>', 90, 60)).toBe('normal');
  expect(await marked('>', 30, 60)).toBe(null);
});

test('L1 what the clinic has not released, or has taken back, is not here even if a server sends it', async () => {
  const kiosk = kioskOfAnna();
  const value = observation(anna.id, monthsAgo(1));
  for (const status of ['registered', 'partial', 'preliminary', 'cancelled', 'entered-in-error', 'unknown', 'FINAL']) {
    const held = report(anna.id, monthsAgo(1), [value], { status });
    kiosk.put(value, { ...held, status: 'final' }, held);
    expect([status, await kiosk.one(held.id)]).toEqual([status, null]);
    expect(await kiosk.call('results.list', all)).toMatchObject({ total: 0, fresh: 0, lines: [] });
    expect(await kiosk.call('results.trend', { code: '3016-3' })).toMatchObject({ name: null, points: [], otherUnits: 0 });
    expect(await kiosk.refusal('results.seen', { commandId: randomUUID(), reportId: held.id })).toBe('not_found');
  }
  const open = report(anna.id, monthsAgo(1), [value], { status: 'corrected' });
  kiosk.put(open);
  expect(await kiosk.one(open.id)).toMatchObject({ isAmended: true, analytes: [{ value: { number: 4.8 } }] });
  kiosk.put({ ...value, status: 'preliminary' });
  expect(await kiosk.one(open.id)).toMatchObject({ values: 0, analytes: [{ name: { ru: 'ТТГ' }, value: { kind: 'absent' }, flag: null }] });
  kiosk.remove(open);
  expect(await kiosk.one(open.id)).toBe(null);
});

test('L1 H16 a report of another patient, or a value of another patient in one’s own report, is shown to nobody', async () => {
  const kiosk = kioskOfAnna();
  const [theirs, mine] = [observation(boris.id, monthsAgo(1), { valueQuantity: { value: 99 } }), observation(anna.id, monthsAgo(2))];
  const [other, own] = [report(boris.id, monthsAgo(1), [theirs]), report(anna.id, monthsAgo(2), [theirs, mine])];
  kiosk.put(boris, theirs, mine, other, own, { ...observation(anna.id, monthsAgo(1)), subject: undefined });
  kiosk.db.write((tx) => savePosition(tx, 'personal', { cursor: 'x', complete: true, restarted: false }));
  expect((await kiosk.call('results.list', all)).lines.map(({ reportId }) => reportId)).toEqual([own.id]);
  expect(await kiosk.one(other.id)).toBe(null);
  expect(await kiosk.refusal('results.seen', { commandId: randomUUID(), reportId: other.id })).toBe('not_found');
  expect((await kiosk.one(own.id))?.analytes.map(({ value }) => value)).toEqual([{ kind: 'absent' }, { kind: 'number', number: 4.8, digits: 1, comparator: null }]);
  expect((await kiosk.call('results.trend', { code: '3016-3' })).points.map(({ number }) => number)).toEqual([4.8]);
  await kiosk.leave();
  kiosk.signIn(boris);
  expect(await kiosk.call('results.list', all)).toMatchObject({ patientId: boris.id, total: 0 });
});

test('L2 a value that has not come yet is left out, and said to be missing once everything has come', async () => {
  const kiosk = kioskOfAnna();
  const [late, here] = [observation(anna.id, monthsAgo(1)), observation(anna.id, monthsAgo(1))];
  const of = report(anna.id, monthsAgo(1), [late, here]);
  kiosk.put(of, here);
  expect((await kiosk.one(of.id))?.analytes.map(({ observationId }) => observationId)).toEqual([here.id]);
  kiosk.db.write((tx) => savePosition(tx, 'personal', { cursor: 'x', complete: true, restarted: false }));
  expect((await kiosk.one(of.id))?.analytes).toMatchObject([{ observationId: late.id, value: { kind: 'absent' }, points: 0 }, { observationId: here.id }]);
  kiosk.put(late);
  expect((await kiosk.one(of.id))?.analytes).toMatchObject([{ observationId: late.id, value: { kind: 'number' } }, { observationId: here.id }]);
});
