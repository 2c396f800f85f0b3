import { contract, isChannel, type Channel, type CommandChannel } from '../../shared/contract.ts';
import { withdrawn, type EntryState } from '../../shared/features/sync.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Role } from '../../shared/rpc/procedure.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

export interface NewEntry {
  readonly commandId: Id;
  readonly channel: CommandChannel;
  readonly input: unknown;
  readonly output: unknown;
  readonly role: Role;
  readonly patientId: Id | null;
  readonly signInId: Id | null;
  readonly at: number;
}

export interface Entry {
  readonly position: number;
  readonly commandId: Id;
  readonly channel: string;
  readonly version: number;
  /** JSON as it was committed. */
  readonly input: string;
  readonly output: string;
  readonly patientId: Id | null;
  readonly signInId: Id | null;
  readonly state: EntryState;
  readonly tries: number;
  readonly refusal: string | null;
}

export interface TimedEntry extends Entry {
  readonly queuedAt: Instant;
}

const columns = /* sql */ `position, command_id AS commandId, channel, version, input, output, patient_id AS patientId,
  sign_in_id AS signInId, state, tries, refusal, queued_at AS queuedAt`;

/** Settled entries stay this long: they answer `sync.outcome`, and a server restored from a backup gets them again. */
const keptMilliseconds = 30 * 24 * 3_600_000;

export function enqueue(tx: WriteTx, { commandId, channel, input, output, role, patientId, signInId, at }: NewEntry): void {
  tx.run(
    /* sql */ `INSERT INTO outbox (command_id, channel, version, input, output, role, patient_id, sign_in_id, state, tries, queued_at)
     VALUES ($commandId, $channel, $version, $input, $output, $role, $patientId, $signInId, 'queued', 0, $at)`,
    {
      commandId, channel, role, patientId, signInId, at,
      version: contract[channel].version,
      input: JSON.stringify(input),
      output: JSON.stringify(output),
    },
  );
}

export function byCommand(db: ReadDb, commandId: Id): Entry | undefined {
  return db.get(`SELECT ${columns} FROM outbox WHERE command_id = $commandId`, { commandId });
}

/** Not yet answered by the server, in the order they were committed. `sent` ones may have had their effect: the key makes repeating safe. */
export function unanswered(db: ReadDb): TimedEntry[] {
  return db.all(`SELECT ${columns} FROM outbox WHERE state IN ('queued', 'sent') ORDER BY position`);
}

/** Unanswered ones and those set aside: what a pull must not overwrite. */
export function unsettled(db: ReadDb): Entry[] {
  return db.all(`SELECT ${columns} FROM outbox WHERE state IN ('queued', 'sent', 'aside') ORDER BY position`);
}

export function counts(db: ReadDb): { unsent: number; aside: number } {
  const row = db.get<{ unsent: number; aside: number }>(
    /* sql */ `SELECT count(*) FILTER (WHERE state IN ('queued', 'sent')) AS unsent, count(*) FILTER (WHERE state = 'aside') AS aside
     FROM outbox WHERE state IN ('queued', 'sent', 'aside')`,
  );
  return row ?? { unsent: 0, aside: 0 };
}

/** `gone`: withdrawn since the queue was read, so it must not go out any more. */
export function markSent(tx: WriteTx, position: number): 'first' | 'again' | 'gone' {
  const before = tx.get<{ everSent: 0 | 1 }>(`SELECT ever_sent AS everSent FROM outbox WHERE position = $position AND state IN ('queued', 'sent')`, { position });
  if (before === undefined) return 'gone';
  tx.run(`UPDATE outbox SET state = 'sent', ever_sent = 1 WHERE position = $position`, { position });
  return before.everSent === 1 ? 'again' : 'first';
}

/** The number an entry goes out under, the same at every try. In the commit that marks it sent: a number given twice would look like two disks. */
export function sequenceOf(tx: WriteTx, position: number): number {
  const known = tx.get<{ sequence: number | null }>('SELECT sequence FROM outbox WHERE position = $position', { position })?.sequence ?? null;
  if (known !== null) return known;
  const next = tx.get<{ value: number }>(`INSERT INTO counter (name, value) VALUES ('sequence', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`)?.value ?? 1;
  tx.run('UPDATE outbox SET sequence = $next WHERE position = $position', { next, position });
  return next;
}

/** Its first try found no connection: it surely had no effect. After a crash it would stay marked, which only keeps it from being taken back. */
export function markNotSent(tx: WriteTx, position: number): void {
  tx.run(`UPDATE outbox SET state = 'queued', ever_sent = 0 WHERE position = $position AND state = 'sent'`, { position });
}

/** Ends an entry as if it had never been made. False when it may have had its effect at the server, in this history or an earlier one. */
export function settleWithdrawn(tx: WriteTx, position: number, at: number): boolean {
  const { changes } = tx.run(
    `UPDATE outbox SET state = 'refused', refusal = $withdrawn, settled_at = $at WHERE position = $position AND state = 'queued' AND ever_sent = 0`,
    { position, withdrawn, at },
  );
  return changes === 1;
}

export interface QueuedEntry extends TimedEntry {
  readonly neverSent: 0 | 1;
}

/** What a desk is shown of its queue, oldest first. */
export function listQueue(db: ReadDb, most: number): QueuedEntry[] {
  return db.all(
    /* sql */ `SELECT ${columns}, state = 'queued' AND ever_sent = 0 AS neverSent
     FROM outbox WHERE state IN ('queued', 'sent', 'aside') ORDER BY position LIMIT $most`,
    { most },
  );
}

export function countTry(tx: WriteTx, position: number): void {
  tx.run('UPDATE outbox SET tries = tries + 1 WHERE position = $position', { position });
}

/** False when it had settled before: an answer that came twice has no second effect. */
export function settle(tx: WriteTx, position: number, state: 'applied' | 'refused' | 'aside', refusal: string | null, at: number): boolean {
  const { changes } = tx.run(
    `UPDATE outbox SET state = $state, refusal = $refusal, settled_at = $at WHERE position = $position AND state IN ('queued', 'sent')`,
    { position, state, refusal, at },
  );
  return changes === 1;
}

/** The server went back in time: what it had taken it may have forgotten. Repeats are harmless by their keys. */
export function queueAppliedAgain(tx: WriteTx): void {
  tx.run(`UPDATE outbox SET state = 'queued', tries = 0, settled_at = NULL WHERE state = 'applied'`);
}

export function forgetOld(tx: WriteTx, now: number): void {
  tx.run(`DELETE FROM outbox WHERE state IN ('applied', 'refused') AND settled_at < $before`, { before: now - keptMilliseconds });
}

export function isCommand(channel: string): channel is CommandChannel & Channel {
  return isChannel(channel) && contract[channel].kind === 'command';
}
