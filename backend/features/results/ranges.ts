import * as z from 'zod';
import { Beside } from '../../../shared/fhir/fields.ts';
import type { ReferenceRange, ResultFlag } from '../../../shared/features/results.ts';
import { LocalText } from '../../../shared/lib/localText.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import { localLine, longest } from '../../sync/plainText.ts';
import { Concept, soft } from '../../sync/wireFields.ts';
import { mostDigits, precisionOf, Quantity, quantityUnit, writtenAs, type Comparator, type ReadValue } from './readValue.ts';

const sexSystem = 'http://hl7.org/fhir/administrative-gender';
const ageUnits = ['a', 'mo', 'd'] as const;
/** No laboratory has more; choosing among thousands at every reading would hold everybody up. */
const mostRanges = 40;

/** As it is kept beside the value. */
export const KeptRange = z.object({
  low: z.number().nullable(),
  high: z.number().nullable(),
  digits: z.int().min(0).max(mostDigits),
  text: LocalText.nullable(),
  /** Null: either sex. */
  sexes: z.array(z.string()).nullable(),
  age: z.object({ low: z.number().nullable(), high: z.number().nullable(), unit: z.enum(ageUnits) }).nullable(),
});
export type KeptRange = z.infer<typeof KeptRange>;

const Range = z.object({
  low: Quantity.optional(),
  high: Quantity.optional(),
  text: soft(z.string()),
  _text: soft(Beside),
  type: Concept.optional(),
  appliesTo: z.array(Concept).optional(),
  age: z.object({ low: Quantity.optional(), high: Quantity.optional() }).optional(),
});

/**
 * Those we can tell whom they are for. One that is for a target, a therapy or a group we do not know is nobody's measure here. `unitKey`
 * is null where no quantity was measured: then there is nothing a range could be in another unit than.
 */
export function readRanges(ranges: readonly unknown[], unitKey: string | null): KeptRange[] {
  return ranges.slice(0, mostRanges).flatMap((range) => readRange(range, unitKey) ?? []);
}

function readRange(raw: unknown, unitKey: string | null): KeptRange | null {
  const range = Range.safeParse(raw).data;
  if (range === undefined) return null;
  const { low, high, type, appliesTo = [] } = range;
  if (type !== undefined && !(type.coding ?? []).some(({ code }) => code === 'normal')) return null;
  const sexes = appliesTo.map(({ coding }) => coding?.find(({ system }) => system === sexSystem)?.code);
  const age = range.age === undefined ? null : readAge(range.age);
  if (age === undefined || sexes.some((sex) => sex === undefined)) return null;
  const bounds = readBounds(low, high, unitKey);
  const text = localLine(range.text, range._text, longest.value);
  if (bounds.low === null && bounds.high === null && text === null) return null;
  return { ...bounds, text, sexes: sexes.length === 0 ? null : sexes.flatMap((sex) => sex ?? []), age };
}

const unbound = { low: null, high: null, digits: 0 };

function readBounds(low: Quantity | undefined, high: Quantity | undefined, unitKey: string | null): Pick<KeptRange, 'low' | 'high' | 'digits'> {
  const ends = [low, high].filter((end) => end !== undefined);
  const isOtherUnit = unitKey !== null && ends.map((end) => quantityUnit(end).unitKey).some((key) => key !== '' && key !== unitKey);
  const [from, to] = [boundOf(low), boundOf(high)];
  // An end that cannot be read, ends the wrong way round or in another unit than the value: by half of it a value would be judged wrongly.
  if (isOtherUnit || from === undefined || to === undefined || (from !== null && to !== null && from > to)) return unbound;
  const digits = ends.map((end) => Math.max(typeof end.value === 'number' ? (writtenAs(end, end.value)?.digits ?? 0) : 0, precisionOf(end)));
  return { low: from, high: to, digits: Math.min(mostDigits, Math.max(0, ...digits)) };
}

/** Undefined when it says something that is no number. */
function boundOf(quantity: Quantity | undefined): number | null | undefined {
  if (quantity === undefined || (quantity.value === undefined && quantity.comparator === undefined)) return null;
  return typeof quantity.value === 'number' && Number.isFinite(quantity.value) && quantity.comparator === undefined ? quantity.value : undefined;
}

/** Undefined when we cannot tell whom it is for. */
function readAge({ low, high }: { low?: Quantity | undefined; high?: Quantity | undefined }): KeptRange['age'] | undefined {
  const units = [low, high].flatMap((end) => (end === undefined ? [] : [end.code ?? end.unit]));
  const unit = ageUnits.find((known) => units.every((one) => one === known));
  const [from, to] = [boundOf(low), boundOf(high)];
  if (from === undefined || to === undefined || (from === null && to === null)) return undefined;
  return unit && { low: from, high: to, unit };
}

/** Whose range it has to be. */
export interface Owner {
  readonly sex: string | null;
  readonly birthDate: MoscowDay | null;
}

/** The first that fits the patient on that day. */
export function rangeFor(ranges: readonly KeptRange[], owner: Owner, day: () => MoscowDay): ReferenceRange | null {
  const found = ranges.find(({ sexes, age }) => (sexes === null || (owner.sex !== null && sexes.includes(owner.sex))) && (age === null || fitsAge(age, owner, day)));
  return found === undefined ? null : { low: found.low, high: found.high, digits: found.digits, text: found.text };
}

function fitsAge({ low, high, unit }: NonNullable<KeptRange['age']>, { birthDate }: Owner, day: () => MoscowDay): boolean {
  if (birthDate === null) return false;
  const age = ageOn(birthDate, day(), unit);
  return (low === null || age >= low) && (high === null || age <= high);
}

/** Whole years, months or days. */
function ageOn(birthDate: MoscowDay, day: MoscowDay, unit: (typeof ageUnits)[number]): number {
  if (unit === 'd') return Math.round((Date.parse(day) - Date.parse(birthDate)) / 86_400_000);
  const [from, to] = [birthDate, day].map((text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)));
  const months = (to ?? 0) - (from ?? 0) - (day.slice(8) < birthDate.slice(8) ? 1 : 0);
  return unit === 'mo' ? months : Math.floor(months / 12);
}

/** Our own comparison, where the laboratory gave no word of its own. Null where its `<` leaves both open. */
export function compare({ number, comparator }: Pick<ReadValue, 'number' | 'comparator'>, { low, high }: Pick<ReferenceRange, 'low' | 'high'>): ResultFlag | null {
  if (number === null || (low === null && high === null)) return null;
  if (comparator === null) return low !== null && number < low ? 'low' : high !== null && number > high ? 'high' : 'normal';
  return isBelow(comparator) ? compareBelow(number, comparator, low, high) : compareAbove(number, comparator, low, high);
}

const isBelow = (comparator: Comparator): boolean => comparator.startsWith('<');

function compareBelow(number: number, comparator: Comparator, low: number | null, high: number | null): ResultFlag | null {
  if (low !== null && (number < low || (number === low && comparator === '<'))) return 'low';
  // Nothing that is measured in such marks is negative: «less than 0.5» of 0 to 4 is inside.
  const isAboveLow = low === null || (low <= 0 && number > 0);
  return isAboveLow && (high === null || number <= high) ? 'normal' : null;
}

function compareAbove(number: number, comparator: Comparator, low: number | null, high: number | null): ResultFlag | null {
  if (high !== null && (number > high || (number === high && comparator === '>'))) return 'high';
  return high === null && (low === null || number >= low) ? 'normal' : null;
}
