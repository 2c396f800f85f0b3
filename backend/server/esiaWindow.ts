import type { FromBackendToShell, ToBackend } from '../../shared/rpc/shell.ts';
import type { EnginePorts } from '../sync/ports.ts';

export type EsiaOrder = Omit<Extract<FromBackendToShell, { type: 'esia' }>, 'type'>;
export type EsiaEnded = Pick<Extract<ToBackend, { type: 'esia-ended' }>, 'outcome' | 'query'>;

/** Main counts the attempt's own time; a window it never answers for has failed. */
const graceMs = 20_000;

/** The sign-in window as main shows it: one order, one answer. */
export function createEsiaWindow({ post, after }: { post: (message: FromBackendToShell) => void; after: EnginePorts['after'] }) {
  let waiting: { readonly attempt: string; readonly settle: (ended: EsiaEnded) => void } | null = null;

  function ended(attempt: string, answer: EsiaEnded): void {
    if (waiting?.attempt === attempt) waiting.settle(answer);
  }

  return {
    open: (order: EsiaOrder): Promise<EsiaEnded> =>
      new Promise((resolve) => {
        waiting?.settle({ outcome: 'cancelled', query: null });
        const callOff = after(order.seconds * 1_000 + graceMs, () => ended(order.attempt, { outcome: 'failed', query: null }));
        waiting = {
          attempt: order.attempt,
          settle: (answer) => {
            waiting = null;
            callOff();
            resolve(answer);
          },
        };
        post({ type: 'esia', ...order });
      }),
    ended,
    stop: () => waiting?.settle({ outcome: 'cancelled', query: null }),
  };
}
