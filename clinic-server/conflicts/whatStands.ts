import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';
import { milliseconds } from '../db/timestamp.ts';
import { findResource, type Stored } from '../fhir/resourceStore.ts';

async function visitStands(from: Reader, appointment: Id): Promise<object | null> {
  const row = await findResource(from, 'Appointment', appointment);
  if (row === null || row.deleted) return null;
  const { status, start, meta } = row.content as Stored<Appointment>;
  return { what: 'visit', appointment, status, ...(start === undefined ? {} : { startsAt: start }), since: Date.parse(meta.lastUpdated) };
}

/** The other version at the moment of the refusal: who has the time, or how the visit itself stands. A case names no other patient. */
export async function whatStands(from: Reader, { slot, appointment }: { readonly slot: Id | null; readonly appointment: Id | null }): Promise<object | null> {
  const own = appointment === null ? null : await visitStands(from, appointment);
  if (slot === null || own !== null) return own;
  const { rows } = await from.query<{ kind: string; device: Id | null; since: number | null }>(
    `select o.kind, o.device, ${milliseconds('r.updated_at')} as since from occupancy o left join resource r on r.type = 'Slot' and r.id = o.slot::text where o.slot = $1 and o.seat = 0`,
    [slot],
  );
  const taken = rows[0];
  const row = await findResource(from, 'Slot', slot);
  const time = row === null || row.deleted ? null : (row.content as Stored<Slot>);
  const closed = time === null || time.status === 'busy-unavailable' || time.status === 'entered-in-error';
  const what = closed ? 'closed' : taken === undefined ? (time.status === 'free' ? 'nothing' : 'visit') : taken.kind === 'appointment' ? 'visit' : taken.kind;
  return { what, slot, ...(time?.start === undefined ? {} : { startsAt: time.start }), ...(taken === undefined ? {} : { device: taken.device, since: Math.round(taken.since ?? 0) }) };
}
