import { createChance, type Chance } from '../lanes/chance.ts';

/** Everything that is made to go wrong. A run in which one of them never happened has not shown what it promises. */
export const faultKinds = [
  'lostRequest', 'lostAnswer', 'late', 'duplicate', 'reorder', 'serverError', 'partition', 'nudgeLost', 'oldVersion',
  'crash', 'crashBeforeCommit', 'crashAfterCommit', 'restart', 'clockJump', 'diskFull', 'serverRestart', 'restore',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Probabilities, per request, page or write; the rest happens so many times a day. */
const probabilities: Readonly<Partial<Record<FaultKind, number>>> = {
  lostRequest: 0.02, lostAnswer: 0.02, late: 0.01, duplicate: 0.02, serverError: 0.02, nudgeLost: 0.2, oldVersion: 0.1,
  crashBeforeCommit: 0.0008, crashAfterCommit: 0.0008,
};

/** Times a day, of each device or of the server. */
const timesADay: Readonly<Partial<Record<FaultKind, number>>> = { partition: 3, crash: 1, restart: 2, clockJump: 1, diskFull: 1, serverRestart: 1, restore: 1 };

export interface Faults {
  /** Whether it happens now; counts it when it does. Never after the healing. */
  strikes(kind: FaultKind): boolean;
  /** For what is planned and not thrown for. */
  count(kind: FaultKind): void;
  isOn(kind: FaultKind): boolean;
  timesADay(kind: FaultKind): number;
  heal(): void;
  counts(): Readonly<Record<FaultKind, number>>;
}

export function createFaults(seed: number, on: readonly FaultKind[]): Faults {
  const chance: Chance = createChance(seed);
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const enabled = new Set(on);
  let healed = false;
  const isOn = (kind: FaultKind): boolean => !healed && enabled.has(kind);
  return {
    strikes(kind) {
      // Drawn also when it is off, so that leaving one kind out changes as little as possible of everything else.
      const struck = chance.is(probabilities[kind] ?? 0) && isOn(kind);
      if (struck) counts[kind] += 1;
      return struck;
    },
    count(kind) {
      counts[kind] += 1;
    },
    isOn,
    timesADay: (kind) => (isOn(kind) ? (timesADay[kind] ?? 0) : 0),
    heal() {
      healed = true;
    },
    counts: () => ({ ...counts }),
  };
}
