import type { Slot } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { sqlState, violatedConstraint, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { findResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { refuse } from './refuse.ts';
import type { Hold, SlotStatus } from './slotStore.ts';

/** A constraint is the last word on two requests that both saw a free time; its "no" becomes the refusal a patient understands. */
export async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlState(error) === '23505' && violatedConstraint(error) === 'occupancy_pkey') return refuse('slot_taken');
    if (sqlState(error) === '23P01' && violatedConstraint(error) === 'appointment_span_patient_busy') return refuse('patient_busy');
    throw error;
  }
}

export interface Span {
  readonly id: Id;
  readonly patient: Id;
  readonly slot: Id | null;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** The statements by which a visit gets and gives back its time: the same for a patient's booking and for the clinic's own plain write. */
export interface Claims {
  /** The picture of the time, in the same commit as the fact. A time the clinic has closed meanwhile stays closed. */
  show(slot: Id, status: SlotStatus): Promise<void>;
  /** Puts the visit into the slot's one row: the hold's own row where there is one, else a new one. */
  occupy(slot: Id, appointment: Id, instead: Hold | null): Promise<void>;
  /** The patient is there from then to then, and nowhere else. */
  engage(span: Span): Promise<void>;
  /** The patient is free again, and his time not yet anybody's. */
  disengage(appointment: Id): Promise<void>;
  /** The time the visit has is everybody's again. */
  vacate(appointment: Id): Promise<void>;
}

export function claimsIn(tx: Tx): Claims {
  const show = async (slot: Id, status: SlotStatus): Promise<void> => {
    const row = await findResource(tx, 'Slot', slot, true);
    if (!row || row.deleted) return;
    const content = row.content as Stored<Slot>;
    if (content.status === status || content.status === 'busy-unavailable') return;
    await updateResource(tx, { ...content, status });
  };
  return {
    show,
    async occupy(slot, appointment, instead) {
      if (instead) {
        const { count } = await tx.query(
          `update occupancy set kind = 'appointment', appointment = $2, device = null, hold_id = null, expires_at = null, total_seconds = null, extended = false where slot = $3 and hold_id = $1`,
          [instead.holdId, appointment, slot],
        );
        if (count === 1) return;
      }
      await guarded(tx.query(`insert into occupancy (slot, kind, appointment) values ($1, 'appointment', $2)`, [slot, appointment]));
    },
    async engage({ id, patient, slot, startsAt, endsAt }) {
      await guarded(
        tx.query(
          `insert into appointment_span (appointment, patient, slot, during, active) values ($1, $2, $3, tstzrange($4, $5), true)
           on conflict (appointment) do update set patient = excluded.patient, slot = excluded.slot, during = excluded.during, active = true`,
          [id, patient, slot, timestamp(startsAt), timestamp(endsAt)],
        ),
      );
    },
    async disengage(appointment) {
      await tx.query('update appointment_span set active = false where appointment = $1', [appointment]);
    },
    async vacate(appointment) {
      const { rows } = await tx.query<{ slot: Id }>('delete from occupancy o where o.appointment = $1 returning o.slot', [appointment]);
      if (rows[0]) await show(rows[0].slot, 'free');
    },
  };
}
