import type { ClinicLine } from './clinicApi.ts';
import { retryDelay } from './failure.ts';
import type { EnginePorts } from './ports.ts';

interface NudgeDeps {
  readonly clinic: Pick<ClinicLine, 'openEvents'>;
  readonly ports: EnginePorts;
  readonly trigger: () => void;
  /** Whether the line is believed to be up: then a stream that ends says otherwise, and somebody has to look. */
  readonly believedUp: () => boolean;
}

/** A connection cut right after it opened must not make a tight loop of reconnecting. */
const settledMs = 5_000;

/** Keeps one stream of nudges open. Its end is the quickest sign that the server has died, so it asks at once. */
export function keepNudges({ clinic, ports, trigger, believedUp }: NudgeDeps): { live(): boolean; hurry(): void; stop(): void } {
  let failures = 0;
  let live = false;
  let stopped = false;
  let waiting = false;
  let close = (): void => undefined;

  function open(): void {
    let openedAt = Number.NaN;
    waiting = false;
    close = clinic.openEvents({
      opened: () => {
        openedAt = ports.monotonicNow();
        live = true;
        trigger();
      },
      changed: trigger,
      ended: () => {
        live = false;
        if (stopped) return;
        failures = ports.monotonicNow() - openedAt > settledMs ? 0 : failures + 1;
        if (believedUp()) trigger();
        waiting = true;
        close = ports.after(retryDelay('unreachable', failures, ports.random()), open);
      },
    });
  }

  open();
  return {
    live: () => live,
    /** The line is back: waiting on would leave its next end unnoticed. */
    hurry: () => {
      if (!waiting || stopped) return;
      close();
      open();
    },
    stop: () => {
      stopped = true;
      close();
    },
  };
}
