import { overlaps, type bookRefusals } from '../../../shared/features/appointments.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import type { Holds } from './holds.ts';
import { addRequest, type WantedTime } from './requestStore.ts';
import { findSlot } from './store.ts';
import { changeableUntil, countActive, isChangeable, isExpected, listKnown, occupied, readVisit, toVisit } from './visits.ts';

export interface AppointmentsNeeds extends Pick<BackendParts, 'device'> {
  readonly holds: Holds;
  /** D3: whether this patient has taken the whole consent back, as far as this device knows. */
  readonly consentWithdrawn: (db: ReadDb, patientId: Id) => boolean;
}

type TimeRefusal = Exclude<(typeof bookRefusals)[number], 'too_many_visits' | 'consent_withdrawn'>;

export function createAppointmentsHandlers({ device, holds, consentWithdrawn }: AppointmentsNeeds): HandlersOf<'appointments'> {
  /** What can be known here before the server is asked. It has the last word, so a doubt is let through. */
  function findTime(db: ReadDb, slotId: Id, holdId: Id | null, now: Instant): WantedTime | TimeRefusal {
    const slot = findSlot(db, { slotId, now });
    if (slot === undefined) return 'not_found';
    if (slot.startsAt <= now) return 'slot_past';
    if (slot.askedFor === 1) return 'slot_taken';
    if (!holds.isOurs(slotId)) {
      if (slot.status === 'busy-unavailable' || slot.scheduleActive === 0) return 'slot_closed';
      // Held by somebody; with a hold id it may be ours from before a restart of the backend.
      const mayBeOurs = slot.status === 'busy-tentative' && holdId !== null;
      if (slot.status !== 'free' && !mayBeOurs) return 'slot_taken';
    }
    const { roleId, startsAt, endsAt, serviceCode, kopecks } = slot;
    return { slotId, roleId, startsAt, endsAt, serviceCode, kopecks };
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
      const wanted = findTime(tx, slotId, holdId, now);
      if (typeof wanted === 'string') return new Refusal(wanted);
      const visits = listKnown(tx, patientOf(context));
      if (occupied(visits).some((other) => overlaps(other, span(wanted)))) return new Refusal('patient_busy');
      if (countActive(visits, now) >= device().policy.maxActiveVisits) return new Refusal('too_many_visits');

      const number = context.nextNumber();
      addRequest(tx, { commandId, appointmentId, kind: 'book', askedAt: now, number, wanted });
      holds.consume(slotId);
      return { appointmentId, number };
    },

    'appointments.cancel': (tx, { commandId, appointmentId }, context) => {
      const { now } = context;
      const visit = listKnown(tx, patientOf(context)).find(({ id }) => id === appointmentId);
      if (visit === undefined) return new Refusal('not_found');
      if (!isChangeable(visit)) return new Refusal('not_active');
      if (now > changeableUntil(visit.startsAt, device().policy.changeableHours)) return new Refusal('too_late');

      addRequest(tx, { commandId, appointmentId, kind: 'cancel', askedAt: now, number: null, wanted: null });
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
      const wanted = findTime(tx, slotId, holdId, now);
      if (typeof wanted === 'string') return new Refusal(wanted);
      if (occupied(visits, appointmentId).some((other) => overlaps(other, span(wanted)))) return new Refusal('patient_busy');

      addRequest(tx, { commandId, appointmentId, kind: 'move', askedAt: now, number: null, wanted });
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
