import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';

/** Every time a person sees is Moscow time (S10), on a machine with any time zone. Nothing here asks the machine for its zone. */
const zone = 'Europe/Moscow';

/** Milliseconds since 1970-01-01T00:00Z. */
export const Instant = z.int().brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** A calendar day in Moscow, `YYYY-MM-DD`. */
export const MoscowDay = z.iso.date().brand<'MoscowDay'>();
export type MoscowDay = z.infer<typeof MoscowDay>;

export function instant(epochMilliseconds: number): Instant {
  return Instant.parse(Math.trunc(epochMilliseconds));
}

export function moscowDay(text: string): MoscowDay {
  return MoscowDay.parse(text);
}

function zoned(at: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

export function dayOf(at: Instant): MoscowDay {
  return zoned(at).toPlainDate().toString() as MoscowDay;
}

/** Minutes since midnight in Moscow. */
export function minuteOfDay(at: Instant): number {
  const { hour, minute } = zoned(at);
  return hour * 60 + minute;
}

/** `9:40`, without a leading zero, as design.md asks. */
export function clockOf(at: Instant): string {
  const { hour, minute } = zoned(at);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

export function instantAt(day: MoscowDay, minuteOfTheDay: number): Instant {
  const time = Temporal.PlainTime.from({ hour: Math.floor(minuteOfTheDay / 60), minute: minuteOfTheDay % 60 });
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds as Instant;
}

/** The first instant of the day in Moscow. */
export function startOf(day: MoscowDay): Instant {
  return instantAt(day, 0);
}

export function addDays(day: MoscowDay, days: number): MoscowDay {
  return Temporal.PlainDate.from(day).add({ days }).toString() as MoscowDay;
}

/** A month that has no such day ends on its last. */
export function addMonths(day: MoscowDay, months: number): MoscowDay {
  return Temporal.PlainDate.from(day).add({ months }).toString() as MoscowDay;
}

/** A birthday on 29 February is on the 28th in a year that has none. */
export function addYears(day: MoscowDay, years: number): MoscowDay {
  return Temporal.PlainDate.from(day).add({ years }).toString() as MoscowDay;
}

export function daysBetween(from: MoscowDay, to: MoscowDay): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: MoscowDay): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

export function partsOf(day: MoscowDay): { year: number; month: number; day: number } {
  const { year, month, day: dayOfMonth } = Temporal.PlainDate.from(day);
  return { year, month, day: dayOfMonth };
}

/** `2026-11-24T14:20:00+03:00`, the form every instant has on the wire. */
export function toWire(at: Instant): string {
  return zoned(at).toString({ timeZoneName: 'never', fractionalSecondDigits: at % 1000 === 0 ? 0 : 3 });
}

export function fromWire(text: string): Instant {
  return Temporal.Instant.from(text).epochMilliseconds as Instant;
}
