import type { Instant } from './moscow.ts';

/** One visit of a doctor's day: as planned, and what has really become of it. Whoever does not come any more (cancelled, no-show) is left out. */
export interface DayVisit {
  readonly id: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** When the patient said «я здесь»; null: has not, though they may be sitting there. */
  readonly arrivedAt: Instant | null;
  readonly beganAt: Instant | null;
  readonly endedAt: Instant | null;
}

export interface Wait {
  /** Who is before this patient: the one in the room, and those who have checked in for an earlier time. */
  readonly ahead: number;
  /** Minutes from now, multiples of five; null when the day says too little for a range that is not a guess. */
  readonly minutes: { readonly from: number; readonly until: number } | null;
}

/*
 * How the range comes about, and why so.
 *
 * One number ("20 минут") is a promise nobody can keep, and a formula for the sum of the visits before leaves out what makes people wait:
 * those who come late or not at all, a doctor who is slow today, a room that stays occupied. So the rest of the day is played through many
 * times, each time with other luck, and the range is where most of those days let the patient in.
 *
 * What the luck is drawn from is today, as far as today has shown itself:
 * - how long this doctor's visits take. A doctor's pace on a day is one number, the visits scatter round it. Before the first visit the plan
 *   is all there is, and it counts as much as two visits; then the day itself speaks.
 * - whether this doctor calls people before their time, by whether it has happened today.
 * - whether whoever has not checked in is there all the same, by how many came in today without checking in.
 *
 * Nothing is said (`minutes` null) while the doctor has not begun to receive; when a visit is open for so long, or the room has been empty
 * for so long beside people who wait, that the record and the room plainly differ; and when the range comes out so wide that it helps nobody.
 * The luck comes from a fixed sequence: the same facts give the same words, and a page that asks every half minute does not flicker.
 */
const minute = 60_000;
const days = 240;
/** Of a hundred played days twelve are outside at either end. They are played with more luck than days have, so of a hundred true waits about ninety are inside. */
const tail = 0.12;
const step = 5;
const widestMinutes = 60;
const longestVisitTimes = 4;
const longestPauseMinutes = 45;

/** Spread of the logarithm: between the days of a doctor, and between the visits of one day. */
const paceSpread = 0.25;
const visitSpread = 0.38;
const visitSpreadWeight = 5;
const comes = 0.9;
/** Minutes before their time at which people come. */
const comesBefore = 10;
const comesSpread = 10;

interface Luck {
  chance(): number;
  normal(): number;
}

function createLuck(): Luck {
  let state = 20_260_101;
  // A 32-bit mixing step (splitmix): more than even enough for 240 days, and the same on every machine.
  const chance = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
  return { chance, normal: () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance()) };
}

const planned = ({ startsAt, endsAt }: DayVisit): number => Math.max(1, (endsAt - startsAt) / minute);

interface Begun extends DayVisit {
  readonly beganAt: Instant;
}
const hasBegun = (visit: DayVisit): visit is Begun => visit.beganAt !== null;

interface Pace {
  readonly mean: number;
  readonly doubt: number;
  readonly spread: number;
}

/** What today's finished visits say of the doctor's pace, as logarithms of real over planned length. */
function paceOf(begun: readonly Begun[]): Pace {
  const logs = begun.flatMap((visit) => (visit.endedAt === null ? [] : [Math.log(Math.max(1, (visit.endedAt - visit.beganAt) / minute) / planned(visit))]));
  const weight = 1 / paceSpread ** 2 + logs.length / visitSpread ** 2;
  const mean = logs.reduce((sum, log) => sum + log, 0) / visitSpread ** 2 / weight;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return { mean, doubt: Math.sqrt(1 / weight), spread: Math.sqrt((visitSpreadWeight * visitSpread ** 2 + squares) / (visitSpreadWeight + logs.length)) };
}

interface Expected {
  readonly mine: boolean;
  readonly plannedMinutes: number;
  /** Minutes from now; negative: its time is past. */
  readonly start: number;
  readonly here: boolean;
  /** Somebody with a later time has been called before: whoever sat there would have been called. */
  readonly passedOver: boolean;
}

interface Facts {
  readonly pace: Pace;
  readonly calledEarly: number;
  readonly silent: number;
  readonly open: readonly { readonly plannedMinutes: number; readonly lasts: number }[];
  /** Minutes for which nobody is in the room while somebody waits. */
  readonly idle: number;
  readonly expected: readonly Expected[];
}

/** When somebody who has not checked in will be there, minutes from now; null: not at all. */
function comesAt({ start, passedOver }: Expected, silent: number, luck: Luck): number | null {
  const time = start - comesBefore + comesSpread * luck.normal();
  if (start > comesBefore) return luck.chance() < comes ? Math.max(0, time) : null;
  const sitting = comes * silent * (passedOver ? 0.1 : 1);
  const late = comes * (1 - silent) * Math.exp(Math.min(0, start) / 15);
  const which = luck.chance() * (sitting + late + 1 - comes);
  if (which < sitting) return 0;
  return which < sitting + late ? Math.max(0, time, -10 * Math.log(1 - luck.chance())) : null;
}

/** One of the days: minutes from now until the patient is called. */
function play({ pace, calledEarly, silent, open, idle, expected }: Facts, luck: Luck): number {
  const speed = pace.mean + pace.doubt * luck.normal();
  const lengthOf = (plannedMinutes: number) => plannedMinutes * Math.exp(speed + pace.spread * luck.normal());
  const early = luck.chance() < calledEarly;
  let free = idle * luck.chance();
  for (const { plannedMinutes, lasts } of open) {
    let length = lengthOf(plannedMinutes);
    // A visit that has lasted longer than most is drawn again until it is a long one; one longer than all may end at any minute.
    for (let tries = 0; length < lasts && tries < 12; tries++) length = lengthOf(plannedMinutes);
    free = Math.max(free, length > lasts ? length - lasts : luck.chance() * plannedMinutes * 0.5);
  }
  const line = expected.flatMap((visit) => {
    const at = visit.here ? 0 : comesAt(visit, silent, luck);
    return at === null ? [] : [{ ...visit, at: early ? at : Math.max(at, visit.start) }];
  });
  for (;;) {
    const first = line.reduce((soonest, { at }) => Math.min(soonest, at), Number.POSITIVE_INFINITY);
    free = Math.max(free, first);
    // Of those who are there the one with the earliest time is called.
    const index = line.findIndex(({ at }) => at <= free);
    const [called] = line.splice(index, 1);
    free += luck.chance() * 3;
    if (!called || called.mine) return free;
    free += lengthOf(called.plannedMinutes);
  }
}

/** Null: there is nothing to wait for, the visit is not of this day or has begun. */
export function waitEstimate(day: readonly DayVisit[], id: string, now: Instant): Wait | null {
  const order = day.toSorted((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1));
  const mine = order.find((visit) => visit.id === id);
  if (!mine || mine.beganAt !== null || mine.endedAt !== null) return null;
  const begun = order.filter(hasBegun);
  const open = begun.filter(({ endedAt }) => endedAt === null);
  const outside = order.filter((visit) => visit.beganAt === null && visit.endedAt === null);
  const before = outside.slice(0, outside.indexOf(mine));
  const ahead = open.length + before.filter(({ arrivedAt }) => arrivedAt !== null).length;
  const silence: Wait = { ahead, minutes: null };
  if (begun.length === 0) return silence;

  const lasts = open.map((visit) => ({ plannedMinutes: planned(visit), lasts: Math.max(0, (now - visit.beganAt) / minute) }));
  if (lasts.some((visit) => visit.lasts > longestVisitTimes * visit.plannedMinutes)) return silence;
  const lastCalled = Math.max(...begun.map(({ startsAt }) => startsAt));
  const lastSeen = Math.max(...begun.map(({ beganAt, endedAt }) => endedAt ?? beganAt));
  const due = outside.filter(({ arrivedAt, startsAt }) => arrivedAt !== null && startsAt <= now);
  const idle = open.length > 0 || due.length === 0 ? 0 : (now - Math.max(lastSeen, Math.min(...due.map(({ arrivedAt, startsAt }) => Math.max(arrivedAt ?? 0, startsAt))))) / minute;
  if (idle > longestPauseMinutes) return silence;

  const facts: Facts = {
    pace: paceOf(begun),
    calledEarly: (1 + begun.filter(({ beganAt, startsAt }) => startsAt - beganAt > 2 * minute).length) / (2 + begun.length),
    silent: (1 + begun.filter(({ arrivedAt }) => arrivedAt === null).length) / (2 + begun.length),
    open: lasts,
    idle: Math.max(0, idle),
    expected: [...before, mine].map((visit) => ({
      mine: visit === mine,
      plannedMinutes: planned(visit),
      start: (visit.startsAt - now) / minute,
      // Who asks stands in front of the machine.
      here: visit === mine || visit.arrivedAt !== null,
      passedOver: visit.startsAt < lastCalled,
    })),
  };
  const luck = createLuck();
  const waits = Array.from({ length: days }, () => play(facts, luck)).toSorted((a, b) => a - b);
  const from = Math.floor((waits[Math.floor(days * tail)] ?? 0) / step) * step;
  const until = Math.max(from + step, Math.ceil((waits[Math.ceil(days * (1 - tail)) - 1] ?? 0) / step) * step);
  return until - from > widestMinutes ? silence : { ahead, minutes: { from, until } };
}
