import { addYears, MoscowDay, partsOf } from './moscow.ts';

const earliest = '1900-01-01';

/** A day that exists, `YYYY-MM-DD`, not before 1900 and not after today. */
export function isBirthDate(text: string, today: MoscowDay): boolean {
  return MoscowDay.safeParse(text).success && text >= earliest && text <= today;
}

/** Whole years on that day; the birthday itself counts. */
export function ageOn(birthDate: MoscowDay, day: MoscowDay): number {
  const years = partsOf(day).year - partsOf(birthDate).year;
  return addYears(birthDate, years) > day ? years - 1 : years;
}
