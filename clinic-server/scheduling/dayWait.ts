import type { Appointment, Encounter } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, fromWire, startOf, toWire, type Instant } from '../../shared/lib/moscow.ts';
import { waitEstimate, type DayVisit, type Wait } from '../../shared/lib/waitEstimate.ts';
import type { Reader } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import type { Stored } from '../fhir/resourceStore.ts';
import { roleIn } from './arrivals.ts';

export interface VisitWait {
  /** `inside`: the doctor has begun with this patient. */
  readonly state: 'waiting' | 'inside' | 'over';
  /** Null: nothing can be said. */
  readonly wait: Wait | null;
}

interface Row {
  readonly visit: Stored<Appointment>;
  readonly encounter: Encounter | null;
  readonly arrivedAt: number | null;
}

/** Everybody who is expected at one doctor on one day, with what has become of their visits so far. */
async function dayOfDoctor(from: Reader, role: Id, now: Instant): Promise<readonly Row[]> {
  const day = dayOf(now);
  const { rows } = await from.query<Row>(
    `select r.content as visit, e.content as encounter, ${milliseconds('c.arrived_at')} as "arrivedAt"
     from resource r
     left join check_in c on c.appointment::text = r.id and c.day = $4
     left join lateral (
       select n.content from resource n where n.type = 'Encounter' and not n.deleted and n.content->'appointment'->0->>'reference' = 'Appointment/' || r.id
         and n.content->>'status' in ('in-progress', 'finished')
       order by n.content->'period'->>'start' desc limit 1
     ) e on true
     where r.type = 'Appointment' and not r.deleted and r.content->>'status' in ('proposed', 'pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
       and fhir_low(r.content->>'start') >= $1 and fhir_low(r.content->>'start') < $2
       and r.content->'participant' @> $3::jsonb`,
    [toWire(startOf(day)), toWire(startOf(addDays(day, 1))), JSON.stringify([{ actor: { reference: `PractitionerRole/${role}` } }]), day],
  );
  return rows;
}

/** Null for a visit that is over and of which nobody has written when: it says nothing of the doctor's pace, and nobody waits behind it. */
function toDayVisit({ visit, encounter, arrivedAt }: Row, now: Instant): DayVisit | null {
  if (!visit.start || !visit.end) return null;
  const [startsAt, endsAt] = [fromWire(visit.start), fromWire(visit.end)];
  const began = encounter?.period?.start ? fromWire(encounter.period.start) : null;
  const beganAt = began !== null && began <= now ? began : null;
  const ended = beganAt !== null && encounter?.status === 'finished' && encounter.period?.end ? fromWire(encounter.period.end) : null;
  if (beganAt === null && visit.status === 'fulfilled') return null;
  if (ended === null && visit.status === 'fulfilled') return null;
  // The reception may write that somebody is there; it does not say since when.
  const there = visit.status === 'arrived' || visit.status === 'checked-in' ? (Math.min(now, startsAt) as Instant) : null;
  return { id: visit.id, startsAt, endsAt, arrivedAt: arrivedAt === null ? there : fromDatabase(arrivedAt), beganAt, endedAt: ended };
}

export async function waitOf(from: Reader, visit: Stored<Appointment>, now: Instant): Promise<VisitWait> {
  const role = roleIn(visit);
  const day = (role === null ? [] : await dayOfDoctor(from, role, now)).flatMap((row) => toDayVisit(row, now) ?? []);
  const mine = day.find(({ id }) => id === visit.id);
  if (mine?.endedAt != null) return { state: 'over', wait: null };
  if (mine?.beganAt != null) return { state: 'inside', wait: null };
  return { state: 'waiting', wait: waitEstimate(day, visit.id, now) };
}
