import type { Slot } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, startOf, weekdayOf, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { DoctorSeed } from './doctors.ts';
import type { OfficeSeed } from './offices.ts';
import { createRandom, type Random } from './random.ts';

export const daysAhead = 60;
export const daysBack = 180;

export interface TimeSeed {
  readonly id: Id;
  readonly doctor: DoctorSeed;
  readonly day: MoscowDay;
  /** Days from today; negative in the past. */
  readonly offset: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly start: string;
  readonly end: string;
  readonly closed: boolean;
}

interface Shift {
  readonly from: number;
  readonly to: number;
}

interface Pattern {
  /** Weekdays 1 … 7 on which the doctor receives. */
  readonly days: ReadonlySet<number>;
  /** On odd weekdays in the morning and on even ones in the afternoon, or the other way round; `long` is both. */
  readonly rhythm: 'morning' | 'alternate' | 'afternoon' | 'long';
}

function patternOf(random: Random, office: OfficeSeed): Pattern {
  const open = [1, 2, 3, 4, 5].filter((day) => office.hours[day as keyof OfficeSeed['hours']]);
  const days = new Set(random.shuffled(open).slice(0, random.pick([3, 4, 4, 5, 5])));
  if (office.hours[6] && random.chance(0.35)) days.add(6);
  return { days, rhythm: random.pick(['morning', 'alternate', 'alternate', 'afternoon', 'long']) };
}

function shiftOn(weekday: number, { days, rhythm }: Pattern, office: OfficeSeed): Shift | null {
  const hours = office.hours[weekday as keyof OfficeSeed['hours']];
  if (!hours || !days.has(weekday)) return null;
  const [opens, closes] = hours;
  if (weekday === 6 || rhythm === 'long') return { from: opens, to: Math.min(closes, opens + 8 * 60) };
  const half = Math.round((opens + closes) / 2 / 60) * 60;
  const morning = rhythm === 'morning' || (rhythm === 'alternate' && weekday % 2 === 1);
  return morning ? { from: opens, to: half } : { from: half, to: closes };
}

const two = (value: number) => String(value).padStart(2, '0');
// Moscow has kept +03:00 all year since 2014, so a day's times need no calendar arithmetic each.
const wire = (day: MoscowDay, minute: number) => `${day}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00+03:00`;

interface CalendarDay {
  readonly offset: number;
  readonly day: MoscowDay;
  readonly weekday: number;
  readonly begins: Instant;
}

function calendarOf(today: MoscowDay): CalendarDay[] {
  return Array.from({ length: daysBack + daysAhead }, (_, index) => {
    const offset = index - daysBack;
    const day = addDays(today, offset);
    return { offset, day, weekday: weekdayOf(day), begins: startOf(day) };
  });
}

// Of the past only what somebody came to is kept by the clinic; the rest of those times is of no use to anybody.
const keptOfThePast = 0.1;

/** Every time of every doctor up to the last planned day, and before today those that visits may be put into. */
export function createTimes(seed: number, today: MoscowDay, doctors: readonly DoctorSeed[]): TimeSeed[] {
  const random = createRandom(seed, 'times');
  const times: TimeSeed[] = [];
  const calendar = calendarOf(today);
  for (const doctor of doctors) {
    const pattern = patternOf(random, doctor.office);
    const length = doctor.speciality.minutes;
    // Someone is always on holiday for a week: an empty week is a case the screen must show well.
    const holiday = random.chance(0.3) ? random.between(10, daysAhead - 10) : null;
    for (const { offset, day, weekday, begins } of calendar) {
      const shift = shiftOn(weekday, pattern, doctor.office);
      if (!shift || (holiday !== null && offset >= holiday && offset < holiday + 7)) continue;
      const count = Math.floor((shift.to - shift.from) / length);
      const pause = count > 6 ? Math.floor(count / 2) : -1;
      for (let index = 0; index < count; index++) {
        if (offset < 0 && !random.chance(keptOfThePast)) continue;
        const minute = shift.from + index * length;
        times.push({
          id: random.id(),
          doctor,
          day,
          offset,
          startsAt: (begins + minute * 60_000) as Instant,
          endsAt: (begins + (minute + length) * 60_000) as Instant,
          start: wire(day, minute),
          end: wire(day, minute + length),
          closed: index === pause || random.chance(0.01),
        });
      }
    }
  }
  return times;
}

export function slotOf(time: TimeSeed, taken: boolean): Slot {
  return {
    resourceType: 'Slot',
    id: time.id,
    schedule: { reference: `Schedule/${time.doctor.scheduleId}` },
    status: taken ? 'busy' : time.closed ? 'busy-unavailable' : 'free',
    start: time.start,
    end: time.end,
  };
}
