import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKeepingDigits } from '../../../backend/sync/writtenDecimals.ts';
import { systems } from '../../../shared/fhir/names.ts';
import { addDays, dayOf, instantAt, toWire, type Instant } from '../../../shared/lib/moscow.ts';
import { patient, type Resource } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';
import { english, observation, report } from '../../support/resultResources.ts';

const anna = { ...patient('Кузнецова', 'Анна', 'Петровна'), gender: 'female', birthDate: '1951-03-08' };
const sexSystem = 'http://hl7.org/fhir/administrative-gender';

/** A decimal as a laboratory writes it, with up to six digits after the point, trailing zeros included. */
const decimal = fc.tuple(fc.integer({ min: -9_999, max: 999_999 }), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 })).map(([whole, digits]) => ({
  written: `${whole}${digits.length === 0 ? '' : `.${digits.join('')}`}`,
  digits: digits.length,
}));
const words = fc.constantFrom('не обнаружено', 'положительно', '<b>жирно</b>', '1:80', 'ед/мл', 'Глюкоза, венозная');
const local = fc.record({ ru: words, en: fc.option(fc.constantFrom('not found', 'positive', 'units')) });
const value = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('number'), decimal, comparator: fc.option(fc.constantFrom('<', '<=', '>', '>='), { freq: 3 }), unit: fc.option(local) }) },
  fc.record({ kind: fc.constant('text'), text: local }),
  fc.record({ kind: fc.constant('absent') }),
);
const end = fc.option(fc.integer({ min: 0, max: 500 }));
const range = fc.record({ low: end, span: end, sex: fc.option(fc.constantFrom('male', 'female')), years: fc.option(fc.tuple(fc.nat(70), fc.integer({ min: 71, max: 120 }))) });
const flags = { N: 'normal', L: 'low', H: 'high', LL: 'criticalLow', HH: 'criticalHigh', A: 'abnormal' } as const;
const line = fc.record({ name: local, value, ranges: fc.array(range, { maxLength: 3 }), flag: fc.option(fc.constantFrom(...Object.keys(flags) as (keyof typeof flags)[])), daysAgo: fc.nat(2_000) });
type Line = typeof line extends fc.Arbitrary<infer T> ? T : never;

const beside = (name: string, { ru, en }: { ru: string; en: string | null }) => ({ [name]: ru, ...(en === null ? {} : { [`_${name}`]: english(en) }) });
const atOf = ({ daysAgo }: Line): Instant => instantAt(addDays(dayOf(monday), -daysAgo - 1), 480);

/** The value the patient must be shown. */
function expectedValue({ value: one }: Line): object {
  if (one.kind === 'number' && 'decimal' in one) return { kind: 'number', number: Number(one.decimal.written) + 0, digits: one.decimal.digits, comparator: one.comparator };
  return one.kind === 'text' && 'text' in one ? { kind: 'text', text: one.text } : { kind: 'absent' };
}

/** As it comes over the wire: the number in its own writing. */
function toResource(one: Line): Resource {
  const { value: given, ranges, flag, name } = one;
  const isNumber = given.kind === 'number' && 'decimal' in given;
  const resource = observation(anna.id, atOf(one), {
    code: { coding: [{ system: systems.loinc, code: '1-1' }], ...beside('text', name) },
    valueQuantity: isNumber ? { value: 'HERE', ...(given.comparator === null ? {} : { comparator: given.comparator }), ...(given.unit === null ? {} : beside('unit', given.unit)) } : undefined,
    ...(given.kind === 'text' && 'text' in given ? beside('valueString', given.text) : {}),
    referenceRange: ranges.map(({ low, span, sex, years }) => ({
      ...(low === null ? {} : { low: { value: low } }),
      ...(span === null ? {} : { high: { value: (low ?? 0) + span } }),
      ...(sex === null ? {} : { appliesTo: [{ coding: [{ system: sexSystem, code: sex }] }] }),
      ...(years === null ? {} : { age: { low: { value: years[0], code: 'a' }, high: { value: years[1], code: 'a' } } }),
    })),
    interpretation: flag === null ? undefined : [{ coding: [{ system: systems.interpretation, code: flag }] }],
  });
  const text = JSON.stringify({ ...resource, id: randomUUID() }).replace('"HERE"', isNumber ? given.decimal.written : '0');
  return parseKeepingDigits(text) as Resource;
}

/** The range, told again by other means: whole years between two written days. */
function expectedRange(one: Line): { low: number | null; high: number | null } | null {
  const day = dayOf(atOf(one));
  const age = Number(day.slice(0, 4)) - 1951 - (day.slice(5) < '03-08' ? 1 : 0);
  const fits = one.ranges.find(({ low, span, sex, years }) => (low !== null || span !== null) && sex !== 'male' && (years === null || (age >= years[0] && age <= years[1])));
  return fits === undefined ? null : { low: fits.low, high: fits.span === null ? null : (fits.low ?? 0) + fits.span };
}

test('L2 what the patient is shown of any report is what its resources say: every digit, word, unit, range and flag', async () => {
  const kiosk = featuresOffline();
  kiosk.signIn(anna);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
      const values = lines.map(toResource);
      const of = { ...report(anna.id, monday, values), issued: toWire(monday) };
      kiosk.put(...values, of);
      const { report: read } = await kiosk.call('results.one', { reportId: of.id });
      kiosk.remove(of);
      for (const resource of values) kiosk.remove(resource);
      expect(read?.analytes.length).toBe(lines.length);
      lines.forEach((one, index) => {
        const shown = read?.analytes[index];
        const unit = one.value.kind === 'number' && 'unit' in one.value ? one.value.unit : null;
        const wanted = expectedRange(one);
        expect(shown).toMatchObject({ observationId: values[index]?.id, name: one.name, value: expectedValue(one), unit });
        expect(shown?.range === null ? null : { low: shown?.range.low, high: shown?.range.high }).toEqual(wanted);
        if (one.flag !== null && one.value.kind !== 'absent') expect(shown?.flag).toBe(flags[one.flag]);
        if (one.value.kind === 'absent') expect(shown?.flag).toBe(null);
        const number = one.value.kind === 'number' && 'decimal' in one.value && one.value.comparator === null ? Number(one.value.decimal.written) : null;
        if (one.flag === null && number !== null) {
          const { low, high } = wanted ?? { low: null, high: null };
          expect(shown?.flag).toBe(wanted === null ? null : low !== null && number < low ? 'low' : high !== null && number > high ? 'high' : 'normal');
        }
      });
    }),
    { numRuns: 60 },
  );
  expect(kiosk.bugs).toEqual([]);
});
