import type { Visit } from '../../../shared/features/appointments.ts';
import { checkInRefusals } from '../../../shared/features/checkIn.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { dayOf } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import { Refusal, type CallContext, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import { Unreachable, type ClinicAnswer, type ClinicRequest } from '../../sync/clinicApi.ts';
import { readSlipAnswer, readWait } from './answers.ts';
import { findOfficeOfRole, findRoom } from './store.ts';

export interface CheckInNeeds extends Pick<BackendParts, 'clinic' | 'device' | 'newId' | 'read'> {
  readonly readVisit: (db: ReadDb, patientId: Id, appointmentId: Id) => Visit | null;
}

const slipRefusals = ['slip_unknown', 'not_active', 'not_today', 'visit_over', 'another_office', 'slow_down'] as const;

/** S8. */
export function createCheckInHandlers({ clinic, device, newId, read, readVisit }: CheckInNeeds): HandlersOf<'checkIn'> {
  async function ask(request: ClinicRequest): Promise<ClinicAnswer | null> {
    try {
      return await clinic.send({ ...request, timeoutMs: 8_000 });
    } catch (error) {
      if (error instanceof Unreachable) return null;
      throw error;
    }
  }

  /** A doctor whose rows have not arrived is the server's to place. */
  const isHere = (db: ReadDb, { roleId }: Visit): boolean => (findOfficeOfRole(db, roleId) ?? device().officeId) === device().officeId;

  return {
    'checkIn.arrive': (tx, { appointmentId }, context) => {
      const visit = readVisit(tx, patientOf(context), appointmentId);
      if (visit === null) return new Refusal('not_found');
      // The server has the last word; here is refused what no answer of it could change.
      if (visit.status === 'fulfilled') return new Refusal('visit_over');
      if (visit.status === 'cancelled' || visit.status === 'noshow' || visit.status === 'refused') return new Refusal('not_active');
      const [today, day] = [dayOf(context.now), dayOf(visit.startsAt)];
      if (day !== today) return new Refusal(day > today ? 'not_today' : 'visit_over');
      return isHere(tx, visit) ? { appointmentId } : new Refusal('another_office');
    },

    'checkIn.one': (db, { appointmentId }, context) => {
      const patientId = patientOf(context);
      const visit = readVisit(db, patientId, appointmentId);
      return { patientId, visit, here: visit !== null && isHere(db, visit) };
    },

    'checkIn.wait': async ({ appointmentId }, context) => {
      const patientId = patientOf(context);
      const answer = await ask({ method: 'GET', path: `/fhir/Appointment/${appointmentId}/$wait`, as: 'patient' });
      if (answer === null) return new Refusal('offline');
      if (answer.status !== 200) return new Refusal(checkInRefusals.find((code) => code === answer.refusal) ?? 'try_later');
      return { patientId, wait: readWait(answer.body) };
    },

    'checkIn.bySlip': async ({ slip }) => {
      const answer = await ask({
        ...{ method: 'POST', path: '/fhir/Appointment/$check-in-by-slip', as: 'device', idempotencyKey: newId() },
        body: { resourceType: 'Parameters', parameter: [{ name: 'slip', valueString: slip }] },
      });
      if (answer === null) return new Refusal('offline');
      if (answer.status !== 200) return new Refusal(slipRefusals.find((code) => code === answer.refusal) ?? 'try_later');
      const { roomId, ...said } = readSlipAnswer(answer.body);
      const room = roomId === null ? undefined : findRoom(read, roomId);
      return { ...said, room: room === undefined ? null : { ru: room.nameRu, en: room.nameEn }, floor: room?.floor ?? null };
    },
  };
}

/** `allow` lets only patients in; anything else is a fault of ours. */
function patientOf({ actor }: CallContext): Id {
  if (actor.patientId === null) throw new Error('no patient in this session');
  return actor.patientId;
}
