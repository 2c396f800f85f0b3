export const backoffLimits = { firstMs: 250, longestMs: 15_000 } as const;

/**
 * How long to wait before the next start after `failures` quick deaths in a row; 0 when there was none. Doubles and is jittered.
 * Without a wait a backend that dies at start takes Chromium's own helper processes down with it, and then the whole app.
 */
export function backoffMs(failures: number, random: () => number): number {
  if (failures === 0) return 0;
  const full = Math.min(backoffLimits.longestMs, backoffLimits.firstMs * 2 ** (failures - 1));
  return Math.max(backoffLimits.firstMs, Math.round(full * (0.75 + random() * 0.25)));
}
