import * as z from 'zod';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** R4 `time`: `08:00:00`. */
const Minute = z
  .string()
  .regex(/^\d{2}:\d{2}/)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5)));

const Hours = z.array(
  z.object({
    daysOfWeek: z.array(z.string()).optional(),
    allDay: z.boolean().optional(),
    openingTime: Minute.optional(),
    closingTime: Minute.optional(),
  }),
);

/** `weekday`: 1 Monday … 7 Sunday. Minutes of the Moscow day between which the office is open, a midday break included; null on a closed day or when the clinic did not say. */
export function openingHours(hoursOfOperation: string, weekday: number): { opensAtMinute: number; closesAtMinute: number } | null {
  const name = weekdays[weekday - 1] ?? '';
  const today = Hours.parse(JSON.parse(hoursOfOperation)).filter(
    ({ daysOfWeek }) => daysOfWeek === undefined || daysOfWeek.includes(name),
  );
  const spans = today.flatMap(({ allDay, openingTime, closingTime }) => {
    if (allDay === true) return [{ opens: 0, closes: 24 * 60 }];
    return openingTime === undefined || closingTime === undefined ? [] : [{ opens: openingTime, closes: closingTime }];
  });
  if (spans.length === 0) return null;
  return { opensAtMinute: Math.min(...spans.map(({ opens }) => opens)), closesAtMinute: Math.max(...spans.map(({ closes }) => closes)) };
}
