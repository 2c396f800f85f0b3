import { limits } from '../../shared/rpc/wire.ts';

/** One window's allowance: so many calls at once, refilled at so many a second. */
export function createRateLimit(monotonicNow: () => number): () => boolean {
  let left: number = limits.callsPerSecond;
  let at = monotonicNow();
  return function take(): boolean {
    const now = monotonicNow();
    left = Math.min(limits.callsPerSecond, left + ((now - at) / 1_000) * limits.callsPerSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
