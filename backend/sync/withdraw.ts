import type { Feature, Output, RefusalCode } from '../../shared/contract.ts';
import { longestQueueShown } from '../../shared/features/sync.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Database, ReadDb, WriteTx } from '../db/types.ts';
import { byCommand, counts, listQueue, settleWithdrawn, unsettled, type Entry } from './outbox.ts';
import type { ReadyEntry, RuleIndex } from './ruleIndex.ts';

export interface WithdrawAsk {
  readonly commandId: Id;
  readonly alsoLater: boolean;
  /** A patient takes back only what is their own; null: whoever works at this desk. */
  readonly patientId: Id | null;
  readonly at: number;
  /** Writes who took it back, in the same transaction. */
  readonly audit: (tx: WriteTx, entry: Entry) => void;
}

export interface Withdrawn {
  readonly commandIds: readonly Id[];
  readonly features: readonly Feature[];
}

class NotWithdrawn extends Error {
  readonly code: RefusalCode<'sync.withdraw'>;
  constructor(code: RefusalCode<'sync.withdraw'>) {
    super(code);
    this.code = code;
  }
}

/** Takes back an entry that never left this device, and whatever later one is about the same thing: all of it or none. */
export function withdraw(db: Database, rules: RuleIndex, ask: WithdrawAsk): Withdrawn | RefusalCode<'sync.withdraw'> {
  try {
    // Effect, entry and audit go in one commit: a crash between would leave a visit nobody asks for, or a queue that sends what is gone.
    return db.write((tx) => {
      const entry = byCommand(tx, ask.commandId);
      if (entry === undefined || (ask.patientId !== null && entry.patientId !== ask.patientId)) throw new NotWithdrawn('not_found');
      const later = builtUpon(tx, rules, entry);
      if (later.length > 0 && !ask.alsoLater) throw new NotWithdrawn('built_upon');
      // The last first: each finds the rows as it had left them.
      const taken = [entry, ...later].toReversed().map((one) => takeBack(tx, rules, one, ask));
      return { commandIds: [entry, ...later].map(({ commandId }) => commandId), features: [...new Set(taken)] };
    });
  } catch (error) {
    if (error instanceof NotWithdrawn) return error.code;
    throw error;
  }
}

function takeBack(tx: WriteTx, rules: RuleIndex, entry: Entry, { at, audit }: WithdrawAsk): Feature {
  if (entry.state === 'applied' || entry.state === 'refused') throw new NotWithdrawn('already_settled');
  if (!settleWithdrawn(tx, entry.position, at)) throw new NotWithdrawn('already_sent');
  const ready = readyOrNull(rules, entry);
  if (ready?.rule.withdraw?.(tx, ready.input, ready.context) !== true) throw new NotWithdrawn('not_withdrawable');
  audit(tx, entry);
  return ready.feature;
}

/** Later entries about the same rows, and those about theirs. */
function builtUpon(db: ReadDb, rules: RuleIndex, entry: Entry): Entry[] {
  const rows = new Set(rules.touches(entry));
  return unsettled(db).filter((other) => {
    const touches = rules.touches(other);
    if (other.position <= entry.position || other.patientId !== entry.patientId || !touches.some((row) => rows.has(row))) return false;
    touches.forEach((row) => rows.add(row));
    return true;
  });
}

function readyOrNull(rules: RuleIndex, entry: Entry): ReadyEntry | null {
  try {
    return rules.ready(entry);
  } catch {
    // This build cannot read it, so it cannot undo it either.
    return null;
  }
}

/** What waits here, with as little of a person as a registrar needs: which call, when, and the number on the paper. */
export function describeQueue(db: ReadDb, rules: RuleIndex): Output<'sync.queue'> {
  const { unsent, aside } = counts(db);
  const entries = listQueue(db, longestQueueShown).map((entry) => ({
    ...{ commandId: entry.commandId, channel: entry.channel, number: numberIn(entry.output), queuedAt: entry.queuedAt, state: entry.state, tries: entry.tries, refusal: entry.refusal },
    mayWithdraw: entry.neverSent === 1 && readyOrNull(rules, entry)?.rule.withdraw !== undefined,
  }));
  return { entries, total: unsent + aside };
}

function numberIn(output: string): string | null {
  const { number } = JSON.parse(output) as { number?: unknown };
  return typeof number === 'string' ? number : null;
}
