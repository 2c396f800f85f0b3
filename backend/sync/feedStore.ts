import type { Id } from '../../shared/lib/ids.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

/** `shared` is kept in the file; `personal` where the patient's rows are, in memory on a kiosk. */
export type Scope = 'shared' | 'personal';

export interface FeedRow {
  readonly type: string;
  readonly id: Id;
  readonly version: number;
  readonly deleted: boolean;
  /** Not removed at the clinic: it is none of this device's business any more. Comes with `deleted`. */
  readonly left?: true;
  readonly content: unknown;
}

interface StoredRow {
  readonly type: string;
  readonly id: Id;
  readonly version: number;
  /** 0 there, 1 removed, 2 left. */
  readonly deleted: number;
  readonly content: string;
}

const asNumber = ({ deleted, left }: Pick<FeedRow, 'deleted' | 'left'>): number => (left ? 2 : deleted ? 1 : 0);

export interface FeedPosition {
  /** Null: from the beginning. */
  readonly cursor: string | null;
  /** The current state has been read to its end at least once. */
  readonly complete: boolean;
  /** Reading everything again because the server's history is another one. */
  readonly restarted: boolean;
}

export function position(db: ReadDb, scope: Scope): FeedPosition {
  const row = db.get<{ cursor: string | null; complete: number; restarted: number }>(`SELECT cursor, complete, restarted FROM ${scope}_cursor`);
  return { cursor: row?.cursor ?? null, complete: row?.complete === 1, restarted: row?.restarted === 1 };
}

export function savePosition(tx: WriteTx, scope: Scope, { cursor, complete, restarted }: FeedPosition): void {
  tx.run(
    `INSERT INTO ${scope}_cursor (only_row, cursor, complete, restarted) VALUES (1, $cursor, $complete, $restarted)
     ON CONFLICT (only_row) DO UPDATE SET cursor = $cursor, complete = $complete, restarted = $restarted`,
    { cursor, complete: complete ? 1 : 0, restarted: restarted ? 1 : 0 },
  );
}

/** 0 when the row was never seen, or only in a history that is over. Deleted rows keep their version, so an older change cannot revive them. */
export function knownVersion(db: ReadDb, scope: Scope, type: string, id: Id): number {
  return db.get<{ version: number }>(`SELECT version FROM ${scope}_row WHERE type = $type AND id = $id`, { type, id })?.version ?? 0;
}

export function saveVersion(tx: WriteTx, scope: Scope, { type, id, version, deleted }: Omit<FeedRow, 'content'>): void {
  tx.run(
    `INSERT INTO ${scope}_row (type, id, version, deleted, seen) VALUES ($type, $id, $version, $deleted, 1)
     ON CONFLICT (type, id) DO UPDATE SET version = $version, deleted = $deleted, seen = 1`,
    { type, id, version, deleted: deleted ? 1 : 0 },
  );
}

/** The row has left: nothing is known of it, so that it is taken as it comes if it ever returns. */
export function forgetVersion(tx: WriteTx, scope: Scope, type: string, id: Id): void {
  tx.run(`DELETE FROM ${scope}_row WHERE type = $type AND id = $id`, { type, id });
}

/** Keeps the highest version only. Leaving and coming back are no versions: of those the last one counts. */
export function defer(tx: WriteTx, scope: Scope, row: FeedRow): void {
  const { type, id, version, content } = row;
  tx.run(
    `INSERT INTO ${scope}_deferred (type, id, version, deleted, content) VALUES ($type, $id, $version, $deleted, $content)
     ON CONFLICT (type, id) DO UPDATE SET version = $version, deleted = $deleted, content = $content WHERE version < $version OR deleted = 2 OR $deleted = 2`,
    { type, id, version, deleted: asNumber(row), content: JSON.stringify(content ?? null) },
  );
}

export function deferredRows(db: ReadDb, scope: Scope): FeedRow[] {
  return db.all<StoredRow>(`SELECT type, id, version, deleted, content FROM ${scope}_deferred ORDER BY type, id`).map(fromStored);
}

export function dropDeferred(tx: WriteTx, scope: Scope, type: string, id: Id): void {
  tx.run(`DELETE FROM ${scope}_deferred WHERE type = $type AND id = $id`, { type, id });
}

export function dropDeferredLeaving(tx: WriteTx, scope: Scope, type: string, id: Id): void {
  tx.run(`DELETE FROM ${scope}_deferred WHERE type = $type AND id = $id AND deleted = 2`, { type, id });
}

/** `reason` is a code or an error's class, never its text: the text may quote the patient. */
export function keepError(tx: WriteTx, scope: Scope, row: FeedRow, reason: string, at: number): void {
  const { type, id, version, content } = row;
  tx.run(
    `INSERT INTO ${scope}_error (type, id, version, deleted, content, reason, at) VALUES ($type, $id, $version, $deleted, $content, $reason, $at)
     ON CONFLICT (type, id) DO UPDATE SET version = $version, deleted = $deleted, content = $content, reason = $reason, at = $at`,
    { type, id, version, deleted: asNumber(row), content: JSON.stringify(content ?? null), reason, at },
  );
}

export function errorRows(db: ReadDb, scope: Scope): FeedRow[] {
  return db.all<StoredRow>(`SELECT type, id, version, deleted, content FROM ${scope}_error ORDER BY type, id`).map(fromStored);
}

export function dropError(tx: WriteTx, scope: Scope, type: string, id: Id): void {
  tx.run(`DELETE FROM ${scope}_error WHERE type = $type AND id = $id`, { type, id });
}

/** Versions of another history mean nothing; the rows stay on screen until the new one has been read to its end. */
export function forgetHistory(tx: WriteTx, scope: Scope): void {
  const { complete } = position(tx, scope);
  tx.run(`UPDATE ${scope}_row SET version = 0, seen = 0`);
  tx.run(`DELETE FROM ${scope}_deferred`);
  tx.run(`DELETE FROM ${scope}_error`);
  savePosition(tx, scope, { cursor: null, complete, restarted: true });
}

/** Rows the new history did not mention. */
export function unseenRows(db: ReadDb, scope: Scope): { type: string; id: Id }[] {
  return db.all(`SELECT type, id FROM ${scope}_row WHERE seen = 0 AND deleted = 0 ORDER BY type, id`);
}

export function seenAny(db: ReadDb, scope: Scope): boolean {
  return db.get(`SELECT 1 AS found FROM ${scope}_row WHERE seen = 1 LIMIT 1`) !== undefined;
}

export function dropUnseen(tx: WriteTx, scope: Scope): void {
  tx.run(`DELETE FROM ${scope}_row WHERE seen = 0`);
}

function fromStored({ type, id, version, deleted, content }: StoredRow): FeedRow {
  return { type, id, version, deleted: deleted > 0, ...(deleted === 2 ? { left: true } : {}), content: JSON.parse(content) as unknown };
}
