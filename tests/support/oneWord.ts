import type pg from 'pg';
import { expect } from 'vitest';

/** Visits, occupancy, spans and the shown slots say one and the same, whatever was done before. */
export async function expectOneWord(pool: pg.Pool): Promise<void> {
  const standing = `a.type = 'Appointment' and not a.deleted and a.content->>'status' not in ('cancelled', 'noshow', 'entered-in-error', 'waitlist')`;
  const { rows } = await pool.query<Record<string, number>>(`select
    (select count(*)::int from resource a left join occupancy o on o.appointment::text = a.id
      where ${standing} and a.content ? 'slot' and 'Slot/' || o.slot is distinct from a.content->'slot'->0->>'reference') as unseated,
    (select count(*)::int from occupancy o where o.kind = 'appointment' and not exists
      (select 1 from resource a where ${standing} and a.id = o.appointment::text)) as ghosts,
    (select count(*)::int from resource a left join appointment_span p on p.appointment::text = a.id
      where ${standing} and a.content ? 'start' and not coalesce(p.active and p.patient = a.patient
        and p.during = tstzrange((a.content->>'start')::timestamptz, (a.content->>'end')::timestamptz), false)) as unspanned,
    (select count(*)::int from appointment_span p where p.active and not exists
      (select 1 from resource a where ${standing} and a.id = p.appointment::text)) as lingering,
    (select count(*)::int from resource s left join occupancy o on o.slot::text = s.id
      where s.type = 'Slot' and not s.deleted and (s.content->>'status' in ('busy', 'busy-tentative')) <> (o.slot is not null)) as pictures`);
  expect(rows[0]).toEqual({ unseated: 0, ghosts: 0, unspanned: 0, lingering: 0, pictures: 0 });
}
