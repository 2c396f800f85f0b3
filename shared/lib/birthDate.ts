import { MoscowDay } from './moscow.ts';

const earliest = '1900-01-01';

/** A day that exists, `YYYY-MM-DD`, not before 1900 and not after today. */
export function isBirthDate(text: string, today: MoscowDay): boolean {
  return MoscowDay.safeParse(text).success && text >= earliest && text <= today;
}
