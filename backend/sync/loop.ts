/** At most one round runs and one waits; a trigger during a round is answered by the round after it. */
export function createLoop(round: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function start(): Promise<void> {
    running = round().finally(() => {
      running = null;
    });
    return running;
  }

  function startNext(): Promise<void> {
    next = null;
    return start();
  }

  return function trigger(): Promise<void> {
    if (!running) return start();
    next ??= running.then(startNext, startNext);
    return next;
  };
}
