import type { Lane } from './lane.ts';

/** Every lane, by name. Loaded one by one and late, so that a lane that cannot even be loaded fails alone. */
export const lanes: Readonly<Record<string, () => Promise<Lane>>> = {
  fuzz: async () => (await import('./fuzz.ts')).fuzzLane,
  races: async () => (await import('./races.ts')).racesLane,
  power: async () => (await import('./power.ts')).powerLane,
  kill: async () => (await import('./kill.ts')).killLane,
  rekey: async () => (await import('./rekey.ts')).rekeyLane,
  esiaCallbacks: async () => (await import('./esiaCallbacks.ts')).esiaCallbacksLane,
  emailTokens: async () => (await import('./emailTokens.ts')).emailTokensLane,
  guesses: async () => (await import('./guesses.ts')).guessesLane,
  leases: async () => (await import('./leases.ts')).leasesLane,
  flips: async () => (await import('./flips.ts')).flipsLane,
  simulation: async () => (await import('./simulation.ts')).simulationLane,
  full: async () => (await import('./full.ts')).fullLane,
  proxied: async () => (await import('./proxied.ts')).proxiedLane,
  touch: async () => (await import('./touch.ts')).touchLane,
};
