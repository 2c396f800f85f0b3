import { expect, test } from 'vitest';
import { parseKeepingDigits } from '../../../backend/sync/writtenDecimals.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { instant } from '../../../shared/lib/moscow.ts';
import { patient, type Resource } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { observation, report } from '../../support/resultResources.ts';

const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female', birthDate: '1951-03-08' };
const day = 86_400_000;
const then = instant(monday - 30 * day);
const all = { kind: null, months: null, offset: 0, limit: 50 } as const;

function kioskOfAnna() {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  return {
    ...kiosk,
    /** One value in a report of its own, as its text came over the wire; what the page is told of it. */
    async shown(over: object | string) {
      const value = typeof over === 'string' ? (parseKeepingDigits(over) as Resource) : observation(anna.id, then, over);
      const of = report(anna.id, then, [value]);
      kiosk.put(value, of);
      const [analyte] = (await kiosk.call('results.one', { reportId: of.id })).report?.analytes ?? [];
      return analyte;
    },
    line: async () => (await kiosk.call('results.list', all)).lines[0],
  };
}

/** The resource with the text of its number put in as it stands. */
const written = (number: string, beside = '') => JSON.stringify(observation(anna.id, then, { valueQuantity: { value: 0, unit: 'мМЕ/л' } })).replace('"value":0', `"value":${number}${beside}`);

test('L2 a value is shown with the digits the laboratory wrote, or as text where no number holds them', async () => {
  const kiosk = kioskOfAnna();
  const value = async (over: object | string) => (await kiosk.shown(over))?.value;
  expect(await value(written('5.20'))).toEqual({ kind: 'number', number: 5.2, digits: 2, comparator: null });
  expect(await value(written('5.2', ',"_value":{"written":"9.955"}'))).toEqual({ kind: 'number', number: 5.2, digits: 1, comparator: null });
  expect(await value({ valueQuantity: { value: 5.2, _value: { extension: [{ url: extensions.precision, valueInteger: 2 }] } } })).toMatchObject({ number: 5.2, digits: 2 });
  expect(await value({ valueQuantity: { value: 5.25, _value: { extension: [{ url: extensions.precision, valueInteger: 1 }] } } })).toMatchObject({ number: 5.25, digits: 2 });
  expect(await value(written('1.20e1'))).toMatchObject({ number: 12, digits: 1 });
  expect(await value(written('-0.0'))).toEqual({ kind: 'number', number: 0, digits: 1, comparator: null });
  expect(await value(written('0.0000001'))).toEqual({ kind: 'text', text: { ru: '0,0000001', en: '0.0000001' } });
  const forty = '0.1234567890123456789012345678901234567890';
  expect(await value(written(forty))).toEqual({ kind: 'text', text: { ru: forty.replace('.', ','), en: forty } });
});

test('L2 a number that is none, or says two things at once, is said to be missing; words in its place are shown as words', async () => {
  const kiosk = kioskOfAnna();
  const value = async (over: object | string) => (await kiosk.shown(over))?.value;
  for (const number of ['1e400', '-1e999', 'null', '"NaN"', '"-Infinity"', '"  "', '"undefined"', '[5]', '{"value":5}', 'true']) {
    expect([number, await value(written(number))]).toEqual([number, { kind: 'absent' }]);
  }
  expect(await value(written('1e400', ',"comparator":"<"'))).toEqual({ kind: 'absent' });
  expect(await value(written('5', ',"comparator":"~"'))).toEqual({ kind: 'absent' });
  expect(await value(written('5', ',"comparator":["<"]'))).toEqual({ kind: 'absent' });
  expect(await value(written('1e300'))).toEqual({ kind: 'text', text: { ru: '1e+300', en: null } });
  expect(await value(written('"не обнаружено"'))).toEqual({ kind: 'text', text: { ru: 'не обнаружено', en: null } });
  expect(await value({ valueQuantity: undefined, valueString: 'nan' })).toEqual({ kind: 'absent' });
  expect(await value({ valueQuantity: undefined, valueRatio: { numerator: { value: 1 }, denominator: { value: 64 } } })).toEqual({ kind: 'text', text: { ru: '1:64', en: null } });
  expect(await value({ valueQuantity: undefined, dataAbsentReason: { text: 'не сделано' } })).toEqual({ kind: 'absent' });
  for (const nonsense of [7, 'x', [], null, { value: {} }]) expect(await value({ valueQuantity: nonsense })).toEqual({ kind: 'absent' });
  expect(kiosk.bugs).toEqual([]);
});

test('L2 X1 markup stays text, what nobody can see goes, and a unit without a word is none', async () => {
  const kiosk = kioskOfAnna();
  const shown = await kiosk.shown({
    code: { text: '<b onclick=alert(1)>ТТГ</b>\u202E\u0000 &lt;', coding: [{ system: systems.loinc, code: '3016-3' }] },
    valueQuantity: { value: 5, unit: 'м\u0007МЕ\u202E/\u0000л\n\n', system: systems.ucum, code: 'm[IU]/L' },
  });
  expect(shown).toMatchObject({ name: { ru: '<b onclick=alert(1)>ТТГ</b> &lt;' }, unit: { ru: 'мМЕ/л', en: null }, value: { number: 5 } });
  expect((await kiosk.shown({ valueQuantity: { value: 5 } }))?.unit).toBe(null);
  expect((await kiosk.shown({ valueQuantity: { value: 5, unit: '\u0000\u202E' } }))?.unit).toBe(null);
  expect((await kiosk.shown({ valueQuantity: { value: 5, unit: 'ед'.repeat(5_000) } }))?.unit?.ru).toHaveLength(60);
  expect(await kiosk.shown({ code: undefined })).toMatchObject({ name: { ru: '', en: null }, code: null, points: 0 });
  expect(await kiosk.shown({ code: { coding: [{ system: 'urn:own', code: 'a b\u0000' }] } })).toMatchObject({ code: null });
  expect(await kiosk.shown({ code: { coding: [{ system: 'urn:own', code: 'TSH' }] } })).toMatchObject({ code: 'urn:own|TSH', name: { ru: 'TSH' } });
  const of = report(anna.id, then, [], { conclusion: '<script>alert(1)</script>\r\nУзел 5 мм\u0000.\u202E', code: { text: '<img src=x>' } });
  kiosk.put(of);
  const read = (await kiosk.call('results.one', { reportId: of.id })).report;
  expect([read?.title.ru, read?.conclusion]).toEqual(['<img src=x>', { ru: '<script>alert(1)</script>\nУзел 5 мм.', en: null }]);
  kiosk.put({ ...of, conclusion: 'я'.repeat(2_000_000) });
  expect((await kiosk.call('results.one', { reportId: of.id })).report?.conclusion?.ru).toMatch(/^я{49999}…$/);
});

test('L2 a range the wrong way round, in another unit, of nobody’s age or of no shape judges no value', async () => {
  const kiosk = kioskOfAnna();
  const judged = async (...referenceRange: unknown[]) => {
    const shown = await kiosk.shown({ referenceRange });
    return [shown?.range ?? null, shown?.flag];
  };
  const value = (number: unknown, over: object = {}) => ({ value: number, ...over });
  const age = (low: unknown, high: unknown) => ({ low: { value: 0 }, high: { value: 1 }, age: { low, high } });
  const nothing = [null, null];
  expect(await judged({ low: value(9), high: value(1) })).toEqual(nothing);
  expect(await judged({ low: value(9), high: value(1), text: 'до 4' })).toEqual([{ low: null, high: null, digits: 0, text: { ru: 'до 4', en: null } }, null]);
  expect(await judged({ low: value(0), high: value(1, { unit: 'мг/дл' }) })).toEqual(nothing);
  expect(await kiosk.shown({ valueQuantity: { value: 5 }, referenceRange: [{ low: value(0), high: value(1, { unit: 'мг/дл' }) }] })).toMatchObject({ range: null, flag: null });
  expect(await kiosk.shown({ valueQuantity: undefined, referenceRange: [{ low: value(0), high: value(1, { unit: 'мг/дл' }) }] })).toMatchObject({ range: { high: 1 }, flag: null });
  expect(await judged({ low: value('0'), high: value(1) })).toEqual(nothing);
  expect(await judged({ low: value(Number.POSITIVE_INFINITY), high: value(1) })).toEqual(nothing);
  expect(await judged({ low: value(0, { comparator: '<' }), high: value(1) })).toEqual(nothing);
  expect(await judged(age({ value: 200, code: 'a' }, { value: 300, code: 'a' }), age({ value: 90, code: 'a' }, { value: 10, code: 'a' }))).toEqual(nothing);
  expect(await judged(age({ value: 1, code: 'parsec' }, undefined), age(undefined, undefined), age({ value: 'x', code: 'a' }, { value: 99, code: 'a' }))).toEqual(nothing);
  expect(await judged(7, null, 'x', [], {}, { low: [] }, { appliesTo: 'all', high: value(1) })).toEqual(nothing);
  expect(await judged({ low: value(0.4), high: value(4.25, { system: systems.ucum, code: 'm[IU]/L' }) })).toEqual([{ low: 0.4, high: 4.25, digits: 2, text: null }, 'high']);
  expect(await judged(...Array.from({ length: 100_000 }, () => ({ high: value(1), appliesTo: [{}] })), { high: value(9) })).toEqual(nothing);
  kiosk.put({ ...anna, gender: undefined });
  expect(await judged({ high: value(1), appliesTo: [{ coding: [{ system: 'http://hl7.org/fhir/administrative-gender', code: 'female' }] }] })).toEqual(nothing);
  expect(kiosk.bugs).toEqual([]);
});

test('L1 a time nobody has lived to see stands nowhere: the release is then the server’s, the taking unknown', async () => {
  const kiosk = kioskOfAnna();
  const far = '9999-12-31T23:59:59+03:00';
  const stored = '2026-10-01T10:00:00+03:00';
  kiosk.put(report(anna.id, then, [], { issued: far, effectiveDateTime: far, meta: { versionId: '1', lastUpdated: stored } }));
  expect(await kiosk.line()).toMatchObject({ takenAt: null, releasedAt: Date.parse(stored) });
  kiosk.put(report(anna.id, then, [], { issued: '2150-01-01T10:00:00+03:00', meta: { versionId: '1', lastUpdated: stored } }));
  expect((await kiosk.call('results.list', all)).lines.map(({ releasedAt }) => releasedAt)).toEqual([Date.parse(stored), Date.parse(stored)]);
  expect(() => kiosk.put(report(anna.id, then, [], { issued: far, meta: { versionId: '1' } }))).toThrow('time of its release');
  expect(() => kiosk.put(report(anna.id, then, [], { issued: 'вчера', meta: 7 }))).toThrow('time of its release');
  const early = observation(anna.id, then, { effectiveDateTime: '2026-09-01' });
  const late = observation(anna.id, then, { effectiveDateTime: far });
  const slip = observation(anna.id, then, { effectiveDateTime: '2026-11-20T08:00:00+03:00' });
  kiosk.put(early, late, slip, report(anna.id, then, [late, slip, early], { effectiveDateTime: '2026-10-20T08:00:00+03:00' }));
  const { points } = await kiosk.call('results.trend', { code: '3016-3' });
  expect(points.map(({ at }) => new Date(at).toISOString())).toEqual(['2026-08-31T21:00:00.000Z', '2026-10-20T05:00:00.000Z', '2026-10-20T05:00:00.000Z']);
});

test('L2 five thousand values in one report: two hundred lines, the rest counted and said', async () => {
  const kiosk = kioskOfAnna();
  const many = Array.from({ length: 5_000 }, (_, index) => observation(anna.id, instant(then - index * 60_000)));
  const of = report(anna.id, then, many);
  kiosk.put(...many.slice(0, 1_100), of);
  const { report: read } = await kiosk.call('results.one', { reportId: of.id });
  expect(read).toMatchObject({ omitted: 4_800, values: 1_100, outside: 1_100 });
  expect(read?.analytes).toHaveLength(200);
  expect(await kiosk.line()).toMatchObject({ values: 1_100 });
  expect((await kiosk.call('results.trend', { code: '3016-3' })).points).toHaveLength(1_000);
});

test('L1 a report whose parts are nonsense is shown without them, and lines that lead nowhere are counted', async () => {
  const kiosk = kioskOfAnna();
  kiosk.put(report(anna.id, then, [], { category: 'LAB', code: 7, conclusion: { a: 1 }, presentedForm: [{ contentType: 'application/pdf', url: 'https://elsewhere.example/x.pdf' }, 5], result: undefined }));
  expect(await kiosk.line()).toMatchObject({ kind: 'imaging', title: { ru: '', en: null }, values: 0 });
  const value = observation(anna.id, then);
  const nowhere = [{ reference: '#inside' }, { reference: `Patient/${anna.id}` }, { reference: 'Observation/1' }, {}, { reference: `Observation/${value.id}` }];
  const half = report(anna.id, then, [], { result: nowhere });
  kiosk.put(value, half);
  expect((await kiosk.call('results.one', { reportId: half.id })).report).toMatchObject({ omitted: 4, values: 1, analytes: [{ observationId: value.id }] });
  const paper = { contentType: 'application/pdf', url: `Binary/${anna.id}`, size: -1, extension: [{ url: extensions.sha256, valueString: 'x' }] };
  const of = report(anna.id, then, [], { presentedForm: [{ contentType: 'text/html', url: `Binary/${then}` }, paper] });
  kiosk.put(of);
  expect((await kiosk.call('results.one', { reportId: of.id })).report?.paper).toEqual({ binaryId: anna.id, bytes: null });
});
