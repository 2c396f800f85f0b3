import { moscowTimeOf } from '../../../shared/lib/noticeRules.ts';
import { clockOf, dayOf, partsOf, type Instant } from '../../../shared/lib/moscow.ts';

export interface TypedTime {
  /** As the centre takes it; null: nothing was typed. */
  readonly wire: string | null;
  readonly at: Instant | null;
}

/** `01.12.2026 8:00`, or a day for its first minute; null for anything else. */
export function typedTime(typed: string): TypedTime | null {
  if (typed.trim() === '') return { wire: null, at: null };
  const [, day = '', month = '', year = '', hours, minutes] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[\s,]+(\d{1,2}):(\d{2}))?$/.exec(typed.trim()) ?? [];
  const wire = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${hours === undefined ? '' : `T${hours.padStart(2, '0')}:${minutes ?? ''}`}`;
  const at = moscowTimeOf(wire);
  return at === null ? null : { wire, at };
}

/** The same the other way. */
export function timeTyped(at: Instant): string {
  const { day, month, year } = partsOf(dayOf(at));
  return `${String(day).padStart(2, '0')}.${String(month).padStart(2, '0')}.${year} ${clockOf(at)}`;
}
