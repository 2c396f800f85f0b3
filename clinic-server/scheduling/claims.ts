import type { Slot } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { sqlState, violatedConstraint, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { findResource, updateResource, type Stored } from '../fhir/resourceStore.ts';
import { refuse } from './refuse.ts';
import type { Instead, SlotStatus } from './slotStore.ts';

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

function ownRow(instead: Instead): { readonly kind: 'hold' | 'lease' | 'appointment'; readonly id: Id } {
  if ('holdId' in instead) return { kind: 'hold', id: instead.holdId };
  return 'leaseId' in instead ? { kind: 'lease', id: instead.leaseId } : { kind: 'appointment', id: instead.appointment };
}

/** The statements by which a visit gets and gives back its time: the same for a patient's booking and for the clinic's own plain write. */
export interface Claims {
  /** The picture of the time, in the same commit as the fact. A time the clinic has closed meanwhile stays closed. */
  show(slot: Id, status: SlotStatus): Promise<void>;
  /** Puts the visit into the slot's one row: the row of what it takes over where there is one, else a new one. Without a word a new one is drawn. */
  occupy(slot: Id, appointment: Id, instead: Instead | null, word?: number): Promise<void>;
  /** The patient is there from then to then, and nowhere else unless the clinic puts up with it; not said: as long as the hours stay, as before. */
  engage(span: Span, overlapAccepted?: boolean): Promise<void>;
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
    async occupy(slot, appointment, instead, word) {
      if (instead) {
        const mine = ownRow(instead);
        const { count } = await tx.query(
          `update occupancy set kind = 'appointment', appointment = $2, word = coalesce($5, next_word()), device = null, hold_id = null, lease_id = null, expires_at = null, total_seconds = null, extended = false
           where slot = $3 and seat = 0 and case $4 when 'hold' then hold_id = $1 when 'lease' then lease_id = $1 else appointment = $1 end`,
          [mine.id, appointment, slot, mine.kind, word ?? null],
        );
        if (count === 1) return;
      }
      await guarded(tx.query(`insert into occupancy (slot, kind, appointment, word) values ($1, 'appointment', $2, coalesce($3, next_word()))`, [slot, appointment, word ?? null]));
    },
    async engage({ id, patient, slot, startsAt, endsAt }, overlapAccepted) {
      // The constraint leaves out what is accepted, or a lease-backed visit could not be put beside it; nobody else comes beside that one.
      if (overlapAccepted !== true) {
        const { count } = await tx.query(
          `select from appointment_span s where s.patient = $2 and s.active and s.overlap_accepted and s.appointment <> $1 and s.during && tstzrange($3, $4)
             and not exists (select from appointment_span own where own.appointment = $1 and own.patient = $2 and own.during = tstzrange($3, $4)) limit 1`,
          [id, patient, timestamp(startsAt), timestamp(endsAt)],
        );
        if (count > 0) return refuse('patient_busy');
      }
      await guarded(
        tx.query(
          `insert into appointment_span as s (appointment, patient, slot, during, active, overlap_accepted) values ($1, $2, $3, tstzrange($4, $5), true, coalesce($6, false))
           on conflict (appointment) do update set patient = excluded.patient, slot = excluded.slot, during = excluded.during, active = true,
             overlap_accepted = coalesce($6, s.overlap_accepted and s.during = excluded.during)`,
          [id, patient, slot, timestamp(startsAt), timestamp(endsAt), overlapAccepted ?? null],
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
