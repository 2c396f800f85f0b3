import type { Appointment, PractitionerRole } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, dayOf, fromWire, startOf, type Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { bulkInsert, type Stored } from '../fhir/resourceStore.ts';
import { chargeOf, encounterOf } from './encounterResources.ts';
import { realTimes } from './encounterTimes.ts';
import { createRandom } from './random.ts';
import { priceList } from './services/priceList.ts';

const services = new Map(priceList.flatMap(({ services: of }) => of.map((service) => [service.code, service] as const)));

const idOf = (type: string, references: readonly (string | undefined)[], place = 0): Id | undefined =>
  references.flatMap((reference) => (reference?.startsWith(`${type}/`) ? [reference.slice(type.length + 1)] : []))[place] as Id | undefined;

interface Began {
  readonly visit: Stored<Appointment>;
  readonly roleId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

async function expectedToday(tx: Tx, now: Instant): Promise<Began[]> {
  const { rows } = await tx.query<{ content: Stored<Appointment> }>(
    `select r.content from resource r where r.type = 'Appointment' and not r.deleted and r.content->>'status' = 'booked'
       and fhir_low(r.content->>'start') >= $1 and fhir_low(r.content->>'start') < $2 order by r.content->>'start', r.id`,
    [timestamp(startOf(dayOf(now))), timestamp(startOf(addDays(dayOf(now), 1)))],
  );
  return rows.flatMap(({ content: visit }) => {
    const roleId = idOf('PractitionerRole', visit.participant.map(({ actor }) => actor?.reference));
    return roleId === undefined || visit.start === undefined || visit.end === undefined ? [] : [{ visit, roleId, startsAt: fromWire(visit.start), endsAt: fromWire(visit.end) }];
  });
}

/** The second place of a role is its room; the first the office. */
async function roomsOf(tx: Tx): Promise<ReadonlyMap<string, Id>> {
  const { rows } = await tx.query<{ content: Stored<PractitionerRole> }>(`select r.content from resource r where r.type = 'PractitionerRole' and not r.deleted`);
  return new Map(rows.flatMap(({ content }) => {
    const room = idOf('Location', (content.location ?? []).map(({ reference }) => reference), 1);
    return room === undefined ? [] : [[content.id, room] as const];
  }));
}

/**
 * How far this day has really come when the demo starts: whoever has been received, and with each doctor at most one who is being received.
 * Not part of the seed, which is kept for the whole day. Nobody with an account has a visit today.
 */
export async function writeTodaysEncounters(tx: Tx, seed: number, now: Instant): Promise<void> {
  const random = createRandom(seed, `today ${now}`);
  const rooms = await roomsOf(tx);
  const byDoctor = new Map<Id, Began[]>();
  for (const began of await expectedToday(tx, now)) byDoctor.set(began.roleId, [...(byDoctor.get(began.roleId) ?? []), began]);
  const entries: Parameters<typeof bulkInsert>[1][number][] = [];
  const changed: { id: string; status: 'fulfilled' | 'arrived' }[] = [];
  for (const [roleId, expected] of byDoctor) {
    const roomId = rooms.get(roleId);
    if (roomId === undefined) continue;
    for (const { planned: { visit }, begins, ends } of realTimes(random, expected)) {
      const patientId = idOf('Patient', visit.participant.map(({ actor }) => actor?.reference));
      const service = services.get(visit.extension?.find(({ url }) => url === extensions.service)?.valueCoding?.code ?? '');
      if (begins > now || patientId === undefined || service === undefined) continue;
      const isOver = ends <= now;
      const encounter = encounterOf(random.id(), { id: visit.id as Id, patientId, roleId, roomId, service, begins, ends: isOver ? ends : null });
      const kept = visit.extension?.find(({ url }) => url === extensions.price)?.valueMoney?.value;
      entries.push({ resource: encounter, patient: patientId });
      if (isOver && kept !== undefined) entries.push({ resource: chargeOf(random.id(), encounter, { service, quantity: 1, roubles: kept }), patient: patientId });
      changed.push({ id: visit.id, status: isOver ? 'fulfilled' : 'arrived' });
    }
  }
  if (changed.length === 0) return;
  await tx.query(
    `insert into resource_past (type, id, version, deleted, content, patient, updated_at, held)
       select r.type, r.id, r.version, r.deleted, r.content, r.patient, r.updated_at, r.held from resource r where r.type = 'Appointment' and r.id = any($1)`,
    [changed.map(({ id }) => id)],
  );
  await tx.query(
    `update resource r set version = r.version + 1, xid = pg_current_xact_id(), seq = nextval('feed_seq'), updated_at = transaction_timestamp(),
       content = r.content || jsonb_build_object('status', c.status, 'meta', r.content->'meta' || fhir_stamp(r.version + 1))
     from unnest($1::text[], $2::text[]) as c(id, status) where r.type = 'Appointment' and r.id = c.id`,
    [changed.map(({ id }) => id), changed.map(({ status }) => status)],
  );
  await bulkInsert(tx, entries);
}
