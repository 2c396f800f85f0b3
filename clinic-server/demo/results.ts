import type { DiagnosticReport, Observation } from '@medplum/fhirtypes';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { ageOn } from '../../shared/lib/birthDate.ts';
import { addDays, moscowDay, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';
import { analytes, panels, type AnalyteKey, type AnalyteRange, type AnalyteSeed, type PanelKey } from './laboratoryAnalytes.ts';
import { accountCount, type PatientSeed } from './patients.ts';
import { createRandom, type Random } from './random.ts';
import { createCourse, watched, type Condition, type ImagingKey } from './resultsCourse.ts';
import { createPictures, imagingStudies, type Pictures } from './resultsImaging.ts';
import type { ImagingPaper } from './resultsPaper.ts';

/** The accounts, the child one of them acts for, and some hundreds of those who have none. */
const tested = accountCount + 1 + 285;
/** Of one who has no account: enough to look at, few enough for a quick start. */
const mostOfOthers = 7;

export interface SeededResults {
  /** Reports before what they name, so that each value is released as it is written. */
  readonly entries: readonly { readonly resource: DiagnosticReport | Observation; readonly patient: Id }[];
  /** Signed conclusions that are a file too; the report names it once it is made. */
  readonly papers: readonly (ImagingPaper & { readonly fileId: Id; readonly reportId: Id; readonly patient: Id })[];
}

interface Planned {
  readonly what: PanelKey | ImagingKey;
  readonly daysAgo: number;
  readonly status?: DiagnosticReport['status'];
}

const isImaging = (what: Planned['what']): what is ImagingKey => what in imagingStudies;
const two = (value: number): string => String(value).padStart(2, '0');
const at = (day: MoscowDay, hour: number, minute: number): string => `${day}T${two(hour)}:${two(minute)}:00+03:00`;
const coded = (service: string, loinc: string | null) => [...(loinc === null ? [] : [{ system: systems.loinc, code: loinc }]), { system: systems.nomenclature, code: service }];

function every(what: Planned['what'], days: number, from: number, random: Random, newest = random.between(4, 4 + Math.round(days * 0.7))): Planned[] {
  const plan: Planned[] = [];
  for (let daysAgo = newest; daysAgo < from; daysAgo += days + random.between(-Math.round(days * 0.1), Math.round(days * 0.1))) plan.push({ what, daysAgo });
  return plan;
}

const sixYears = 6 * 365;

/** The first account, whom screenshots show: two results nobody has opened, and one that the doctor has not released. */
function planOfFirst(random: Random): Planned[] {
  return [
    ...every('thyroid', 118, sixYears - 60, random, 33),
    { what: 'thyroidFull', daysAgo: 2185 },
    ...every('sugar', 182, sixYears, random, 61),
    { what: 'tolerance', daysAgo: 1660 },
    ...every('bone', 300, sixYears, random, 3),
    ...every('lipids', 330, sixYears, random, 96),
    { what: 'cortisol', daysAgo: 840 },
    ...every('thyroidScan', 372, sixYears, random, 2),
    ...every('densitometry', 700, sixYears, random, 210),
    { what: 'cortisol', daysAgo: 2, status: 'preliminary' },
  ];
}

function conditionsOf(random: Random, { child, name }: PatientSeed, age: number): Condition[] {
  if (child) return [random.pick(['well', 'fewVitaminD', 'nodule', 'hypothyroid'] as const)];
  const often: Condition[] = ['hypothyroid', 'hypothyroid', 'nodule', 'well', 'well', 'fewVitaminD', 'hyperthyroid', 'lipids', 'cortisol'];
  if (age > 40) often.push('diabetes', 'diabetes', 'prediabetes', 'lipids', 'parathyroid');
  if (age > 50 && name.gender === 'female') often.push('bones', 'bones');
  const first = random.pick(often);
  const second = random.pick(often);
  return first === second || random.chance(0.4) ? [first] : [first, second];
}

function planOf(random: Random, conditions: readonly Condition[], since: number, most: number): Planned[] {
  const plan = conditions.flatMap((condition) => watched[condition].flatMap(([what, days]) => every(what, days, since, random)));
  return plan.toSorted((a, b) => a.daysAgo - b.daysAgo).slice(0, most);
}

function rangesOf(ranges: readonly AnalyteRange[], unit: AnalyteSeed['unit']): NonNullable<Observation['referenceRange']> {
  const quantity = (value: number) => ({ value, unit: unit.ru, system: systems.ucum, code: unit.ucum });
  const years = (value: number) => ({ value, unit: 'лет', system: systems.ucum, code: 'a' });
  return ranges.map(({ low, high, sex, from, until }) => ({
    ...(low === undefined ? {} : { low: quantity(low) }),
    ...(high === undefined ? {} : { high: quantity(high) }),
    ...(sex === undefined ? {} : { appliesTo: [{ coding: [{ system: 'http://hl7.org/fhir/administrative-gender', code: sex }] }] }),
    ...(from === undefined && until === undefined ? {} : { age: { ...(from === undefined ? {} : { low: years(from) }), ...(until === undefined ? {} : { high: years(until) }) } }),
  }));
}

/** What the laboratory itself says of a value; null where the range alone does, or there is none. */
function meaningOf({ ranges, critical, speaks }: AnalyteSeed, value: number, { sex, age }: { sex: string; age: number }): string | null {
  if (critical && value < critical.low) return 'LL';
  if (critical && value > critical.high) return 'HH';
  const range = ranges.find((one) => (one.sex ?? sex) === sex && age >= (one.from ?? 0) && age <= (one.until ?? 200));
  if (!speaks || !range) return null;
  if (value < (range.low ?? Number.NEGATIVE_INFINITY)) return 'L';
  return value > (range.high ?? Number.POSITIVE_INFINITY) ? 'H' : 'N';
}

/** `4.80` is a number no longer: the zeros of a laboratory are said beside it. */
function writtenWith(value: number, digits: number): object {
  const kept = String(value).split('.')[1]?.length ?? 0;
  return kept < digits ? { _value: { extension: [{ url: extensions.precision, valueInteger: digits }] } } : {};
}

const taking: Partial<Record<AnalyteKey, readonly [hour: number, minute: number]>> = { glucose60: [9, 20], glucose120: [10, 20], cortisol8: [8, 0], cortisol20: [20, 0], cortisol23: [23, 0] };

interface Person {
  readonly patient: PatientSeed;
  readonly random: Random;
  readonly dayAt: (daysAgo: number) => MoscowDay;
  readonly valueOf: ReturnType<typeof createCourse>;
  readonly pictures: Pictures;
}

function observationOf({ patient, random, dayAt, valueOf }: Person, key: AnalyteKey, daysAgo: number, isFinal: boolean): Observation {
  const analyte: AnalyteSeed = analytes[key];
  const day = dayAt(daysAgo);
  const month = Number(day.slice(5, 7));
  const [hour, minute] = taking[key] ?? [8, 20];
  const raw = valueOf(key, daysAgo, Math.cos(((month - 8) / 6) * Math.PI));
  const { least, most } = analyte;
  const beyond: '<' | '>' | null = least !== undefined && raw < least ? '<' : most !== undefined && raw > most ? '>' : null;
  const value = Number((beyond === '<' ? (least ?? raw) : beyond === '>' ? (most ?? raw) : raw).toFixed(analyte.digits));
  const meaning = meaningOf(analyte, value, { sex: patient.name.gender, age: ageOn(moscowDay(patient.birthDate), day) });
  // A tube now and then is spoiled, and the laboratory says so instead of a number.
  const spoiled = random.chance(0.004);
  // Antibodies that are not there are told in words.
  const none = key === 'tpo' && value < 10;
  const read = none ? bilingual('valueString', 'не обнаружены', 'not found') : { valueQuantity: { value, ...writtenWith(value, analyte.digits), ...(beyond ? { comparator: beyond } : {}), ...bilingual('unit', analyte.unit.ru, analyte.unit.en), system: systems.ucum, code: analyte.unit.ucum } as const };
  return {
    resourceType: 'Observation',
    id: random.id(),
    status: isFinal ? 'final' : 'preliminary',
    code: { coding: coded(analyte.service, analyte.loinc), ...bilingual('text', analyte.ru, analyte.en) },
    subject: { reference: `Patient/${patient.id}` },
    effectiveDateTime: at(day, hour, minute),
    ...(spoiled ? { dataAbsentReason: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'error' }] } } : read),
    ...(spoiled || none || meaning === null ? {} : { interpretation: [{ coding: [{ system: systems.interpretation, code: meaning }] }] }),
    ...(analyte.ranges.length === 0 ? {} : { referenceRange: rangesOf(analyte.ranges, analyte.unit) }),
  };
}

interface Made {
  readonly report: DiagnosticReport & { id: string };
  readonly observations: readonly Observation[];
}

function reportOf(person: Person, { what, daysAgo, status = 'final' }: Planned, isSeen: boolean): Made {
  const { patient, random, dayAt, pictures } = person;
  const day = dayAt(daysAgo);
  const { service, ru, en } = isImaging(what) ? imagingStudies[what] : panels[what];
  const said = isImaging(what) ? pictures[what](daysAgo / 365.25) : null;
  const keys: readonly AnalyteKey[] = isImaging(what) ? [] : panels[what].analytes;
  const observations = keys.map((key) => observationOf(person, key, daysAgo, status === 'final'));
  const report = {
    resourceType: 'DiagnosticReport' as const,
    id: random.id(),
    status,
    category: [{ coding: [{ system: systems.diagnosticService, code: isImaging(what) ? 'RAD' : 'LAB' }] }],
    code: { coding: coded(service, null), ...bilingual('text', ru, en) },
    subject: { reference: `Patient/${patient.id}` },
    effectiveDateTime: isImaging(what) ? at(day, random.between(11, 16), 30) : observations[0]?.effectiveDateTime ?? at(day, 8, 20),
    // Pictures are told the same day, tubes travel a day.
    ...(status === 'final' ? { issued: isImaging(what) ? at(day, 17, random.between(10, 50)) : at(dayAt(daysAgo - 1), random.between(8, 13), random.between(0, 59)) } : {}),
    ...(observations.length === 0 ? {} : { result: observations.map(({ id }) => ({ reference: `Observation/${id}` })) }),
    ...(said ? bilingual('conclusion', said.ru, said.en) : {}),
    ...(isSeen ? { meta: { tag: [{ system: systems.seen, code: 'seen' }] } } : {}),
  };
  return { report, observations };
}

/** Six years of results, the same for the same seed and day. */
export function createResults(seed: number, today: MoscowDay, patients: readonly PatientSeed[]): SeededResults {
  const random = createRandom(seed, 'results');
  const calendar = Array.from({ length: sixYears + 1 }, (_, daysAgo) => addDays(today, -daysAgo));
  const dayAt = (daysAgo: number): MoscowDay => calendar[daysAgo] ?? addDays(today, -daysAgo);
  const doctors = ['Орлова В. Н.', 'Громов П. А.', 'Седова Т. И.'];
  const [reports, observations]: [SeededResults['entries'][number][], SeededResults['entries'][number][]] = [[], []];
  const papers: SeededResults['papers'][number][] = [];
  for (const [index, patient] of patients.slice(0, tested).entries()) {
    const isFirst = index === 0;
    const hasAccount = index <= accountCount;
    const age = ageOn(moscowDay(patient.birthDate), today);
    const conditions: readonly Condition[] = isFirst ? ['hypothyroid', 'prediabetes', 'fewVitaminD', 'lipids'] : conditionsOf(random, patient, age);
    const pictures = createPictures(random, { nodule: isFirst || conditions.includes('nodule') || random.chance(0.3), thin: conditions.includes('bones') || conditions.includes('parathyroid') || (isFirst && age > 60) });
    const person: Person = { patient, random, dayAt, valueOf: createCourse(random, conditions), pictures };
    // Nobody has results from before they were born.
    const since = Math.min(hasAccount ? sixYears : random.between(400, sixYears), Math.max(60, (age - 1) * 365));
    const plan = isFirst ? planOfFirst(random) : planOf(random, conditions, since, hasAccount ? 40 : mostOfOthers);
    let pictured = 0;
    for (const planned of plan.toSorted((a, b) => a.daysAgo - b.daysAgo)) {
      const made = reportOf(person, planned, hasAccount && planned.status === undefined && planned.daysAgo > 30);
      reports.push({ resource: made.report, patient: patient.id });
      observations.push(...made.observations.map((resource) => ({ resource, patient: patient.id })));
      if (!isImaging(planned.what) || !hasAccount || pictured++ >= (isFirst ? 4 : 1)) continue;
      const day = dayAt(planned.daysAgo);
      const { ru: title } = imagingStudies[planned.what];
      papers.push({ fileId: random.id(), reportId: made.report.id, patient: patient.id, title, name: patient.name, birthDate: patient.birthDate, day, conclusion: made.report.conclusion ?? '', doctor: random.pick(doctors) });
    }
  }
  return { entries: [...reports, ...observations], papers };
}
