import type pg from 'pg';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { fromDatabase, milliseconds } from '../../clinic-server/db/timestamp.ts';
import { postgresSlotStore } from '../../clinic-server/scheduling/postgresSlotStore.ts';
import type { Hold, Occupant } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { systems } from '../../shared/fhir/names.ts';
import { fromWire } from '../../shared/lib/moscow.ts';
import { describeOccupant, type SlotClinic } from './memorySlotStore.ts';

interface Row extends Omit<Hold, 'expiresAt'> {
  readonly kind: Occupant['kind'];
  readonly appointment: Id;
  readonly leaseId: Id;
  readonly word: number;
  readonly expiresAt: number;
}

const occupantOf = (row: Row): Occupant =>
  row.kind === 'hold'
    ? { ...row, kind: 'hold', expiresAt: fromDatabase(row.expiresAt) }
    : row.kind === 'offer'
      ? { kind: 'offer', offer: row.slot }
      : row.kind === 'lease'
      ? { kind: 'lease', slot: row.slot, device: row.device, leaseId: row.leaseId, word: row.word }
      : { kind: 'appointment', appointment: row.appointment, word: row.word };

/** The real store over a test's database, seen through the same door as the simulator's. Pictures show the given slots only. */
export function createPostgresSlotClinic(pool: pg.Pool, slots: readonly Id[]): SlotClinic {
  return {
    transaction: (work) => inTransaction(pool, (tx) => work(postgresSlotStore(tx))),
    async picture() {
      const shown = await pool.query<{ content: Slot }>(`select content from resource where type = 'Slot' and id = any($1)`, [slots]);
      const taken = await pool.query<Row>(
        `select o.slot, o.kind, o.device, o.hold_id as "holdId", o.appointment, o.lease_id as "leaseId", o.word::float8 as word, ${milliseconds('o.expires_at')} as "expiresAt", o.extended from occupancy o where o.slot::text = any($1)`,
        [slots],
      );
      const visits = await pool.query<{ content: Appointment }>(
        `select content from resource where type = 'Appointment' and substr(content->'slot'->0->>'reference', 6) = any($1)`,
        [slots],
      );
      const offers = await pool.query<{ slot: Id; entry: Id; state: string; until: number }>(
        `select o.slot, o.entry, o.state, ${milliseconds('o.until')} as until from waiting_offer o where o.slot::text = any($1)`,
        [slots],
      );
      const trace = await pool.query<{ slot: Id; at: number; step: string; reason: string | null; entry: Id | null }>(
        `select t.slot, ${milliseconds('t.at')} as at, t.step, t.reason, t.entry from waiting_trace t where t.slot::text = any($1) order by t.seq`,
        [slots],
      );
      return {
        offers: Object.fromEntries(offers.rows.map(({ slot, entry, state, until }) => [`${slot} ${entry}`, `${state} until ${Math.round(until)}`])),
        trace: trace.rows.map(({ slot, at, step, reason, entry }) => [slot, Math.round(at), step, reason ?? '', entry ?? ''].join(' ')),
        slots: Object.fromEntries(shown.rows.map(({ content }) => [content.id, content.status])),
        occupants: Object.fromEntries(taken.rows.map((row) => [row.slot, describeOccupant(occupantOf(row))])),
        visits: Object.fromEntries(
          visits.rows.map(({ content }) => [
            content.id,
            `${content.status} ${content.slot?.[0]?.reference?.slice(5) ?? ''} ${fromWire(content.start ?? '')}`,
          ]),
        ),
        queue: Object.fromEntries(visits.rows.flatMap(({ content }) => (content.identifier ?? []).filter(({ system }) => system === systems.queueNumber).map(({ value }) => [content.id, value]))),
      };
    },
  };
}
