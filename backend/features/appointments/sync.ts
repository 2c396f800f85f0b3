import * as z from 'zod';
import { CodeableConcept, codingOf, firstIdIn, kopecksOf, Money, Reference, typedText, WireInstant } from '../../../shared/fhir/fields.ts';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { Id } from '../../../shared/lib/ids.ts';
import type { WriteTx } from '../../db/types.ts';
import { keepAgain } from '../../sync/leaseStatement.ts';
import type { SyncRules } from '../../sync/rules.ts';
import { findRequest, type VisitRequest } from './requestStore.ts';
import * as store from './store.ts';
import { groundParameters, operation, toAppointment } from './toWire.ts';

const statuses: Readonly<Record<string, store.ServerStatus>> = {
  proposed: 'proposed',
  pending: 'proposed',
  booked: 'booked',
  arrived: 'arrived',
  'checked-in': 'arrived',
  fulfilled: 'fulfilled',
  cancelled: 'cancelled',
  noshow: 'noshow',
};

const Appointment = z.object({
  id: Id,
  status: z.string(),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
  start: WireInstant.optional(),
  end: WireInstant.optional(),
  participant: z.array(z.object({ actor: Reference.optional() })),
  cancelationReason: CodeableConcept.optional(),
  extension: z.array(z.object({ url: z.string(), valueMoney: Money.optional() })).optional(),
});

/** Null for what is not a visit (yet): entered in error, or waiting without a time. */
function toRow(content: unknown): store.AppointmentRow | null {
  const { id, status, identifier, start, end, participant, cancelationReason, extension } = Appointment.parse(content);
  const known = statuses[status];
  if (known === undefined || start === undefined || end === undefined) return null;
  const actors = participant.map(({ actor }) => actor ?? {});
  const price = extension?.find(({ url }) => url === extensions.price)?.valueMoney;
  return {
    ...{ id, status: known, startsAt: start, endsAt: end },
    patientId: firstIdIn(actors, 'Patient'),
    roleId: firstIdIn(actors, 'PractitionerRole'),
    number: identifier?.find(({ system }) => system === systems.appointmentNumber)?.value ?? '',
    queueNumber: identifier?.find(({ system }) => system === systems.queueNumber)?.value ?? null,
    kopecks: price === undefined ? null : kopecksOf(price),
    cancelReason: codingOf(cancelationReason, systems.cancelReason)?.code ?? null,
  };
}

function requestOf(request: VisitRequest | undefined): VisitRequest {
  if (request === undefined) throw new Error('the request behind this entry is missing');
  return request;
}

/** The server's answer is the visit; written with the settling, so that no moment shows neither the request nor the visit. */
export function takeVisit(tx: WriteTx, body: unknown): void {
  const row = toRow(body);
  // On a kiosk the patient may have left and another may be here: a visit is kept only beside its own patient.
  if (row !== null && store.hasPatient(tx, row.patientId)) store.saveAppointment(tx, row);
}

function take(tx: WriteTx, commandId: Id, body: unknown): void {
  const slotId = findRequest(tx, commandId)?.wanted?.slotId;
  if (slotId !== undefined) store.markBusy(tx, slotId);
  takeVisit(tx, body);
}

const everyRequest = {
  touches: ({ appointmentId }: { appointmentId: Id }) => [`Appointment/${appointmentId}`],
  // Nothing of the server's is edited locally (see visits.ts), so a pull never has to wait for an entry. Waiting would even hide
  // the visit of a patient who signs in at the kiosk again.
  locks: () => [],
  applied: (tx: WriteTx, { commandId }: { commandId: Id }, body: unknown) => take(tx, commandId, body),
  // The outbox keeps the refusal, and reading a visit shows it; the server's row was never touched.
  refused: () => {},
  // Never sent: no request, no visit (requestStore.ts reads past it), and the time is anybody's again, or this device's if it was before.
  withdraw: (tx: WriteTx, { commandId }: { commandId: Id }) => {
    const lease = findRequest(tx, commandId)?.lease;
    if (lease) keepAgain(tx, lease);
    return true;
  },
};

export const appointmentsSync = {
  apply: {
    Appointment: (tx, { id, content }) => {
      const row = toRow(content);
      if (row === null) store.removeAppointment(tx, id);
      else store.saveAppointment(tx, row);
    },
  },
  remove: { Appointment: store.removeAppointment },
  push: {
    'appointments.book': {
      ...everyRequest,
      toRequest: (input, entry, db) => {
        const request = requestOf(findRequest(db, entry.commandId));
        return operation('/fhir/Appointment/$book', entry, [{ name: 'appointment', resource: toAppointment(request, entry) }, ...groundParameters(request, input.holdId)]);
      },
    },
    'appointments.cancel': {
      ...everyRequest,
      toRequest: ({ appointmentId, reason, comment }, entry, db) => {
        const said = comment === null ? null : typedText(comment);
        const ground = groundParameters(requestOf(findRequest(db, entry.commandId)), null);
        return operation(`/fhir/Appointment/${appointmentId}/$cancel`, entry, [{ name: 'reason', valueCode: reason }, ...(said === null ? [] : [{ name: 'comment', valueString: said }]), ...ground]);
      },
    },
    'appointments.move': {
      ...everyRequest,
      toRequest: ({ appointmentId, slotId, holdId }, entry, db) =>
        operation(`/fhir/Appointment/${appointmentId}/$reschedule`, entry, [
          { name: 'slot', valueReference: { reference: `Slot/${slotId}` } },
          ...groundParameters(requestOf(findRequest(db, entry.commandId)), holdId),
        ]),
    },
  },
} satisfies SyncRules<'appointments'>;
