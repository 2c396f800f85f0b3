import { overlaps, type bookRefusals } from '../../../shared/features/appointments.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { dropLease, findLease, type Lease } from '../../sync/leaseStore.ts';
import type { Holds } from './holds.ts';
import { addRequest, type WantedTime } from './requestStore.ts';
import { findSlot } from './store.ts';
import { changeableUntil, countActive, isChangeable, isExpected, listKnown, occupied, readVisit, toVisit } from './visits.ts';

export interface AppointmentsNeeds extends Pick<BackendParts, 'device'> {
  readonly holds: Holds;
  /** D3: whether this patient has taken the whole consent back, as far as this device knows. */
  readonly consentWithdrawn: (db: ReadDb, patientId: Id) => boolean;
}

type TimeRefusal = Exclude<(typeof bookRefusals)[number], 'too_many_visits' | 'consent_withdrawn' | 'not_for_this_place'>;

export function createAppointmentsHandlers({ device, holds, consentWithdrawn }: AppointmentsNeeds): HandlersOf<'appointments'> {
  /** What can be known here before the server is asked. It has the last word, so a doubt is let through. */
  function findTime(db: ReadDb, slotId: Id, holdId: Id | null, now: Instant): { readonly wanted: WantedTime; readonly lease: Lease | null } | TimeRefusal {
    const slot = findSlot(db, { slotId, now });
    if (slot === undefined) return 'not_found';
    if (slot.startsAt <= now) return 'slot_past';
    if (slot.askedFor === 1) return 'slot_taken';
    const isClosed = slot.status === 'busy-unavailable' || slot.scheduleActive === 0;
    // What is this device's alone to give out needs no hold and no line, and whatever else its row says is older than the lease.
    const lease = isClosed ? null : (findLease(db, slot) ?? null);
    if (lease === null && !holds.isOurs(slotId)) {
      if (isClosed) return 'slot_closed';
      // Held by somebody; with a hold id it may be ours from before a restart of the backend.
      const mayBeOurs = slot.status === 'busy-tentative' && holdId !== null;
      if (slot.status !== 'free' && !mayBeOurs) return 'slot_taken';
    }
    const { roleId, startsAt, endsAt, serviceCode, kopecks } = slot;
    return { wanted: { slotId, roleId, startsAt, endsAt, serviceCode, kopecks }, lease };
  }

  return {
    'appointments.hold': (input) => holds.ask(input),
    'appointments.extendHold': ({ holdId }) => holds.extend(holdId),
    'appointments.releaseHold': async ({ holdId }) => {
      await holds.giveBack(holdId);
      return {};
    },
    'appointments.currentHold': (_db, _input, { now }) => ({ hold: holds.current(now) }),

    'appointments.mine': (db, _input, context) => {
      const patientId = patientOf(context);
      const { changeableHours } = device().policy;
      const known = listKnown(db, patientId);
      // Whoever has checked in still waits when the planned end is over: the doctor is late, and the visit is ahead.
      const isWaiting = (visit: (typeof known)[number]) => visit.status === 'arrived' && dayOf(visit.startsAt) === dayOf(context.now);
      const coming = known.filter((visit) => isWaiting(visit) || (visit.endsAt > context.now && (isExpected(visit) || visit.status === 'refused')));
      // A refused booking never was a visit: once its time is over there is nothing to remember.
      const past = known.filter((visit) => !coming.includes(visit) && visit.status !== 'refused');
      return {
        patientId,
        upcoming: coming.map((visit) => toVisit(db, visit, changeableHours)),
        past: past.toReversed().map((visit) => toVisit(db, visit, changeableHours)),
      };
    },

    'appointments.one': (db, { appointmentId }, context) => {
      const patientId = patientOf(context);
      return { patientId, visit: readVisit(db, patientId, appointmentId, device().policy.changeableHours) };
    },

    'appointments.book': (tx, { commandId, appointmentId, slotId, holdId }, context) => {
      const { now } = context;
      if (consentWithdrawn(tx, patientOf(context))) return new Refusal('consent_withdrawn');
      const found = findTime(tx, slotId, holdId, now);
      if (typeof found === 'string') return new Refusal(found);
      const { wanted, lease } = found;
      const visits = listKnown(tx, patientOf(context));
      if (occupied(visits).some((other) => overlaps(other, span(wanted)))) return new Refusal('patient_busy');
      if (countActive(visits, now) >= device().policy.maxActiveVisits) return new Refusal('too_many_visits');

      const number = context.nextNumber();
      // With its lease it is confirmed here and now. The lease ends in this very commit: a second booking on it would be promised the same time.
      addRequest(tx, { commandId, appointmentId, kind: 'book', askedAt: now, number, wanted, lease, word: lease?.word ?? null });
      if (lease !== null) dropLease(tx, lease);
      holds.consume(slotId);
      return { appointmentId, number, confirmed: lease !== null };
    },

    'appointments.cancel': (tx, { commandId, appointmentId }, context) => {
      const { now } = context;
      const visit = listKnown(tx, patientOf(context)).find(({ id }) => id === appointmentId);
      if (visit === undefined) return new Refusal('not_found');
      if (!isChangeable(visit)) return new Refusal('not_active');
      if (now > changeableUntil(visit.startsAt, device().policy.changeableHours)) return new Refusal('too_late');

      addRequest(tx, { commandId, appointmentId, kind: 'cancel', askedAt: now, number: null, wanted: null, lease: null, word: null });
      return { appointmentId };
    },

    'appointments.move': (tx, { commandId, appointmentId, slotId, holdId }, context) => {
      const { now } = context;
      if (consentWithdrawn(tx, patientOf(context))) return new Refusal('consent_withdrawn');
      const visits = listKnown(tx, patientOf(context));
      const visit = visits.find(({ id }) => id === appointmentId);
      if (visit === undefined) return new Refusal('not_found');
      if (!isChangeable(visit)) return new Refusal('not_active');
      if (now > changeableUntil(visit.startsAt, device().policy.changeableHours)) return new Refusal('too_late');
      const found = findTime(tx, slotId, holdId, now);
      if (typeof found === 'string') return new Refusal(found);
      const { wanted, lease } = found;
      if (occupied(visits, appointmentId).some((other) => overlaps(other, span(wanted)))) return new Refusal('patient_busy');

      // The new time is sure with its lease, but whether the visit may still be moved only the server knows: nothing is promised yet.
      addRequest(tx, { commandId, appointmentId, kind: 'move', askedAt: now, number: null, wanted, lease, word: null });
      if (lease !== null) dropLease(tx, lease);
      holds.consume(slotId);
      return { appointmentId };
    },
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}

function span({ startsAt, endsAt }: WantedTime): { startsAt: number; durationMinutes: number } {
  return { startsAt, durationMinutes: Math.round((endsAt - startsAt) / 60_000) };
}
