import * as z from 'zod';
import { minuteOfDay, type Instant } from './moscow.ts';

/** As the doctor's page parts a day: until noon, until five, after. */
export const partsOfDay = ['morning', 'afternoon', 'evening'] as const;
export const PartOfDay = z.enum(partsOfDay);
export type PartOfDay = z.infer<typeof PartOfDay>;

const noon = 12 * 60;
const fiveInTheEvening = 17 * 60;

export function partOfDayAt(at: Instant): PartOfDay {
  const minute = minuteOfDay(at);
  if (minute < noon) return 'morning';
  return minute < fiveInTheEvening ? 'afternoon' : 'evening';
}
