import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { beforeAll, expect, test } from 'vitest';
import { writeFhirDefinitions } from '../../../scripts/fhirDefinitions.mjs';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import { addDays, dayOf, instantAt } from '../../../shared/lib/moscow.ts';
import { healthcareService, office, patient, practitioner, price, role, room, schedule, slot } from '../../support/clinicResources.ts';
import { featuresOffline, monday } from '../../support/features.ts';

const start = instantAt(addDays(dayOf(monday), 1), 860);
const anna = patient('Кузнецова', 'Анна', 'Петровна');

beforeAll(() => {
  const { target } = writeFhirDefinitions();
  indexStructureDefinitionBundle(JSON.parse(readFileSync(target, 'utf8')));
});

async function booked(holdId: string | null) {
  const kiosk = featuresOffline();
  const place = office();
  const cabinet = room(place.id);
  const person = practitioner('Смирнова', 'Елена');
  const service = healthcareService('B01.058.001');
  const job = role(
    { practitionerId: person.id, officeId: place.id, roomId: cabinet.id, serviceId: service.id },
    { code: 'endo', ru: 'Эндокринолог', en: 'Endocrinologist' },
  );
  const plan = schedule(job.id);
  const free = slot(plan.id, start);
  kiosk.put(place, cabinet, person, service, job, plan, free, price('B01.058.001', 3200.5, '2026-01-01'));
  kiosk.signIn(anna);
  const input = { commandId: randomUUID(), appointmentId: randomUUID(), slotId: free.id, holdId };
  await kiosk.call('appointments.book', input);
  return { kiosk, input, job, free };
}

interface Body {
  readonly resourceType: string;
  readonly parameter: readonly { readonly name: string; readonly resource?: never }[];
}

test('A4 a booking goes out as a valid R4 Appointment under the sign-in it was made in, also when the patient has left', async () => {
  const holdId = randomUUID();
  const { kiosk, input, job, free } = await booked(holdId);
  await kiosk.leave();
  // The schedule may have moved on as well: what was promised is sent.
  kiosk.remove(free);
  const { request } = kiosk.requestOf(input.commandId);
  expect(request).toMatchObject({ method: 'POST', path: '/fhir/Appointment/$book', as: 'device', idempotencyKey: input.commandId });
  const signInId = kiosk.db.read.get<{ id: string }>('SELECT sign_in_id AS id FROM outbox')?.id;
  expect(request.signInId).toBe(signInId);
  const body = request.body as Body;
  expect(body.parameter[1]).toEqual({ name: 'holdId', valueUuid: `urn:uuid:${holdId}` });
  expect(body.parameter[0]?.resource).toEqual({
    resourceType: 'Appointment',
    id: input.appointmentId,
    extension: [
      { url: extensions.service, valueCoding: { system: systems.nomenclature, code: 'B01.058.001' } },
      { url: extensions.price, valueMoney: { value: 3200.5, currency: 'RUB' } },
      { url: extensions.signIn, valueString: signInId },
    ],
    identifier: [{ system: systems.appointmentNumber, value: 'К03-0001' }],
    status: 'booked',
    start: '2026-11-24T14:20:00+03:00',
    end: '2026-11-24T14:40:00+03:00',
    slot: [{ reference: `Slot/${free.id}` }],
    created: '2026-11-23T09:00:00+03:00',
    participant: [
      { actor: { reference: `Patient/${anna.id}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${job.id}` }, status: 'accepted' },
    ],
  });
  const appointment = body.parameter[0]?.resource;
  if (appointment === undefined) throw new Error('no appointment');
  expect(validateResource(appointment).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('A4 cancellation and move go out as the operations of the wire', async () => {
  const { kiosk, input, free } = await booked(null);
  const { appointmentId } = input;
  const other = slot(free.schedule.reference.slice('Schedule/'.length), instantAt(addDays(dayOf(monday), 2), 600));
  kiosk.put(other);
  const move = { commandId: randomUUID(), appointmentId, slotId: other.id, holdId: null };
  const cancel = { commandId: randomUUID(), appointmentId, reason: 'other' as const, comment: '  уезжаю ' };
  await kiosk.call('appointments.move', move);
  await kiosk.call('appointments.cancel', cancel);
  expect(kiosk.requestOf(move.commandId).request).toMatchObject({
    path: `/fhir/Appointment/${appointmentId}/$reschedule`,
    body: { resourceType: 'Parameters', parameter: [{ name: 'slot', valueReference: { reference: `Slot/${other.id}` } }] },
  });
  expect(kiosk.requestOf(cancel.commandId).request).toMatchObject({
    path: `/fhir/Appointment/${appointmentId}/$cancel`,
    body: {
      resourceType: 'Parameters',
      parameter: [
        { name: 'reason', valueCode: 'other' },
        { name: 'comment', valueString: 'уезжаю' },
      ],
    },
  });
  expect((kiosk.requestOf(input.commandId).request.body as Body).parameter).toHaveLength(1);
});
