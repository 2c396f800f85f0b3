import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface TimeRow {
  slotId: Id;
  startsAt: Instant;
  endsAt: Instant;
  /** FHIR Slot.status; `free` also for a time that is this device's to give out, which the feed calls taken. */
  status: string;
  /** 0 when the doctor's whole schedule is switched off. */
  scheduleActive: number;
  /** A booking or move of this device waits for the server's answer about this time. */
  askedFor: number;
}

/** Times of one doctor that begin in `[from, before)`, in order. */
export function listTimes(db: ReadDb, wanted: { readonly roleId: Id; readonly from: Instant; readonly before: Instant }): TimeRow[] {
  return db.all<TimeRow>(
    /* sql */ `
    SELECT slot.id AS slotId, slot.starts_at AS startsAt, slot.ends_at AS endsAt, schedule.active AS scheduleActive,
      CASE WHEN slot.status <> 'busy-unavailable' AND EXISTS (SELECT 1 FROM lease WHERE lease.slot_id = slot.id AND lease.starts_at = slot.starts_at) THEN 'free' ELSE slot.status END AS status,
      EXISTS (SELECT 1 FROM open_visit_request AS request WHERE request.slot_id = slot.id) AS askedFor
    FROM schedule JOIN slot ON slot.schedule_id = schedule.id
    WHERE schedule.role_id = $roleId AND slot.starts_at >= $from AND slot.starts_at < $before
    ORDER BY slot.starts_at, slot.id`,
    { ...wanted },
  );
}

export function lastTime(db: ReadDb, roleId: Id): Instant | null {
  const row = db.get<{ last: Instant | null }>(
    /* sql */ `SELECT max((SELECT max(slot.starts_at) FROM slot WHERE slot.schedule_id = schedule.id)) AS last
      FROM schedule WHERE schedule.role_id = $roleId`,
    { roleId },
  );
  return row?.last ?? null;
}

export function saveSchedule(tx: WriteTx, schedule: { readonly id: Id; readonly active: 0 | 1; readonly roleId: Id }): void {
  tx.run(
    /* sql */ `INSERT INTO schedule (id, active, role_id) VALUES ($id, $active, $roleId)
      ON CONFLICT (id) DO UPDATE SET active = $active, role_id = $roleId`,
    { ...schedule },
  );
}

export function removeSchedule(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM schedule WHERE id = $id', { id });
}

export interface SlotRow {
  readonly id: Id;
  readonly scheduleId: Id;
  readonly status: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

export function saveSlot(tx: WriteTx, slot: SlotRow): void {
  tx.run(
    /* sql */ `INSERT INTO slot (id, schedule_id, status, starts_at, ends_at) VALUES ($id, $scheduleId, $status, $startsAt, $endsAt)
      ON CONFLICT (id) DO UPDATE SET schedule_id = $scheduleId, status = $status, starts_at = $startsAt, ends_at = $endsAt`,
    { ...slot },
  );
}

export function removeSlot(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM slot WHERE id = $id', { id });
}
