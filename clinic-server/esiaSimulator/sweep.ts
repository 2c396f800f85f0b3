import type { Simulation } from './model.ts';

const most = 10_000;

export function dropOver(map: Map<string, { readonly until: number }>, now: number): void {
  for (const [key, { until }] of map) {
    // An hour of grace: "expired" and "never heard of" are different answers.
    if (until + 3_600_000 > now && map.size <= most) continue;
    map.delete(key);
  }
}

/** Lets go of what is long over, and of the oldest when there is too much: a demonstration may run for days. */
export function sweep(simulation: Simulation): void {
  const now = simulation.now();
  for (const map of [simulation.sessions, simulation.requests, simulation.codes, simulation.tokens]) dropOver(map, now);
  for (const key of simulation.refreshes.keys()) {
    if (simulation.refreshes.size <= most) break;
    simulation.refreshes.delete(key);
  }
}
