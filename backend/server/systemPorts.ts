import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { EnginePorts } from '../sync/ports.ts';

/** The machine's own clock, timers and randomness. */
export const systemPorts: EnginePorts = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  newId: () => randomUUID(),
};
