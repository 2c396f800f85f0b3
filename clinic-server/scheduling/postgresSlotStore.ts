import type { Appointment, Schedule, Slot } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { fromWire, toWire } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { findResource, insertResource, readResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { appointmentResource, idOf, roleOfSlot, withRelatedPerson, withRole } from './appointmentResource.ts';
import { leasesIn } from '../leases/postgresLeases.ts';
import { waitingIn } from '../waiting/postgresWaiting.ts';
import { arrivalsIn } from './arrivals.ts';
import { claimsIn, guarded } from './claims.ts';
import { openToOf } from './openTo.ts';
import type { Hold, Lease, Occupant, SlotFacts, SlotStore, VisitStatus } from './slotStore.ts';

interface HoldRow extends Omit<Hold, 'expiresAt'> {
  readonly expiresAt: number;
}

const holdColumns = `o.slot, o.device, o.hold_id as "holdId", ${milliseconds('o.expires_at')} as "expiresAt", o.total_seconds as "totalSeconds", o.extended`;

const asHold = (row: HoldRow): Hold => ({ ...row, expiresAt: fromDatabase(row.expiresAt) });

/** `relatedPerson` (row R10): who acts for the patient; whatever they write names them beside the patient. */
export function postgresSlotStore(tx: Tx, relatedPerson: Id | null = null): SlotStore {
  // Advisory and not row locks: a time that nobody has yet has no row to lock.
  const lock = (name: string) => tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);

  const findHold = async (condition: string, value: unknown): Promise<Hold | null> => {
    const { rows } = await tx.query<HoldRow>(`select ${holdColumns} from occupancy o where o.kind = 'hold' and ${condition}`, [value]);
    return rows[0] ? asHold(rows[0]) : null;
  };

  const { show, occupy, engage, disengage, vacate } = claimsIn(tx);

  return {
    ...waitingIn(tx, relatedPerson),
    async lockDevice(device) {
      await lock(`device:${device}`);
    },
    async lockPatient(patient) {
      await lock(`patient:${patient}`);
    },
    async lockSlots(slots) {
      // One statement for all, in one order for everybody; the hashes are made first, so that the locks are taken in the order of the list.
      await tx.query(
        `select pg_advisory_xact_lock(q.hash) from (select hashtextextended('slot:' || u.slot, 0) as hash from unnest($1::text[]) with ordinality as u(slot, place) order by u.place offset 0) q`,
        [[...new Set(slots)].toSorted()],
      );
    },

    async slot(id) {
      const { rows } = await tx.query<{ content: Stored<Slot>; deleted: boolean; schedule: Stored<Schedule> | null }>(
        `select sl.content, sl.deleted, sc.content as schedule from resource sl
           left join resource sc on sc.type = 'Schedule' and sc.id = substring(sl.content->'schedule'->>'reference' from '^Schedule/(.+)$')
         where sl.type = 'Slot' and sl.id = $1`,
        [id],
      );
      const row = rows[0];
      if (!row) return null;
      if (row.deleted) return 'removed';
      const { start, end, status } = row.content;
      if (status === 'entered-in-error' || !status) return 'removed';
      return { id, startsAt: fromWire(start ?? ''), endsAt: fromWire(end ?? ''), status, openTo: openToOf(row.content, row.schedule) } satisfies SlotFacts;
    },
    async occupant(slot) {
      const { rows } = await tx.query<HoldRow & Lease & { kind: Occupant['kind']; appointment: Id; offer: Id }>(
        `select o.kind, o.appointment, o.offer, o.lease_id as "leaseId", o.word::float8 as word, ${holdColumns} from occupancy o where o.slot = $1 and o.seat = 0`,
        [slot],
      );
      const row = rows[0];
      if (!row) return null;
      if (row.kind === 'hold')
        return {
          kind: 'hold',
          slot,
          device: row.device,
          holdId: row.holdId,
          expiresAt: fromDatabase(row.expiresAt),
          totalSeconds: row.totalSeconds,
          extended: row.extended,
        };
      if (row.kind === 'offer') return { kind: 'offer', offer: row.offer };
      if (row.kind === 'lease') return { kind: 'lease', slot, device: row.device, leaseId: row.leaseId, word: row.word };
      return { kind: 'appointment', appointment: row.appointment, word: row.word };
    },
    holdOf: (device) => findHold('o.device = $1', device),
    hold: (holdId) => findHold('o.hold_id = $1', holdId),
    async expiredHolds(now, limit) {
      const { rows } = await tx.query<HoldRow>(
        `select ${holdColumns} from occupancy o where o.kind = 'hold' and o.expires_at <= $1 order by o.expires_at limit $2`,
        [timestamp(now), limit],
      );
      return rows.map(asHold);
    },
    async visit(id) {
      const row = await findResource(tx, 'Appointment', id, true);
      if (!row || row.deleted) return null;
      const { status, slot, start, end } = row.content as Stored<Appointment>;
      const slotId = idOf('Slot', slot?.[0]);
      if (!slotId || !row.patient || !start || !end) return null;
      return { id, patient: row.patient, slot: slotId, startsAt: fromWire(start), endsAt: fromWire(end), status: status as VisitStatus };
    },
    async activeVisits(patient, now) {
      const { rows } = await tx.query<{ active: number }>(
        `select count(*)::int as active from appointment_span s where s.patient = $1 and s.active and lower(s.during) > $2`,
        [patient, timestamp(now)],
      );
      return rows[0]?.active ?? 0;
    },

    async addHold(hold) {
      await guarded(
        tx.query(
          `insert into occupancy (slot, kind, device, hold_id, expires_at, total_seconds, extended) values ($1, 'hold', $2, $3, $4, $5, $6)`,
          [hold.slot, hold.device, hold.holdId, timestamp(hold.expiresAt), hold.totalSeconds, hold.extended],
        ),
      );
      await show(hold.slot, 'busy-tentative');
    },
    async changeHold(hold) {
      await tx.query(`update occupancy set expires_at = $2, extended = $3 where hold_id = $1 and kind = 'hold'`, [
        hold.holdId,
        timestamp(hold.expiresAt),
        hold.extended,
      ]);
    },
    async dropHold(hold) {
      const { count } = await tx.query(`delete from occupancy where hold_id = $1 and kind = 'hold'`, [hold.holdId]);
      if (count > 0) await show(hold.slot, 'free');
    },

    async addVisit(visit, instead, paper, { word, overlapAccepted }) {
      await occupy(visit.slot, visit.id, instead, word);
      await engage(visit, overlapAccepted);
      await insertResource(tx, withRelatedPerson(await appointmentResource(tx, visit, paper), relatedPerson), { patient: visit.patient });
      await show(visit.slot, 'busy');
    },
    async cancelVisit(visit, { reason, comment }) {
      await disengage(visit.id);
      await vacate(visit.id);
      const before = await readResource(tx, 'Appointment', visit.id);
      const cancelationReason = { coding: [{ system: systems.cancelReason, code: reason }], ...(comment ? { text: comment } : {}) };
      await updateResource(tx, { ...withRelatedPerson(before, relatedPerson), status: 'cancelled', cancelationReason });
    },
    async moveVisit(visit, to, instead, { word, overlapAccepted }) {
      // A visit has one row, so the old one goes before the new one comes; a refusal undoes both.
      await vacate(visit.id);
      await occupy(to.id, visit.id, instead, word);
      await engage({ ...to, id: visit.id, patient: visit.patient, slot: to.id }, overlapAccepted);
      // A visit that was cancelled meanwhile and stands again has no reason of its end any more.
      const { cancelationReason: _ended, ...before }: Stored<Appointment> = await readResource(tx, 'Appointment', visit.id);
      const role = await roleOfSlot(tx, to.id);
      await updateResource(tx, {
        ...withRelatedPerson(withRole(before, role), relatedPerson),
        status: visit.status,
        slot: [{ reference: `Slot/${to.id}` }],
        start: toWire(to.startsAt),
        end: toWire(to.endsAt),
      });
      await show(to.id, 'busy');
    },

    ...leasesIn(tx),
    ...arrivalsIn(tx, relatedPerson),
  };
}
