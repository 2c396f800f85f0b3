import type { Id } from '../../shared/lib/ids.ts';
import { limits, Request, type FromBackend, type Reply } from '../../shared/rpc/wire.ts';
import type { Dispatch } from './dispatch.ts';
import { createRateLimit } from './rateLimit.ts';

/** The part of Electron's MessagePortMain that is used; Node's MessagePort has it too. */
export interface Port {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

export interface PortDeps {
  readonly dispatch: Dispatch;
  readonly monotonicNow: () => number;
  readonly onClosed: () => void;
}

export interface ServedWindow {
  readonly tell: (message: FromBackend) => void;
  readonly close: () => void;
}

/** Answers the calls of one window. The cap is repeated here because the page, not the preload, may be at the other end one day. */
export function servePort(port: Port, printJob: Id | null, { dispatch, monotonicNow, onClosed }: PortDeps): ServedWindow {
  const origin = { printJob, take: createRateLimit(monotonicNow) };
  let inFlight = 0;
  let open = true;

  function tell(message: FromBackend): void {
    if (open) port.postMessage(message);
  }

  function answer(id: number, reply: Reply): void {
    tell({ type: 'reply', id, reply });
  }

  port.on('message', ({ data }) => {
    const request = Request.safeParse(data);
    // Without an id there is nobody to answer.
    if (!request.success) return;
    const { id, channel, input } = request.data;
    if (inFlight >= limits.callsInFlight) return answer(id, { ok: false, error: { code: 'too_many_calls' } });
    inFlight += 1;
    void dispatch(origin, channel, input)
      .then((reply) => answer(id, reply))
      .finally(() => {
        inFlight -= 1;
      });
  });
  port.on('close', () => {
    open = false;
    onClosed();
  });
  port.start();
  return {
    tell,
    close: () => {
      open = false;
      port.close();
    },
  };
}
