import { instant, type Instant } from '../../shared/lib/moscow.ts';

/** An instant as a `timestamptz` parameter. */
export function timestamp(at: number): string {
  return new Date(at).toISOString();
}

/** SQL that gives a `timestamptz` column back as epoch milliseconds; the driver's own Date would depend on its settings. */
export function milliseconds(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`;
}

export function fromDatabase(value: number): Instant {
  return instant(Math.round(value));
}
