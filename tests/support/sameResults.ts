import type { DiagnosticReport, Observation, Quantity } from '@medplum/fhirtypes';
import { expect } from 'vitest';
import type { Analyte, ResultReport } from '../../shared/features/results.ts';
import { extensions, systems } from '../../shared/fhir/names.ts';

export interface Person {
  readonly gender: string;
  readonly birthDate: string;
}

const words = { N: 'normal', L: 'low', H: 'high', LL: 'criticalLow', HH: 'criticalHigh', A: 'abnormal' } as const;
const isWord = (code: string): code is keyof typeof words => Object.hasOwn(words, code);

/** What a page must show of an observation, told from the resource by other means than the program's own. */
function expected(resource: Observation, { gender, birthDate }: Person) {
  const day = resource.effectiveDateTime?.slice(0, 10) ?? '';
  const age = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (day.slice(5) < birthDate.slice(5) ? 1 : 0);
  const fitting = resource.referenceRange?.find(
    (one) => (one.appliesTo ?? []).every(({ coding }) => coding?.[0]?.code === gender) && age >= (one.age?.low?.value ?? 0) && age <= (one.age?.high?.value ?? 200),
  );
  const range = fitting === undefined ? null : { low: fitting.low?.value ?? null, high: fitting.high?.value ?? null };
  const code = resource.interpretation?.[0]?.coding?.find(({ system }) => system === systems.interpretation)?.code ?? '';
  const value = valueOf(resource);
  return { observationId: resource.id, name: resource.code.text, unit: resource.valueQuantity?.unit ?? null, range, value, flag: isWord(code) ? words[code] : flagOf(value, range) };
}

function valueOf({ valueQuantity, valueString }: Observation) {
  if (valueQuantity?.value !== undefined) return { kind: 'number', number: valueQuantity.value, digits: digitsOf(valueQuantity), comparator: valueQuantity.comparator ?? null } as const;
  return valueString === undefined ? ({ kind: 'absent' } as const) : ({ kind: 'text', text: valueString } as const);
}

function flagOf(value: ReturnType<typeof valueOf>, range: { low: number | null; high: number | null } | null): string | null {
  if (value.kind !== 'number' || range === null) return null;
  // What «less than» means beside a range is another test's.
  if (value.comparator !== null) return 'as the program says';
  return value.number < (range.low ?? Number.NEGATIVE_INFINITY) ? 'low' : value.number > (range.high ?? Number.POSITIVE_INFINITY) ? 'high' : 'normal';
}

/** The same of what the page is told. */
function told({ observationId, name, unit, range, value, flag }: Analyte, wantedFlag: string | null) {
  return {
    ...{ observationId, name: name.ru, unit: unit?.ru ?? null, range: range === null ? null : { low: range.low, high: range.high } },
    value: value.kind === 'text' ? { kind: 'text', text: value.text.ru } : value,
    flag: wantedFlag === 'as the program says' ? wantedFlag : flag,
  };
}

function digitsOf(quantity: Quantity & { readonly _value?: { readonly extension?: readonly { readonly url: string; readonly valueInteger?: number }[] } }): number {
  const said = quantity._value?.extension?.find(({ url }) => url === extensions.precision)?.valueInteger ?? 0;
  return Math.max(said, String(quantity.value).split('.')[1]?.length ?? 0);
}

/** Fails unless the page is told of this report exactly what its resources say. Returns how many numbers were compared. */
export function expectSame(shown: ResultReport | null, held: DiagnosticReport, observations: ReadonlyMap<string, Observation>, person: Person): number {
  const resources = (held.result ?? []).flatMap(({ reference }) => observations.get(reference?.slice('Observation/'.length) ?? '') ?? []);
  expect(resources).toHaveLength(held.result?.length ?? 0);
  expect(shown).toMatchObject({
    ...{ reportId: held.id, title: { ru: held.code.text }, releasedAt: Date.parse(held.issued ?? ''), takenAt: Date.parse(held.effectiveDateTime ?? '') },
    kind: held.category?.[0]?.coding?.[0]?.code === 'RAD' ? 'imaging' : 'laboratory',
    isNew: held.meta?.tag?.some(({ code }) => code === 'seen') !== true,
    conclusion: held.conclusion === undefined ? null : { ru: held.conclusion },
    paper: held.presentedForm?.[0]?.url === undefined ? null : { binaryId: held.presentedForm[0].url.slice('Binary/'.length) },
  });
  const wanted = resources.map((one) => expected(one, person));
  expect(shown?.analytes.map((analyte, index) => told(analyte, wanted[index]?.flag ?? null))).toEqual(wanted);
  return wanted.filter(({ value }) => value.kind === 'number').length;
}
