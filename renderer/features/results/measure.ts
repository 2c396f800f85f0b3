import type { TFunction } from 'i18next';
import type { ReferenceRange, ResultFlag, ResultValue, TrendPoint } from '../../../shared/features/results.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import type { Language } from '../../words/day.ts';
import { inLanguage } from '../../words/local.ts';

/** How figures of a laboratory are written. A figure is never rounded: what is shown is what the laboratory sent. */

type Comparator = TrendPoint['comparator'];

const signs: Record<NonNullable<Comparator>, string> = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' };
const minus = '\u2212';

/** Digits after the point that the number itself has; beyond what a laboratory writes the number speaks for itself. */
function ownDigits(number: number): number {
  const [, fraction = ''] = String(number).split('.');
  return /e/.test(fraction) ? 0 : fraction.length;
}

/** `5,20`, `−1,3`, `12 400`. At least `digits` after the point, more where the number has more. */
export function figure(number: number, digits: number, language: Language): string {
  const text = String(Math.abs(number));
  const plain = /e/.test(text) ? text : Math.abs(number).toFixed(Math.min(20, Math.max(digits, ownDigits(number))));
  const [whole = '', fraction] = plain.split('.');
  const grouped = /^\d{5,}$/.test(whole) ? whole.replace(/(?<=\d)(?=(\d{3})+$)/g, language === 'ru' ? '\u00a0' : ',') : whole;
  const point = language === 'ru' ? ',' : '.';
  return `${number < 0 ? minus : ''}${fraction === undefined ? grouped : grouped + point + fraction}`;
}

export function measured({ number, digits, comparator }: Pick<TrendPoint, 'number' | 'digits' | 'comparator'>, language: Language): string {
  const text = figure(number, digits, language);
  return comparator === null ? text : `${signs[comparator]}\u00a0${text}`;
}

export function valueWords(t: TFunction, value: ResultValue, language: Language): string {
  if (value.kind === 'absent') return t('results.value.absent');
  return value.kind === 'text' ? inLanguage(value.text, language) : measured(value, language);
}

/** The laboratory's own words win; an open end is said in words, since a dash beside nothing is read as a minus. */
export function rangeWords(t: TFunction, range: ReferenceRange, digits: number, language: Language): string | null {
  const { low, high, text } = range;
  const end = (number: number) => figure(number, Math.max(digits, range.digits), language);
  if (low !== null && high !== null) return `${end(low)}\u2013${end(high)}`;
  if (low !== null) return t('results.range.from', { low: end(low) });
  if (high !== null) return t('results.range.to', { high: end(high) });
  return text === null ? null : inLanguage(text, language);
}

export function digitsOf(value: ResultValue): number {
  return value.kind === 'number' ? value.digits : 0;
}

export function withUnit(value: string, unit: LocalText | null, language: Language): string {
  return unit === null ? value : `${value}\u00a0${inLanguage(unit, language)}`;
}

export type FlagSide = 'in' | 'above' | 'below' | 'off';

/** Which shape a flag has: the word beside it says the rest. */
export function sideOf(flag: ResultFlag | null): FlagSide | null {
  if (flag === null) return null;
  if (flag === 'normal') return 'in';
  if (flag === 'abnormal') return 'off';
  return flag === 'high' || flag === 'criticalHigh' ? 'above' : 'below';
}

export function isOutside(flag: ResultFlag | null): boolean {
  return flag !== null && flag !== 'normal';
}

export function isCritical(flag: ResultFlag | null): boolean {
  return flag === 'criticalLow' || flag === 'criticalHigh';
}
