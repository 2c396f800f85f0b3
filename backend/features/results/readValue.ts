import * as z from 'zod';
import { Beside } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import { decimalOf, type Decimal } from '../../sync/decimal.ts';
import { localLine, longest, plainText } from '../../sync/plainText.ts';
import { soft } from '../../sync/wireFields.ts';

const comparators = ['<', '<=', '>', '>='] as const;
export type Comparator = (typeof comparators)[number];
/** More are not drawn as a number: rounding would show another one than the laboratory wrote. */
export const mostDigits = 6;

const BesideValue = z.object({ written: soft(z.string()), extension: soft(z.array(z.object({ url: soft(z.string()), valueInteger: soft(z.int()) }))) });

/** `value` and `comparator` unread: whatever stands there is judged here, and never makes the row unreadable. */
export const Quantity = z.object({
  value: z.unknown().optional(),
  _value: soft(BesideValue),
  comparator: z.unknown().optional(),
  unit: soft(z.string()),
  _unit: soft(Beside),
  system: soft(z.string()),
  code: soft(z.string()),
});
export type Quantity = z.infer<typeof Quantity>;

export interface ReadValue {
  readonly kind: 'number' | 'text' | 'absent';
  readonly number: number | null;
  readonly digits: number | null;
  readonly comparator: Comparator | null;
  readonly text: LocalText | null;
}

const absent: ReadValue = { kind: 'absent', number: null, digits: null, comparator: null, text: null };

/** A number with the digits the laboratory wrote; as text what a number cannot hold; absent what says nothing. */
export function quantityValue(quantity: Quantity): ReadValue {
  const { value, comparator } = quantity;
  if (typeof value === 'string') return comparator === undefined ? textValue({ ru: value, en: null }) : absent;
  // 1e400 is no number by the time it is here, and nobody can say any more which one it was.
  if (typeof value !== 'number' || !Number.isFinite(value)) return absent;
  const mark = comparators.find((known) => known === comparator) ?? null;
  // Without its mark «less than 0.01» would be «0.01».
  if (comparator !== undefined && mark === null) return absent;
  const decimal = writtenAs(quantity, value);
  if (decimal === null) return textValue({ ru: `${mark ?? ''}${String(value)}`, en: null });
  const digits = Math.max(decimal.digits, precisionOf(quantity));
  if (digits > mostDigits) return textValue({ ru: `${mark ?? ''}${decimal.plain.replace('.', ',')}`, en: `${mark ?? ''}${decimal.plain}` });
  // SQLite keeps a minus zero, and `-0,0` would be a result nobody measured.
  return { ...absent, kind: 'number', number: value === 0 ? 0 : value, digits, comparator: mark };
}

/** As the text of the answer had it; a claim about another number is no claim about this one. */
export function writtenAs({ _value }: Quantity, value: number): Decimal | null {
  const decimal = decimalOf(_value?.written ?? '');
  return decimal !== null && Number(decimal.plain) === value ? decimal : decimalOf(String(value));
}

/** Zeros at the end that JSON has lost, as FHIR's own extension names them. */
export function precisionOf({ _value }: Quantity): number {
  const precision = _value?.extension?.find(({ url }) => url === extensions.precision)?.valueInteger ?? 0;
  return precision >= 0 && precision <= mostDigits ? precision : 0;
}

const nothing = /^[+-]?(?:nan|inf|infinity|null|undefined|none)$/i;

/** What the laboratory wrote in words. What a program writes when it has no number is nothing. */
export function textValue({ ru, en }: LocalText): ReadValue {
  const russian = plainText(ru, longest.value);
  if (russian === null || nothing.test(russian)) return absent;
  return { ...absent, kind: 'text', text: { ru: russian, en: en === null ? null : plainText(en, longest.value) } };
}

/** `unitKey` tells whether two values may stand in one chart; empty without a unit. */
export function quantityUnit(quantity: Quantity | undefined): { readonly unit: LocalText | null; readonly unitKey: string } {
  if (quantity === undefined) return { unit: null, unitKey: '' };
  const ucum = quantity.system === systems.ucum ? localLine(quantity.code, undefined, longest.unit) : null;
  const unit = localLine(quantity.unit, quantity._unit, longest.unit) ?? ucum;
  return { unit, unitKey: ucum === null ? (unit?.ru.toLowerCase() ?? '') : `ucum ${ucum.ru}` };
}
