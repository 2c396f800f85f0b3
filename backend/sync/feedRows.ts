import type { Feature } from '../../shared/contract.ts';
import { personalTypes, sharedTypes } from '../../shared/fhir/names.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';
import { attempt } from '../db/savepoint.ts';
import { deferredRows, defer, dropDeferred, dropDeferredLeaving, dropError, dropUnseen, errorRows, forgetVersion, keepError, knownVersion, saveVersion, seenAny, unseenRows, type FeedRow, type Scope } from './feedStore.ts';
import { unsettled } from './outbox.ts';
import type { PulledType } from './rules.ts';
import type { RuleIndex } from './ruleIndex.ts';

export interface RowDeps {
  readonly rules: RuleIndex;
  readonly wallNow: () => number;
  readonly reportBug: (error: unknown, where: string) => void;
}

const typesOf: Record<Scope, readonly string[]> = { shared: sharedTypes, personal: personalTypes };

/** `Type/id` of every row that a command of this device has changed and the server has not answered for. */
export function lockedRows(db: ReadDb, rules: RuleIndex): ReadonlySet<string> {
  return new Set(unsettled(db).flatMap((entry) => rules.locks(entry)));
}

/** Takes one row in, or leaves it for later, or keeps it beside its error. Never throws for what the row itself says. */
export function takeRow(tx: WriteTx, deps: RowDeps, scope: Scope, row: FeedRow, locked: ReadonlySet<string>): readonly Feature[] {
  const { rules } = deps;
  if (!typesOf[scope].includes(row.type) || !rules.wants(row.type)) return [];
  // The feed's order is not the order of commits: without this an older state could win.
  if (!row.left && row.version <= knownVersion(tx, scope, row.type, row.id)) {
    // It left and came back as it was, while a change of ours waited: what is here may stay.
    dropDeferredLeaving(tx, scope, row.type, row.id);
    return [];
  }
  if (locked.has(`${row.type}/${row.id}`)) {
    // The patient's own change is not answered yet; showing the state before it would look as if it were lost.
    defer(tx, scope, row);
    return [];
  }
  return store(tx, deps, scope, row, row.type);
}

function store(tx: WriteTx, { rules, wallNow, reportBug }: RowDeps, scope: Scope, row: FeedRow, type: PulledType): readonly Feature[] {
  let touched: readonly Feature[] = [];
  const error = attempt(tx, () => {
    touched = row.deleted
      ? rules.remove(tx, type, row.id)
      : rules.apply(tx, { resourceType: type, id: row.id, version: row.version, content: row.content });
  });
  if (error !== null) {
    reportBug(error, `pull ${type}`);
    keepError(tx, scope, row, error instanceof Error ? error.name : 'thrown', wallNow());
    return [];
  }
  if (row.left) forgetVersion(tx, scope, type, row.id);
  else saveVersion(tx, scope, row);
  dropError(tx, scope, type, row.id);
  return touched;
}

/** Rows that waited for a command to settle. In the settling's own transaction, so no screen sees the state between. */
export function takeDeferred(tx: WriteTx, deps: RowDeps): readonly Feature[] {
  const scopes: readonly Scope[] = ['shared', 'personal'];
  const waiting = scopes.flatMap((scope) => deferredRows(tx, scope).map((row) => ({ scope, row })));
  if (waiting.length === 0) return [];
  const locked = lockedRows(tx, deps.rules);
  return waiting.flatMap(({ scope, row }) => {
    if (locked.has(`${row.type}/${row.id}`)) return [];
    dropDeferred(tx, scope, row.type, row.id);
    return takeRow(tx, deps, scope, row, locked);
  });
}

/** A newer build may understand what an older one could not. */
export function retryErrors(tx: WriteTx, deps: RowDeps, scope: Scope): readonly Feature[] {
  const locked = lockedRows(tx, deps.rules);
  return errorRows(tx, scope).flatMap((row) => takeRow(tx, deps, scope, row, locked));
}

/** After a whole history was read: what it did not mention is gone. An empty history proves nothing and removes nothing. */
export function removeUnseen(tx: WriteTx, deps: RowDeps, scope: Scope): readonly Feature[] {
  if (!seenAny(tx, scope)) return [];
  const locked = lockedRows(tx, deps.rules);
  const touched = unseenRows(tx, scope).flatMap(({ type, id }): readonly Feature[] => {
    if (!deps.rules.wants(type) || locked.has(`${type}/${id}`)) return [];
    let features: readonly Feature[] = [];
    const error = attempt(tx, () => {
      features = deps.rules.remove(tx, type, id);
    });
    if (error !== null) deps.reportBug(error, `pull ${type}`);
    return features;
  });
  dropUnseen(tx, scope);
  return touched;
}
