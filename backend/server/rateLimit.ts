import { limits } from '../../shared/rpc/wire.ts';

/** One window's allowance. It outlives the window's port: a page that loads again does not begin anew. */
export interface Allowance {
  /** Counts one message, whatever is in it. False: answer `too_many_calls` and do nothing else. */
  take(): boolean;
  /** Counts against the window what our own preload never sends. */
  strike(weight: number): void;
  /** Nobody honest is at the other end. */
  isSpent(): boolean;
}

/**
 * Our preload lets fifty calls a second through. They may arrive bunched, by as many as are under way at once, so that much is granted
 * on top; what comes beyond it was not sent by our preload.
 */
const granted = limits.callsPerSecond + limits.callsInFlight;

/** A page loaded again in the same second has a fresh preload, and some of its calls are refused. It stays far below this. */
export const strikesForgiven = 50;
const forgivenPerSecond = 5;

export function createAllowance(monotonicNow: () => number): Allowance {
  const calls = createBucket(granted, limits.callsPerSecond, monotonicNow);
  const patience = createBucket(strikesForgiven, forgivenPerSecond, monotonicNow);
  return {
    take() {
      const isGranted = calls.left() >= 1;
      (isGranted ? calls : patience).spend(1);
      return isGranted;
    },
    strike: patience.spend,
    isSpent: () => patience.left() < 0,
  };
}

/** So many at once, refilled at so many a second. */
function createBucket(size: number, perSecond: number, monotonicNow: () => number) {
  let level = size;
  let at = monotonicNow();

  function left(): number {
    const now = monotonicNow();
    level = Math.min(size, level + ((now - at) / 1_000) * perSecond);
    at = now;
    return level;
  }

  return {
    left,
    spend(count: number): void {
      level = left() - count;
    },
  };
}
