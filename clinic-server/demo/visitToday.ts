import { randomUUID } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, instant, instantAt, startOf, toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { insertResource } from '../fhir/resourceStore.ts';
import { book } from '../scheduling/book.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import type { SeededDemo } from './demoState.ts';

/** Place in the list of accounts. Not one of the first, whose visits handbooks and tests count. */
const accountWithVisitToday = 17;

const minute = 60_000;

/** Doctors of the office, the one first who has received most people today: only beside real visits is there anything to say of a wait. */
async function schedulesOf(tx: Tx, office: Id, now: Instant): Promise<readonly string[]> {
  const { rows } = await tx.query<{ schedule: string }>(
    `select c.id as schedule from resource c join resource p on p.type = 'PractitionerRole' and not p.deleted and 'PractitionerRole/' || p.id = c.content->'actor'->0->>'reference'
     where c.type = 'Schedule' and not c.deleted and p.content->'location'->0->>'reference' = $1
     order by (select count(*) from resource e where e.type = 'Encounter' and not e.deleted and e.content->'participant'->0->'individual'->>'reference' = 'PractitionerRole/' || p.id
       and fhir_low(e.content->'period'->>'start') >= $2) desc, c.id`,
    [`Location/${office}`, timestamp(startOf(dayOf(now)))],
  );
  return rows.map(({ schedule }) => schedule);
}

async function freeTime(tx: Tx, schedules: readonly string[], now: Instant): Promise<Id | null> {
  const { rows } = await tx.query<{ id: Id }>(
    `select s.id from unnest($1::text[]) with ordinality as c(id, place)
     join resource s on s.type = 'Slot' and s.content->'schedule'->>'reference' = 'Schedule/' || c.id and fhir_low(s.content->>'start') >= $2 and fhir_low(s.content->>'start') < $3
     where not s.deleted and s.content->>'status' = 'free' order by c.place, fhir_low(s.content->>'start') limit 1`,
    [schedules, timestamp(now + 15 * minute), timestamp(startOf(addDays(dayOf(now), 1)))],
  );
  return rows[0]?.id ?? null;
}

/** In the evening and on a Sunday the clinic is closed; the demo still has somebody to check in, at a time of their own. */
async function timeOfItsOwn(tx: Tx, schedule: string, now: Instant): Promise<Id> {
  const id = randomUUID();
  const soon = Math.ceil((now + 20 * minute) / (5 * minute)) * 5 * minute;
  const start = Math.min(soon, instantAt(dayOf(now), 23 * 60 + 40));
  await insertResource(tx, { resourceType: 'Slot', id, schedule: { reference: `Schedule/${schedule}` }, status: 'free', start: toWire(instant(start)), end: toWire(instant(start + 20 * minute)) }, { patient: null });
  return id;
}

/** Row S8: one account has a visit later today. Not part of the seed, which is kept for the whole day. */
export async function bookVisitToday(tx: Tx, { accounts, offices }: Pick<SeededDemo, 'accounts' | 'offices'>, now: Instant): Promise<void> {
  const { rows } = await tx.query<{ patient: Id }>('select a.patient from account a where a.login = $1', [accounts[accountWithVisitToday]?.login]);
  const schedules = await schedulesOf(tx, offices.kiosk, now);
  const [patient, first] = [rows[0]?.patient, schedules[0]];
  if (patient === undefined || first === undefined) throw new Error('the demo has nobody to check in');
  const slot = (await freeTime(tx, schedules, now)) ?? (await timeOfItsOwn(tx, first, now));
  // As of the morning: shortly before midnight the time of its own has begun.
  const paper = { number: 'Р90-9001', created: instant(now - 60 * minute), signIn: null };
  await book(postgresSlotStore(tx), { appointment: randomUUID(), slot, patient, device: randomUUID(), holdId: null, startsAt: null, paper }, { maxActiveVisits: 1000 }, startOf(dayOf(now)));
}
