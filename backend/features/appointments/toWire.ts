import * as z from 'zod';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { toWire } from '../../../shared/lib/moscow.ts';
import type { ClinicRequest } from '../../sync/clinicApi.ts';
import type { EntryContext } from '../../sync/rules.ts';
import type { VisitRequest } from './requestStore.ts';

/** An entry goes as the device, under the sign-in it was made in: it must arrive also when the patient has long left. */
export function operation(path: string, entry: EntryContext, parameter: readonly object[]): ClinicRequest {
  return {
    ...{ method: 'POST', path, as: 'device', idempotencyKey: entry.commandId },
    ...(entry.signInId === null ? {} : { signInId: entry.signInId }),
    body: { resourceType: 'Parameters', parameter },
  };
}

/**
 * By what it is to have its time: the lease it was made on; the word of the server that gave it once and may have forgotten since; or the
 * hold the patient had. A lease needs no hold, and the one beside it was of this device alone.
 */
export function groundParameters({ lease, word }: VisitRequest, holdId: Id | null): object[] {
  if (lease !== null) {
    const part = [{ name: 'lease', valueString: lease.statement }, { name: 'signature', valueString: lease.signature }];
    return [{ name: 'lease', part }];
  }
  return [...(holdId === null ? [] : [{ name: 'holdId', valueUuid: `urn:uuid:${holdId}` }]), ...(word === null ? [] : [{ name: 'word', valueString: String(word) }])];
}

/** The Appointment a booking asks for. Throws when the request is not a whole booking; the entry is then set aside. */
export function toAppointment(request: VisitRequest, entry: EntryContext): object {
  const { wanted, number, appointmentId, askedAt } = request;
  const patientId = z.string().parse(entry.patientId);
  if (wanted === null || number === null) throw new Error('not a whole booking');
  return {
    resourceType: 'Appointment',
    id: appointmentId,
    extension: [
      ...(wanted.serviceCode === null
        ? []
        : [{ url: extensions.service, valueCoding: { system: systems.nomenclature, code: wanted.serviceCode } }]),
      ...(wanted.kopecks === null ? [] : [{ url: extensions.price, valueMoney: { value: wanted.kopecks / 100, currency: 'RUB' } }]),
      ...(entry.signInId === null ? [] : [{ url: extensions.signIn, valueString: entry.signInId }]),
    ],
    identifier: [{ system: systems.appointmentNumber, value: number }],
    status: 'booked',
    start: toWire(wanted.startsAt),
    end: toWire(wanted.endsAt),
    slot: [{ reference: `Slot/${wanted.slotId}` }],
    created: toWire(askedAt),
    participant: [
      { actor: { reference: `Patient/${patientId}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${wanted.roleId}` }, status: 'accepted' },
    ],
  };
}
