import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';

export interface OwnTimeRow {
  readonly slotId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly family: string | null;
  readonly given: string | null;
  readonly patronymic: string | null;
  readonly specialityRu: string | null;
  readonly specialityEn: string | null;
}

export function listOwnTimes(db: ReadDb, wanted: { readonly now: Instant; readonly most: number }): OwnTimeRow[] {
  return db.all<OwnTimeRow>(
    /* sql */ `
    SELECT lease.slot_id AS slotId, lease.starts_at AS startsAt, lease.ends_at AS endsAt, person.family, person.given, person.patronymic,
      role.speciality_ru AS specialityRu, role.speciality_en AS specialityEn
    FROM lease
    LEFT JOIN slot ON slot.id = lease.slot_id
    LEFT JOIN schedule ON schedule.id = slot.schedule_id
    LEFT JOIN practitioner_role AS role ON role.id = schedule.role_id
    LEFT JOIN practitioner AS person ON person.id = role.practitioner_id
    WHERE lease.starts_at > $now ORDER BY lease.starts_at, lease.slot_id LIMIT $most`,
    { ...wanted },
  );
}

export function countOwnTimes(db: ReadDb, now: Instant): number {
  return db.get<{ total: number }>('SELECT count(*) AS total FROM lease WHERE starts_at > $now', { now })?.total ?? 0;
}

/** Visits confirmed here that the centre has not heard of yet. */
export function countGivenOut(db: ReadDb): number {
  const row = db.get<{ total: number }>(
    /* sql */ `SELECT count(*) AS total FROM visit_request AS request JOIN outbox ON outbox.command_id = request.command_id
      WHERE request.kind = 'book' AND request.lease_statement IS NOT NULL AND outbox.state IN ('queued', 'sent', 'aside')`,
  );
  return row?.total ?? 0;
}
