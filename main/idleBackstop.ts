export interface IdleBackstop {
  /** Somebody touched the window in front. */
  touched(): void;
  policy(idleSeconds: number, warnSeconds: number): void;
  /** A fresh window is in front: nothing can be left behind in it, so nothing runs until it is touched. */
  fresh(): void;
}

/** The accessible view gives half as much time again; the page knows which view it is in, main does not. */
const longestView = 1.5;
const graceSeconds = 10;

/** Ends a session the page itself did not end: a hung or broken page must not keep a patient on the screen. */
export function createIdleBackstop(after: (ms: number, run: () => void) => () => void, expired: () => void): IdleBackstop {
  let limitMs: number | null = null;
  let isTouched = false;
  let cancel: (() => void) | null = null;

  function restart(): void {
    cancel?.();
    cancel = limitMs !== null && isTouched ? after(limitMs, expired) : null;
  }

  return {
    touched() {
      isTouched = true;
      restart();
    },
    policy(idleSeconds, warnSeconds) {
      limitMs = ((idleSeconds + warnSeconds) * longestView + graceSeconds) * 1000;
      restart();
    },
    fresh() {
      isTouched = false;
      restart();
    },
  };
}
