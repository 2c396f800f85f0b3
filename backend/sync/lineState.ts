import type { Output } from '../../shared/contract.ts';
import { isClockWrong } from '../../shared/features/sync.ts';
import { instant, type Instant } from '../../shared/lib/moscow.ts';
import type { Failure } from './failure.ts';

type Status = Output<'sync.status'>;

/** Nobody to talk to: no answer at all, or one nobody may believe. */
const isDown = (failure: Failure | null): boolean => failure === 'unreachable' || failure === 'untrusted';

/** Whether the server answers, as the last attempt showed; `down` until the first answer. Tells `onChange` only when something changed. */
export function createLineState(serverNow: () => number, onChange: () => void, clockOffsetMs: () => number = () => 0) {
  let line: Status['line'] = 'down';
  let failure: Failure | null = null;
  let lastContactAt: Instant | null = null;
  let wrongClock = false;

  function set(nextLine: Status['line'], nextFailure: Failure | null): void {
    // Somebody puts the clock right, or wrong, while all goes well: what was said of it is not true any more.
    const isWrong = isClockWrong(clockOffsetMs());
    const changed = nextLine !== line || nextFailure !== failure || isWrong !== wrongClock;
    wrongClock = isWrong;
    line = nextLine;
    failure = nextFailure;
    if (changed) onChange();
  }

  return {
    answered(): void {
      lastContactAt = instant(serverNow());
      set('up', isDown(failure) ? null : failure);
    },
    unreachable: () => set('down', 'unreachable'),
    untrusted: () => set('down', 'untrusted'),
    /** How the last whole round ended. */
    roundEnded: (nextFailure: Failure | null) => set(isDown(nextFailure) ? 'down' : 'up', nextFailure),
    read: () => ({ line, failure, lastContactAt }),
  };
}

export type LineState = ReturnType<typeof createLineState>;
