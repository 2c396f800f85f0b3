import type { Resource } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import type { Stored } from './resourceStore.ts';
import type { ServedType } from './types.ts';

/** A resource a plain write is about to touch; `after` is valid R4, or null when it is to be removed. */
export interface Touched {
  readonly type: ServedType;
  readonly id: string;
  readonly after: Resource | null;
}

/** What a plain write has done to one resource; null where there was none, or is none any more. */
export interface Change {
  readonly before: Stored | null;
  readonly after: Stored | null;
}

/** Names the entry of the transaction that a refusal belongs to. */
export type About = <T>(change: Change, work: () => Promise<T>) => Promise<T>;

/** What the clinic's rules demand of writes that come as plain FHIR and not as an operation. Plain FHIR itself knows none of them. */
export interface WriteRule {
  /** Before any row is locked: the rule's own locks come first everywhere, or a plain write and an operation could wait for each other. */
  prepare(tx: Tx, touched: readonly Touched[]): Promise<void>;
  /** When everything of this transaction is written, so that the order of its entries decides nothing. A refusal undoes it all. */
  settle(tx: Tx, changes: readonly Change[], about: About): Promise<void>;
}

/** For a write that is alone in its transaction. */
export const alone: About = (_change, work) => work();

/** Each in its turn, and in the same one for every write: their locks are so taken in one order. */
export function allRules(...rules: readonly WriteRule[]): WriteRule {
  return {
    async prepare(tx, touched) {
      for (const rule of rules) await rule.prepare(tx, touched);
    },
    async settle(tx, changes, about) {
      for (const rule of rules) await rule.settle(tx, changes, about);
    },
  };
}
