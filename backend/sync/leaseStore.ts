import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../db/types.ts';

/** A time this device alone may give out until it begins, with the clinic's signed word on it. */
export interface Lease {
  readonly slotId: Id;
  readonly leaseId: Id;
  readonly word: number;
  readonly statement: string;
  readonly signature: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** What goes back to the server: dropped here already. */
export interface LeaseReturn {
  readonly slotId: Id;
  readonly leaseId: Id;
}

/** A booking this device stands for before a server that may have forgotten it. */
export interface Claim {
  readonly slotId: Id;
  readonly appointmentId: Id;
  readonly word: number;
  readonly statement: string | null;
  readonly signature: string | null;
}

const columns = 'slot_id AS slotId, lease_id AS leaseId, word, statement, signature, starts_at AS startsAt, ends_at AS endsAt';

export function listLeases(db: ReadDb): Lease[] {
  return db.all<Lease>(`SELECT ${columns} FROM lease ORDER BY starts_at, slot_id`);
}

/** The lease of this very hour: of a time the clinic has moved since, nothing was promised. */
export function findLease(db: ReadDb, wanted: { readonly slotId: Id; readonly startsAt: Instant }): Lease | undefined {
  return db.get<Lease>(`SELECT ${columns} FROM lease WHERE slot_id = $slotId AND starts_at = $startsAt`, { ...wanted });
}

export function saveLease(tx: WriteTx, lease: Lease): void {
  tx.run(
    /* sql */ `INSERT INTO lease (slot_id, lease_id, word, statement, signature, starts_at, ends_at)
      VALUES ($slotId, $leaseId, $word, $statement, $signature, $startsAt, $endsAt)
      ON CONFLICT (slot_id) DO UPDATE SET lease_id = $leaseId, word = $word, statement = $statement, signature = $signature, starts_at = $startsAt, ends_at = $endsAt`,
    { ...lease },
  );
}

/** True when this very lease was here. */
export function dropLease(tx: WriteTx, { slotId, leaseId }: LeaseReturn): boolean {
  return tx.run('DELETE FROM lease WHERE slot_id = $slotId AND lease_id = $leaseId', { slotId, leaseId }).changes === 1;
}

export function listReturns(db: ReadDb): LeaseReturn[] {
  return db.all<LeaseReturn>('SELECT slot_id AS slotId, lease_id AS leaseId FROM lease_return ORDER BY slot_id, lease_id');
}

export function addReturn(tx: WriteTx, { slotId, leaseId }: LeaseReturn): void {
  tx.run('INSERT INTO lease_return (slot_id, lease_id) VALUES ($slotId, $leaseId) ON CONFLICT DO NOTHING', { slotId, leaseId });
}

export function returnAcknowledged(tx: WriteTx, { slotId, leaseId }: LeaseReturn): void {
  tx.run('DELETE FROM lease_return WHERE slot_id = $slotId AND lease_id = $leaseId', { slotId, leaseId });
}

export function unsettledSlots(db: ReadDb): ReadonlySet<Id> {
  return new Set(db.all<{ slotId: Id }>('SELECT slot_id AS slotId FROM unsettled_slot').map(({ slotId }) => slotId));
}

export function listClaims(db: ReadDb, now: Instant): Claim[] {
  return db.all<Claim>(
    /* sql */ `SELECT slot_id AS slotId, appointment_id AS appointmentId, word, lease_statement AS statement, lease_signature AS signature
      FROM booking_claim WHERE starts_at > $now ORDER BY slot_id`,
    { now },
  );
}

/** The word of the server by which a booking or move of this device has its time: what it stands on should the server forget it. */
export function keepWord(tx: WriteTx, commandId: Id, word: number): void {
  tx.run('UPDATE visit_request SET word = $word WHERE command_id = $commandId', { commandId, word });
}

/** A cancellation that was done stands on the word of what it has cancelled: a server that forgot both is told that it is not a new one. */
export function keepWordOfCancelled(tx: WriteTx, commandId: Id): void {
  tx.run(
    /* sql */ `UPDATE visit_request SET word = (SELECT max(told.word) FROM visit_request AS told WHERE told.appointment_id = visit_request.appointment_id AND told.kind <> 'cancel')
      WHERE command_id = $commandId AND kind = 'cancel'`,
    { commandId },
  );
}

/** The history in which the server has not heard this device's report yet. */
export function reportDue(db: ReadDb): string | null {
  return db.get<{ epoch: string }>('SELECT epoch FROM report_due')?.epoch ?? null;
}

export function setReportDue(tx: WriteTx, epoch: string): void {
  tx.run('INSERT INTO report_due (only_row, epoch) VALUES (1, $epoch) ON CONFLICT (only_row) DO UPDATE SET epoch = $epoch', { epoch });
}

/** Only of the history it was answered in: another may have begun while the answer was on its way. */
export function reportAnswered(tx: WriteTx, epoch: string): void {
  tx.run('DELETE FROM report_due WHERE epoch = $epoch', { epoch });
}
