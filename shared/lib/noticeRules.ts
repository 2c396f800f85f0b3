import { instantAt, MoscowDay, type Instant } from './moscow.ts';

/** One line on a first screen: longer would be cut. */
export const longestNotice = 240;

/** What is wrong with the words of a notice. `unseen`: signs that nobody can see may turn the words round. */
export function noticeTextFault(text: string): 'empty' | 'long' | 'unseen' | null {
  const tidy = text.trim();
  if (tidy === '') return 'empty';
  if (tidy.length > longestNotice) return 'long';
  return /[\p{Cc}\p{Cf}\p{Cs}]/u.test(tidy) ? 'unseen' : null;
}

/** `2026-12-01T08:00`, or a day for its first minute; in Moscow, whatever the machine thinks. Null for anything else. */
export function moscowTimeOf(text: string): Instant | null {
  const [, day, hours = '0', minutes = '0'] = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):([0-5]\d))?$/.exec(text) ?? [];
  const known = MoscowDay.safeParse(day);
  return known.success ? instantAt(known.data, Number(hours) * 60 + Number(minutes)) : null;
}
