export interface HeartbeatPorts {
  readonly after: (ms: number, run: () => void) => () => void;
  /** Asks the page for a sign of life; a page that hangs never settles it. */
  readonly ask: () => Promise<unknown>;
  readonly lost: () => void;
}

/** A page that has not answered for ten seconds hangs. */
export const heartbeat = { everyMs: 2_000, missed: 5 } as const;

/**
 * Asks again and again until the returned function is called. Counted in our own beats and not by the clock: a machine that stood still
 * itself has missed one beat, not five, and its page is not to blame.
 */
export function watchHeartbeat({ after, ask, lost }: HeartbeatPorts): () => void {
  let isWaiting = false;
  let missed = 0;
  let cancel = after(heartbeat.everyMs, beat);
  const heard = () => {
    isWaiting = false;
    missed = 0;
  };

  function beat(): void {
    if (isWaiting) missed += 1;
    if (missed >= heartbeat.missed) return lost();
    if (!isWaiting) {
      isWaiting = true;
      // A refusal is a sign of life too.
      ask().then(heard, heard);
    }
    cancel = after(heartbeat.everyMs, beat);
  }

  return () => cancel();
}
