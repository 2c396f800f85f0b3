import type { Extension } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { fromDatabase, milliseconds, timestamp } from '../db/timestamp.ts';
import { isClosed } from '../restore/opening.ts';
import { claimsIn, guarded } from '../scheduling/claims.ts';
import { openToOf } from '../scheduling/openTo.ts';
import type { LeasedTime, SlotFacts, SlotStatus, SlotStore } from '../scheduling/slotStore.ts';

interface TimeRow {
  readonly startsAt: number;
  readonly endsAt: number;
}

interface OpenRow {
  readonly own: readonly Extension[] | null;
  readonly schedules: readonly Extension[] | null;
}

type LeasePart = 'isClosed' | 'leasesOf' | 'leasable' | 'addLease' | 'dropLease' | 'nextWord' | 'placeOf' | 'assign';

const span = `${milliseconds(`fhir_low(sl.content->>'start')`)} as "startsAt", ${milliseconds(`fhir_low(sl.content->>'end')`)} as "endsAt"`;

const openness = `sl.content->'extension' as own, sc.content->'extension' as schedules`;

const known: ReadonlySet<string> = new Set<SlotStatus>(['free', 'busy', 'busy-tentative', 'busy-unavailable']);

/** The part of a slot store that leases need, on PostgreSQL. */
export function leasesIn(tx: Tx): Pick<SlotStore, LeasePart> {
  const { show } = claimsIn(tx);
  return {
    isClosed: () => isClosed(tx),
    async leasesOf(device) {
      const { rows } = await tx.query<Omit<LeasedTime, 'startsAt' | 'endsAt' | 'status'> & TimeRow & OpenRow & { status: string | null }>(
        `select o.slot, o.device, o.lease_id as "leaseId", o.word::float8 as word, case when not sl.deleted then sl.content->>'status' end as status, ${span}, ${openness}
         from occupancy o join resource sl on sl.type = 'Slot' and sl.id = o.slot::text
           left join resource sc on sc.type = 'Schedule' and sc.id = substring(sl.content->'schedule'->>'reference' from '^Schedule/(.+)$')
         where o.kind = 'lease' and o.device = $1 order by fhir_low(sl.content->>'start'), o.slot`,
        [device],
      );
      return rows.map(({ slot, leaseId, word, status, startsAt, endsAt, own, schedules }) => ({
        ...{ slot, device, leaseId, word, startsAt: fromDatabase(startsAt), endsAt: fromDatabase(endsAt) },
        openTo: openToOf({ extension: own ?? [] }, { extension: schedules ?? [] }),
        status: known.has(status ?? '') ? (status as SlotStatus) : 'removed',
      }));
    },
    async leasable(office, now, until) {
      const { rows } = await tx.query<TimeRow & OpenRow & { id: Id }>(
        `select sl.id, ${span}, ${openness} from resource ro
           join resource sc on sc.type = 'Schedule' and not sc.deleted and sc.content->'actor' @> jsonb_build_array(jsonb_build_object('reference', 'PractitionerRole/' || ro.id))
           join resource sl on sl.type = 'Slot' and sl.content->'schedule'->>'reference' = 'Schedule/' || sc.id and fhir_low(sl.content->>'start') > $2 and fhir_low(sl.content->>'start') <= $3
         where ro.type = 'PractitionerRole' and not ro.deleted and ro.content->'location'->0->>'reference' = 'Location/' || $1
           and not sl.deleted and sl.content->>'status' = 'free' and sl.id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
           and not exists (select from occupancy o where o.slot = sl.id::uuid)
         order by fhir_low(sl.content->>'start'), sl.id collate "C"`,
        [office, timestamp(now), timestamp(until)],
      );
      return rows.map(({ id, startsAt, endsAt, own, schedules }): SlotFacts => ({
        ...{ id, startsAt: fromDatabase(startsAt), endsAt: fromDatabase(endsAt), status: 'free' },
        openTo: openToOf({ extension: own ?? [] }, { extension: schedules ?? [] }),
      }));
    },
    async addLease({ slot, device, leaseId, word }) {
      await guarded(tx.query(`insert into occupancy (slot, kind, device, lease_id, word) values ($1, 'lease', $2, $3, $4)`, [slot, device, leaseId, word]));
      await show(slot, 'busy-tentative');
    },
    async dropLease({ slot, device, leaseId }) {
      const { count } = await tx.query(`delete from occupancy where slot = $1 and kind = 'lease' and device = $2 and lease_id = $3`, [slot, device, leaseId]);
      if (count > 0) await show(slot, 'free');
      return count > 0;
    },
    async nextWord() {
      const { rows } = await tx.query<{ word: number }>('select next_word()::float8 as word');
      const word = rows[0]?.word;
      if (word === undefined) throw new Error('the server has no word to give');
      return word;
    },
    async placeOf(appointment) {
      const { rows } = await tx.query<{ slot: Id; word: number | null }>('select o.slot, o.word::float8 as word from occupancy o where o.appointment = $1', [appointment]);
      return rows[0] ?? null;
    },
    async assign(slot, to) {
      const mine = to.kind === 'lease' ? { appointment: null, device: to.device, leaseId: to.leaseId } : { appointment: to.appointment, device: null, leaseId: null };
      // A visit has one row: the time it had in the backup is not the one it has in the report.
      const { rows } = await tx.query<{ slot: Id }>('delete from occupancy where slot = $1 and seat = 0 or appointment = $2 returning slot', [slot, mine.appointment]);
      for (const freed of rows) if (freed.slot !== slot) await show(freed.slot, 'free');
      await tx.query('insert into occupancy (slot, kind, appointment, device, lease_id, word) values ($1, $2, $3, $4, $5, $6)', [slot, to.kind, mine.appointment, mine.device, mine.leaseId, to.word]);
      await show(slot, to.kind === 'lease' ? 'busy-tentative' : 'busy');
    },
  };
}
