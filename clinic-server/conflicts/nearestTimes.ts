import type { Slot } from '@medplum/fhirtypes';
import { Id } from '../../shared/lib/ids.ts';
import { fromWire, toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Reader } from '../db/pool.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';

export interface FreeTime {
  readonly slotId: Id;
  readonly startsAt: Instant;
}

const most = 6;

/** Free times of the doctor whose time this was, the nearest to it first. */
export async function nearestTimes(from: Reader, slot: Id, now: Instant): Promise<readonly FreeTime[]> {
  const row = await findResource(from, 'Slot', slot);
  // A removed time has lost its doctor; its last version still knows.
  const past = row?.deleted ? await from.query<{ content: Slot }>(`select p.content from resource_past p where p.type = 'Slot' and p.id = $1 and not p.deleted order by p.version desc limit 1`, [slot]) : null;
  const { schedule, start } = (past?.rows[0]?.content ?? row?.content ?? {}) as Partial<Stored<Slot>>;
  if (schedule?.reference === undefined || start === undefined) return [];
  const { rows } = await from.query<{ id: string; start: string }>(
    `select r.id, r.content->>'start' as start from resource r
     where r.type = 'Slot' and not r.deleted and r.content->>'status' = 'free' and fhir_low(r.content->>'start') > $3::timestamptz
       and r.content->'schedule'->>'reference' in (
         select 'Schedule/' || s.id from resource s, resource mine, jsonb_array_elements(mine.content->'actor') as actor(one)
         where mine.type = 'Schedule' and mine.id = $1 and s.type = 'Schedule' and not s.deleted and actor.one->>'reference' like 'PractitionerRole/%' and s.content->'actor' @> jsonb_build_array(jsonb_build_object('reference', actor.one->>'reference')))
       and not exists (select from occupancy o where o.slot = r.id::uuid and o.seat = 0)
     order by abs(extract(epoch from fhir_low(r.content->>'start') - fhir_low($2))), r.id limit ${most}`,
    [schedule.reference.replace(/^Schedule\//, ''), start, toWire(now)],
  );
  return rows.flatMap(({ id, start: at }) => (Id.safeParse(id).success ? [{ slotId: id, startsAt: fromWire(at) }] : []));
}
