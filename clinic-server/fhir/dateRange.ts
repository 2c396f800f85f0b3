import { FhirRefusal } from './refusal.ts';

export type DatePrefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb';

export interface DateCondition {
  readonly prefix: DatePrefix;
  /** The span the value stands for, end excluded, as texts PostgreSQL reads. */
  readonly low: string;
  readonly high: string;
}

const form = /^(eq|ne|gt|lt|ge|le|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** `ge2026-11-24`, `2026-11`, `lt2026-11-24T10:00:00+03:00`; without a zone it is Moscow's day and hour. */
export function dateCondition(value: string): DateCondition {
  // A plus sign in a query that was not encoded arrives as a space; nothing else in a date is one.
  const match = form.exec(value.replace(/ (?=\d\d:\d\d$)/, '+'));
  if (!match) throw new FhirRefusal(400, 'invalid_parameter');
  const [, prefix = 'eq', year = '', month, day, hour, minute = '00', second, fraction, zone = '+03:00'] = match;
  const whole = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const low = new Date(`${whole}T${hour ?? '00'}:${minute}:${second ?? '00'}${(fraction ?? '').slice(0, 4)}${zone}`);
  const calendar = new Date(`${whole}T00:00:00Z`);
  if (
    Number.isNaN(low.getTime()) ||
    Number.isNaN(calendar.getTime()) ||
    calendar.toISOString().slice(0, 10) !== whole ||
    Number(year) < 1
  ) {
    throw new FhirRefusal(400, 'invalid_parameter');
  }
  const high = new Date(low);
  if (hour === undefined) {
    // Moscow keeps one offset all year, so whole days, months and years may be counted on the shifted UTC calendar.
    const shifted = new Date(low.getTime() + 3 * 3_600_000);
    if (month === undefined) shifted.setUTCFullYear(shifted.getUTCFullYear() + 1);
    else if (day === undefined) shifted.setUTCMonth(shifted.getUTCMonth() + 1);
    else shifted.setUTCDate(shifted.getUTCDate() + 1);
    high.setTime(shifted.getTime() - 3 * 3_600_000);
  } else {
    high.setTime(low.getTime() + (second === undefined ? 60_000 : fraction === undefined ? 1000 : 1));
  }
  const text = (at: Date): string => (at.getUTCFullYear() > 9999 ? 'infinity' : at.toISOString());
  return { prefix: prefix as DatePrefix, low: text(low), high: text(high) };
}

/** The condition on one instant. Stays of the form `expression <op> constant`, which an index on the expression serves. */
export function pointSql(at: string, { prefix, low, high }: DateCondition, bind: (instant: string) => string): string {
  switch (prefix) {
    case 'eq':
      return `(${at} >= ${bind(low)} and ${at} < ${bind(high)})`;
    case 'ne':
      return `(${at} < ${bind(low)} or ${at} >= ${bind(high)})`;
    case 'gt':
    case 'sa':
      return `${at} >= ${bind(high)}`;
    case 'lt':
    case 'eb':
      return `${at} < ${bind(low)}`;
    case 'ge':
      return `${at} >= ${bind(low)}`;
    case 'le':
      return `${at} < ${bind(high)}`;
  }
}

/** The condition on a span of time, as FHIR defines the prefixes for partial dates and periods. */
export function spanSql(from: string, to: string, { prefix, low, high }: DateCondition, bind: (instant: string) => string): string {
  const within = (): string => `(${from} >= ${bind(low)} and ${to} <= ${bind(high)})`;
  switch (prefix) {
    case 'eq':
      return within();
    case 'ne':
      return `not ${within()}`;
    case 'gt':
      return `${to} > ${bind(high)}`;
    case 'lt':
      return `${from} < ${bind(low)}`;
    case 'ge':
      return `(${to} > ${bind(high)} or ${within()})`;
    case 'le':
      return `(${from} < ${bind(low)} or ${within()})`;
    case 'sa':
      return `${from} >= ${bind(high)}`;
    case 'eb':
      return `${to} <= ${bind(low)}`;
  }
}
