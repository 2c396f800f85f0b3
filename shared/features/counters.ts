import * as z from 'zod';
import { MoscowDay } from '../lib/moscow.ts';
import { query, task } from '../rpc/procedure.ts';
import { Profile } from '../rpc/shell.ts';

/** A screen that was opened. The screens of a booking are not among them: see below. */
const screens = [
  'screen.home',
  'screen.doctors',
  'screen.time',
  'screen.signIn',
  'screen.register',
  'screen.recover',
  'screen.onPhone',
  'screen.documents',
  'screen.consents',
  'screen.withdraw',
  'screen.cabinet',
  'screen.visits',
  'screen.visit',
  'screen.account',
  'screen.prices',
  'screen.help',
  'screen.counters',
] as const;

/**
 * D6: everything that is ever counted, and nothing else can be. No two of them are parts of a third: a sum that is shown minus a part that
 * is shown would otherwise give the part that is hidden. That is why the steps of a booking are counted by where it ended only.
 */
export const CounterEvent = z.enum([
  ...screens,
  'booking.done',
  'booking.leftAtDoctor',
  'booking.leftAtTime',
  'booking.leftAtConfirm',
  'visit.cancelled',
  'visit.moved',
  'printed',
  'signIn.password',
  'signIn.letter',
  'signIn.esia',
  'signIn.code',
  'signIn.actFor',
  'view.accessible',
  'language.english',
  'trouble.line',
  'trouble.busy',
  'trouble.fault',
  'staff.signIn',
  'staff.signInOffline',
]);
export type CounterEvent = z.infer<typeof CounterEvent>;

/** Where a booking stands; becomes an event only when the visit ends there. */
export const BookingStep = z.enum(['doctor', 'time', 'confirm']);
export type BookingStep = z.infer<typeof BookingStep>;

/** What a page may say has happened: what only it can know. Sign-ins, bookings and prints are counted where they happen. */
export const PageMark = z.enum([
  ...screens,
  'step.doctor',
  'step.time',
  'step.confirm',
  'view.accessible',
  'language.english',
]);
export type PageMark = z.infer<typeof PageMark>;

/** Fewer than `threshold` is null, and so is none at all. */
export const WeekRow = z.object({
  profile: Profile,
  event: CounterEvent,
  /** Monday to Sunday; also null while a day is not shown yet. */
  days: z.array(z.int().nullable()).length(7),
  /** `atLeast` is the sum of the days that are shown, because more would tell what the others are. Null while the week is not over. */
  total: z.object({ exact: z.boolean(), count: z.int() }).nullable(),
});
export type WeekRow = z.infer<typeof WeekRow>;

export const WeekOfUse = z.object({
  week: MoscowDay,
  threshold: z.int(),
  /** Whether each day is shown already: two days after it is over, so that nobody can watch it grow. */
  shown: z.array(z.boolean()).length(7),
  rows: z.array(WeekRow),
  connectors: z.array(z.enum(['yandexMetrika', 'googleAnalytics'])),
});
export type WeekOfUse = z.infer<typeof WeekOfUse>;

export const counters = {
  /** Answers before anything is written: no screen waits for its being counted. */
  'counters.count': task({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ mark: PageMark }),
    output: z.object({}),
    errors: [],
  }),
  /** The whole list, with what this device told the clinic last. Today is not told: whoever looks twice would learn what happened between. */
  'counters.own': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({
      threshold: z.int(),
      day: MoscowDay.nullable(),
      events: z.array(z.object({ event: CounterEvent, count: z.int().nullable() })),
    }),
  }),
  /** The clinic's table of one week, from Monday; null: the last one that has a day to show. */
  'counters.week': task({
    allow: ['administrator'],
    input: z.object({ week: MoscowDay.nullable() }),
    output: WeekOfUse,
    errors: ['not_a_week', 'offline', 'try_later', 'slow_down', 'not_allowed'],
  }),
};
