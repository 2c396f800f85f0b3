import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { Instant, MoscowDay } from '../lib/moscow.ts';
import { query } from '../rpc/procedure.ts';

/** `closed` means the doctor does not receive then; `past` has begun already. Only `free` can be chosen. */
export const TimeState = z.enum(['free', 'busy', 'closed', 'past']);
export type TimeState = z.infer<typeof TimeState>;

export const Time = z.object({ slotId: Id, startsAt: Instant, durationMinutes: z.int(), state: TimeState });
export type Time = z.infer<typeof Time>;

/** `full`: he receives, nothing is free. `closed`: no reception. `past`: the day is over. */
export const DayState = z.enum(['free', 'full', 'closed', 'past']);
export type DayState = z.infer<typeof DayState>;

export const Day = z.object({ day: MoscowDay, state: DayState, freeCount: z.int() });
export type Day = z.infer<typeof Day>;

export const schedule = {
  /** One entry for each of `count` days from `from`, known or not (`closed`). */
  'schedule.days': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ roleId: Id, from: MoscowDay, count: z.int().min(1).max(31) }),
    output: z.object({ today: MoscowDay, lastDay: MoscowDay.nullable(), days: z.array(Day) }),
  }),
  /** The times of one doctor on one day in order of time. */
  'schedule.day': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ roleId: Id, day: MoscowDay }),
    output: z.object({ times: z.array(Time) }),
  }),
};
