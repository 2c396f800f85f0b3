import type { Id } from '../../shared/lib/ids.ts';
import { limits, Request, type FromBackend, type Reply } from '../../shared/rpc/wire.ts';
import type { Dispatch } from './dispatch.ts';
import { judgeInput } from './plainInput.ts';
import type { Allowance } from './rateLimit.ts';

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
  readonly allowance: Allowance;
  readonly onClosed: () => void;
  /** The page at the other end is not ours any more. The port is closed already. */
  readonly onHostile: () => void;
}

export interface ServedWindow {
  readonly tell: (message: FromBackend) => void;
  readonly close: () => void;
}

/** A message above the limit may be a hundred megabytes, which were copied before anybody could look: three are an attack. */
const oversizeStrikes = 20;

const Numbered = Request.pick({ id: true });

/** Runs what it is given one by one, each in a turn of its own: a query runs to its end at once, and between two of them other windows get theirs. */
function createTurns(): (work: () => void) => void {
  const waiting: (() => void)[] = [];

  function next(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }

  return (work) => {
    if (waiting.push(work) === 1) setImmediate(next);
  };
}

/**
 * Answers the calls of one window. Counts before it looks: a port has no backpressure, so what floods it must cost next to nothing and
 * come to an end. The preload's caps are repeated here because an attacker, not the preload, may be at the other end one day.
 */
export function servePort(port: Port, printJob: Id | null, { dispatch, allowance, onClosed, onHostile }: PortDeps): ServedWindow {
  const origin = { printJob };
  const oneATurn = createTurns();
  let inFlight = 0;
  let open = true;

  function tell(message: FromBackend): void {
    if (open) port.postMessage(message);
  }

  function answer(id: number, reply: Reply): void {
    tell({ type: 'reply', id, reply });
  }

  function close(): void {
    open = false;
    port.close();
  }

  function expelIfSpent(): boolean {
    if (!open || !allowance.isSpent()) return false;
    close();
    onHostile();
    return true;
  }

  function strike(weight: number): void {
    allowance.strike(weight);
    expelIfSpent();
  }

  function refuse(id: number): void {
    answer(id, { ok: false, error: { code: 'too_many_calls' } });
  }

  function serve(id: number, channel: string, input: unknown): void {
    if (!open) return;
    if (inFlight >= limits.callsInFlight) return refuse(id);
    inFlight += 1;
    void dispatch(origin, channel, input)
      .then((reply) => answer(id, reply))
      .finally(() => {
        inFlight -= 1;
      });
  }

  port.on('message', ({ data }) => {
    // What had arrived before the port was closed may still be handed over.
    if (!open) return;
    const isGranted = allowance.take();
    if (expelIfSpent()) return;
    const request = Request.safeParse(data);
    // Judged as it arrives and not in its turn: all that waits behind it would be copied before its turn comes, and the port is closed too late.
    const isTooLarge = judgeInput(request.success ? request.data.input : data) === 'too_large';
    if (!request.success) {
      // Without a number there is nobody to answer.
      const numbered = Numbered.safeParse(data);
      if (numbered.success) answer(numbered.data.id, { ok: false, error: { code: 'unknown_channel' } });
      return strike(isTooLarge ? oversizeStrikes : 1);
    }
    const { id, channel, input } = request.data;
    if (isTooLarge) {
      answer(id, { ok: false, error: { code: 'too_large' } });
      strike(oversizeStrikes);
    } else if (isGranted) oneATurn(() => serve(id, channel, input));
    else refuse(id);
  });
  port.on('close', () => {
    open = false;
    onClosed();
  });
  port.start();
  return { tell, close };
}
