import type { Appointment, PractitionerRole } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { MoscowDay } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { findResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { idOf, withRelatedPerson } from './appointmentResource.ts';
import { queueNumberText } from './checkIn.ts';
import type { SlotStore } from './slotStore.ts';

/** `location` of a role is office, then room. */
export interface Place {
  readonly office: Id | null;
  readonly room: Id | null;
}

export function roleIn(appointment: Appointment): Id | null {
  for (const { actor } of appointment.participant ?? []) {
    const role = idOf('PractitionerRole', actor);
    if (role !== null) return role;
  }
  return null;
}

/** Where a doctor receives. Asked of the visit's own doctor and not of the time's: the clinic may have put another one in. */
export async function placeOfRole(from: Reader, role: Id | null): Promise<Place> {
  const row = role === null ? null : await findResource(from, 'PractitionerRole', role);
  const [office, room] = row && !row.deleted ? ((row.content as Stored<PractitionerRole>).location ?? []) : [];
  return { office: idOf('Location', office), room: idOf('Location', room) };
}

async function given(tx: Tx, appointment: Id, office: Id, day: MoscowDay): Promise<number | null> {
  const { rows } = await tx.query<{ number: number }>('select c.number from check_in c where c.appointment = $1 and c.office = $2 and c.day = $3', [appointment, office, day]);
  return rows[0]?.number ?? null;
}

export function arrivalsIn(tx: Tx, relatedPerson: Id | null): Pick<SlotStore, 'officeOf' | 'queueNumber' | 'arrive'> {
  return {
    async officeOf(visit) {
      const appointment = await readResource(tx, 'Appointment', visit.id);
      return (await placeOfRole(tx, roleIn(appointment))).office;
    },
    async queueNumber(visit, office, day) {
      const number = await given(tx, visit.id, office, day);
      return number === null ? null : queueNumberText(number);
    },
    async arrive(visit, { office, day, device, at }) {
      let number = await given(tx, visit.id, office, day);
      if (number === null) {
        // The counter's row is locked until the commit: of two who come at once the second waits and gets the next number, and a
        // check-in that is undone gives its number back.
        const { rows } = await tx.query<{ last: number }>(
          'insert into queue_counter as q (office, day, last) values ($1, $2, 1) on conflict (office, day) do update set last = q.last + 1 returning last',
          [office, day],
        );
        number = rows[0]?.last ?? 0;
        await tx.query('insert into check_in (appointment, office, day, number, arrived_at, device) values ($1, $2, $3, $4, $5, $6)', [visit.id, office, day, number, timestamp(at), device]);
      }
      const value = queueNumberText(number);
      const before = await readResource(tx, 'Appointment', visit.id);
      const identifier = [...(before.identifier ?? []).filter(({ system }) => system !== systems.queueNumber), { system: systems.queueNumber, value }];
      await updateResource(tx, { ...withRelatedPerson(before, relatedPerson), status: 'arrived', identifier });
      return value;
    },
  };
}
