import type { ClinicLine } from './clinicApi.ts';
import { retryDelay } from './failure.ts';
import type { EnginePorts } from './ports.ts';

interface NudgeDeps {
  readonly clinic: Pick<ClinicLine, 'openEvents'>;
  readonly ports: EnginePorts;
  readonly trigger: () => void;
}

/** A connection cut right after it opened must not make a tight loop of reconnecting. */
const settledMs = 5_000;

/** Keeps one stream of nudges open. Its end is the quickest sign that the server has died, so it asks at once. */
export function keepNudges({ clinic, ports, trigger }: NudgeDeps): { live(): boolean; stop(): void } {
  let failures = 0;
  let live = false;
  let stopped = false;
  let close = (): void => undefined;

  function open(): void {
    let openedAt = Number.NaN;
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
        if (!Number.isNaN(openedAt)) trigger();
        close = ports.after(retryDelay('unreachable', failures, ports.random()), open);
      },
    });
  }

  open();
  return {
    live: () => live,
    stop: () => {
      stopped = true;
      close();
    },
  };
}
