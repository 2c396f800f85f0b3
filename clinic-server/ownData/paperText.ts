import type { CodeableConcept, Quantity } from '@medplum/fhirtypes';
import { fromDecimalRoubles, inRoubles } from '../../shared/lib/money.ts';
import { clockOf, dayOf, fromWire, instant, startOf, type Instant } from '../../shared/lib/moscow.ts';

/** Longer texts are in the files beside; a table of them would never end. */
const longest = 6_000;
/** What has no place to break is broken, or it would run over the edge of the sheet. */
const longestWord = 26;

/** Whatever a record says, as plain text for paper: nothing that is not seen, nothing that turns the line round, nothing that runs away. */
export function plain(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value)
    .slice(0, longest)
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .trim()
    .split(' ')
    .map((word) => ([...word].length <= longestWord ? word : (word.match(new RegExp(`.{1,${longestWord}}`, 'gu')) ?? []).join('\u200b')))
    .join(' ');
}

const day = new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' });
const dayWords = (at: Instant): string => day.format(at).replace(/\s*г\.$/, '').replaceAll(' ', '\u00a0');

/** `24 ноября 2026, 9:40`. A date that stops earlier is told as far as it goes; one that cannot be read, not at all. */
export function whenWords(value: string | undefined): string {
  if (value === undefined) return '';
  if (/^\d{4}(-\d\d)?$/.test(value)) return value;
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayWords(startOf(dayOf(fromWire(`${value}T12:00:00+03:00`))));
    const at = fromWire(value);
    return `${dayWords(at)}, ${clockOf(at)}`;
  } catch {
    return '';
  }
}

export const momentWords = (at: number): string => `${dayWords(instant(at))}, ${clockOf(instant(at))}`;

export function conceptWords(concept: CodeableConcept | undefined): string {
  return plain(concept?.text ?? concept?.coding?.find(({ display }) => display !== undefined)?.display ?? concept?.coding?.[0]?.code);
}

/** Numbers come as the record writes them, every digit: `5.20` is `5,20`. */
export const numberWords = (written: unknown): string => plain(written).replace('.', ',');

export function moneyWords(amount: { readonly value?: unknown; readonly currency?: string } | undefined): string {
  const value = Number(amount?.value ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 && value < 1e9 ? inRoubles(fromDecimalRoubles(value)) : '';
}

export function quantityWords(quantity: Quantity | undefined): string {
  if (quantity?.value === undefined) return '';
  return `${plain(quantity.comparator).replace('<=', '≤').replace('>=', '≥')}${plain(quantity.comparator) === '' ? '' : ' '}${numberWords(precise(quantity))}`;
}

/** The zeros a program has lost are said beside the value. */
function precise(quantity: Quantity): string {
  const written = String(quantity.value);
  const beside = (quantity as { readonly _value?: { readonly extension?: readonly { readonly valueInteger?: unknown }[] } })._value?.extension?.find(({ valueInteger }) => valueInteger !== undefined)?.valueInteger;
  const digits = Number(beside ?? 0);
  const kept = written.split('.')[1]?.length ?? 0;
  return digits > kept && digits <= 12 && /^-?\d+(\.\d+)?$/.test(written) ? `${written}${kept === 0 ? '.' : ''}${'0'.repeat(digits - kept)}` : written;
}

/** Values of numbers stay as they are written. Only where a number is called `value`: elsewhere nobody prints one. */
export function parsed<T>(text: string): T {
  return JSON.parse(text, (key: string, value: unknown, context?: { readonly source?: string }) => (key === 'value' && typeof value === 'number' ? (context?.source ?? value) : value)) as T;
}
