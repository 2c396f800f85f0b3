export interface AttemptClockPorts {
  readonly after: (ms: number, run: () => void) => () => void;
  readonly now: () => number;
  /** Something that is shown has changed. */
  readonly changed: () => void;
  /** The time of the attempt is over. */
  readonly over: () => void;
  /** Nobody answered the question whether somebody is still here. */
  readonly left: () => void;
}

export interface AttemptClock {
  secondsLeft(): number;
  /** Seconds a person has left to say that they are still here; null while nobody is asked. */
  asking(): number | null;
  touched(): void;
  stay(): void;
  stop(): void;
}

const tickMs = 1_000;

/**
 * Two limits of one attempt: its own, and that of a person who has walked away (`idle` null: a desk, where nobody is asked). Read from
 * the clock and not counted in ticks, so a machine that slept wakes up with the attempt over.
 */
export function createAttemptClock(seconds: number, idle: { readonly idleSeconds: number; readonly warnSeconds: number } | null, ports: AttemptClockPorts): AttemptClock {
  const { after, now } = ports;
  const end = now() + seconds * 1_000;
  let lastTouch = now();
  let askedAt: number | null = null;
  let cancel = after(tickMs, tick);

  const secondsLeft = () => Math.max(0, Math.ceil((end - now()) / 1_000));
  const asking = () => (idle === null || askedAt === null ? null : Math.max(0, Math.ceil(idle.warnSeconds - (now() - askedAt) / 1_000)));

  function tick(): void {
    if (secondsLeft() === 0) return ports.over();
    if (idle !== null && askedAt === null && now() - lastTouch >= idle.idleSeconds * 1_000) askedAt = now();
    if (asking() === 0) return ports.left();
    ports.changed();
    cancel = after(tickMs, tick);
  }

  return {
    secondsLeft,
    asking,
    // While the question stands only its answer counts: a sleeve brushing the glass must not keep a stranger's account open.
    touched() {
      if (askedAt === null) lastTouch = now();
    },
    stay() {
      askedAt = null;
      lastTouch = now();
      ports.changed();
    },
    stop: () => cancel(),
  };
}
