import type { Id } from '../../shared/lib/ids.ts';

/** Everything the engine takes from outside itself besides the network. A simulator or a test puts its own in. */
export interface EnginePorts {
  /** Epoch milliseconds by this machine's clock. May be wrong and may jump; never orders anything. */
  readonly wallNow: () => number;
  /** Milliseconds from some beginning; never jumps. */
  readonly monotonicNow: () => number;
  /** Returns how to call it off. */
  readonly after: (milliseconds: number, action: () => void) => () => void;
  /** 0 ≤ value < 1. */
  readonly random: () => number;
  readonly newId: () => Id;
}
