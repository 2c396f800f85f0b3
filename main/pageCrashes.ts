export const crashLimits = { windowMs: 600_000, tooMany: 5, firstPauseMs: 30_000, longestPauseMs: 600_000 } as const;

export interface PageCrashes {
  /** One more; true when there have been too many lately. */
  add(): boolean;
  lately(): number;
  /** How long to leave the screen alone before a page is tried again: ever longer while they go on. */
  pauseMs(): number;
}

/** Row H37: five crashes in ten minutes, and the screen says where to go instead of flickering. */
export function createPageCrashes(now: () => number): PageCrashes {
  let crashes: number[] = [];
  const recent = () => (crashes = crashes.filter((at) => now() - at < crashLimits.windowMs));
  return {
    add() {
      crashes.push(now());
      return recent().length >= crashLimits.tooMany;
    },
    lately: () => recent().length,
    pauseMs: () => Math.min(crashLimits.longestPauseMs, crashLimits.firstPauseMs * 2 ** Math.max(0, recent().length - crashLimits.tooMany)),
  };
}
