import { randomUUID } from 'node:crypto';
import type { Backend } from '../supervisor.ts';
import { openAttempt, type Attempt } from './attempt.ts';
import type { EsiaOrder, Outcome } from './order.ts';
import type { SignInWindowPorts } from './ports.ts';

export interface SignInWindow {
  start(from: Backend, order: EsiaOrder): void;
  policy(idleSeconds: number, warnSeconds: number): void;
  /** Closes what this backend did not ask for: it has died, or another one works. */
  keepFor(active: Backend | null): void;
  /** The patient's session is over, whichever way. */
  drop(): void;
  /** Resolves when nothing is left of any attempt. */
  close(): Promise<void>;
}

/** The accessible view gives half as much time again. */
const longerView = 1.5;
/** WCAG 2.2.1: at least twenty seconds to answer. */
const leastWarning = 20;

/** Row H11. One attempt at a time; each has its own session, and nothing of it is left when the next begins. */
export function createSignInWindow(ports: SignInWindowPorts): SignInWindow {
  let idle: { readonly idleSeconds: number; readonly warnSeconds: number } | null = null;
  let current: { readonly attempt: Attempt; readonly from: Backend } | null = null;
  const leaving = new Set<Promise<void>>();

  function end(outcome: Outcome, query: string | null = null): void {
    if (current === null) return;
    const { attempt, from } = current;
    current = null;
    from.send({ type: 'esia-ended', attempt: attempt.id, outcome, query });
    const gone = attempt.end().finally(() => leaving.delete(gone));
    leaving.add(gone);
    ports.wipeClipboard();
  }

  function idleFor(accessible: boolean): typeof idle {
    if (idle === null || !ports.isKiosk) return null;
    const factor = accessible ? longerView : 1;
    return { idleSeconds: idle.idleSeconds * factor, warnSeconds: Math.max(leastWarning, Math.round(idle.warnSeconds * factor)) };
  }

  return {
    start(from, order) {
      end('cancelled');
      const window = ports.front();
      if (window === null) return from.send({ type: 'esia-ended', attempt: order.attempt, outcome: 'failed', query: null });
      const attempt = openAttempt(order, window, `esia-${randomUUID()}`, idleFor(order.accessible), {
        ...ports,
        ended: (outcome, query) => {
          if (current?.attempt === attempt) end(outcome, query);
        },
        left: () => {
          end('cancelled');
          ports.left();
        },
      });
      current = { attempt, from };
      attempt.open();
    },
    policy(idleSeconds, warnSeconds) {
      idle = { idleSeconds, warnSeconds };
    },
    keepFor(active) {
      if (current !== null && current.from !== active) end('cancelled');
    },
    drop: () => end('cancelled'),
    async close() {
      end('cancelled');
      await Promise.all(leaving);
    },
  };
}

