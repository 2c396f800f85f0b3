import { instant, type Instant } from '../../../shared/lib/moscow.ts';
import type { DayVisit } from '../../../shared/lib/waitEstimate.ts';

/** Random numbers of a seed, of another kind than the estimate's own. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

interface Patient {
  readonly id: string;
  readonly startsAt: number;
  readonly minutes: number;
  readonly comesAt: number | null;
  readonly checksIn: boolean;
  beganAt: number | null;
  endedAt: number | null;
}

export interface SimulatedDay {
  /** Everybody who was seen, with when (minutes of the day) they came and were called. */
  readonly seen: readonly { readonly id: string; readonly comesAt: number; readonly beganAt: number }[];
  /** What the clinic knows at that minute. */
  at(minute: number): DayVisit[];
}

const midnight = Date.UTC(2026, 9, 26, 21);
export const atMinute = (minute: number): Instant => instant(Math.round(midnight + minute * 60_000));

/**
 * A doctor's day with what happens in one: a late beginning, a pace of its own, visits that scatter by a law the estimate does not use,
 * pauses, people without an appointment, early and late patients, some who do not come and some who never touch the machine.
 */
export function simulateDay(seed: number): SimulatedDay {
  const chance = seededChance(seed * 2_654_435_761);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  const length = [15, 20, 30, 40][Math.floor(chance() * 4)] ?? 20;
  const pace = Math.exp(0.05 + 0.22 * normal());
  const early = chance() < 0.5;
  const usesMachine = 0.3 + 0.7 * chance();
  const crowd = 0.6 + 0.4 * chance();
  const patients: Patient[] = [];
  for (let time = 9 * 60, index = 0; time < 15 * 60; time += length, index++) {
    if (time >= 12 * 60 && time < 12 * 60 + 30) continue;
    if (chance() > crowd) continue;
    const comesAt = chance() < 0.1 ? null : time - 14 + 12 * normal() + (chance() < 0.07 ? 20 * chance() : 0);
    patients.push({ id: `p${String(index).padStart(2, '0')}`, startsAt: time, minutes: length, comesAt, checksIn: chance() < usesMachine, beganAt: null, endedAt: null });
  }
  // Three thirds of even chance: bounded on both sides, unlike the estimate's own law.
  const lasts = () => Math.max(3, length * pace * (0.35 + 1.3 * ((chance() + chance() + chance()) / 3)) + (chance() < 0.06 ? 15 * chance() : 0));
  let free = 9 * 60 + 20 * chance();
  for (;;) {
    const waiting = patients.filter(({ beganAt, comesAt }) => beganAt === null && comesAt !== null);
    const readyAt = ({ comesAt, startsAt }: Patient) => Math.max(comesAt ?? 0, early ? 0 : startsAt);
    if (waiting.length === 0) break;
    free = Math.max(free, Math.min(...waiting.map(readyAt)));
    const called = waiting.find((patient) => readyAt(patient) <= free);
    if (!called) break;
    called.beganAt = free;
    called.endedAt = free + lasts();
    free = called.endedAt + 2 * chance() + (chance() < 0.08 ? 5 + 10 * chance() : 0) + (chance() < 0.03 ? 10 : 0);
  }
  return {
    seen: patients.flatMap(({ id, comesAt, beganAt }) => (comesAt === null || beganAt === null ? [] : [{ id, comesAt, beganAt }])),
    at: (minute) =>
      patients.map(({ id, startsAt, minutes, comesAt, checksIn, beganAt, endedAt }) => ({
        id,
        startsAt: atMinute(startsAt),
        endsAt: atMinute(startsAt + minutes),
        arrivedAt: comesAt !== null && checksIn && comesAt <= minute ? atMinute(comesAt) : null,
        beganAt: beganAt !== null && beganAt <= minute ? atMinute(beganAt) : null,
        endedAt: endedAt !== null && endedAt <= minute ? atMinute(endedAt) : null,
      })),
  };
}
