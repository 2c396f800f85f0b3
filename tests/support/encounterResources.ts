import { randomUUID } from 'node:crypto';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Resource } from './clinicResources.ts';
import { english } from './resultResources.ts';

/** A visit that is over; what a test cares about is given over it. */
export function encounter(patientId: Id, appointmentId: Id, over: { readonly roleId?: Id; readonly begins?: Instant; readonly ends?: Instant; readonly [element: string]: unknown } = {}): Resource {
  const { roleId, begins, ends, ...rest } = over;
  return {
    resourceType: 'Encounter',
    id: randomUUID(),
    status: 'finished',
    class: { system: systems.actCode, code: 'AMB' },
    subject: { reference: `Patient/${patientId}` },
    appointment: [{ reference: `Appointment/${appointmentId}` }],
    ...(roleId === undefined ? {} : { participant: [{ individual: { reference: `PractitionerRole/${roleId}` } }] }),
    ...(begins === undefined ? {} : { period: { start: toWire(begins), ...(ends === undefined ? {} : { end: toWire(ends) }) } }),
    ...rest,
  };
}

export function charge(of: Resource, over: object = {}): Resource {
  return {
    resourceType: 'ChargeItem',
    id: randomUUID(),
    status: 'billed',
    code: { coding: [{ system: systems.nomenclature, code: 'B01.058.001' }], text: 'Приём врача-эндокринолога первичный', _text: english('Endocrinologist, first visit') },
    subject: of['subject'],
    context: { reference: `Encounter/${of.id}` },
    quantity: { value: 1 },
    priceOverride: { value: 3200, currency: 'RUB' },
    ...over,
  };
}

/** With a file of these bytes' hash, in `binaryId`. */
export function visitDocument(of: Resource, over: { readonly binaryId?: Id; readonly sha256?: string; readonly [element: string]: unknown } = {}): Resource & { binaryId: Id } {
  const { binaryId = randomUUID(), sha256 = 'a'.repeat(64), ...rest } = over;
  return {
    resourceType: 'DocumentReference',
    id: randomUUID(),
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: systems.loinc, code: '11488-4' }], text: 'Заключение врача', _text: english('Doctor’s conclusion') },
    subject: of['subject'],
    date: '2026-10-14T12:00:00+03:00',
    content: [{ attachment: { contentType: 'application/pdf', url: `Binary/${binaryId}`, size: 12_000, title: 'Заключение', extension: [{ url: extensions.sha256, valueString: sha256 }] } }],
    context: { encounter: [{ reference: `Encounter/${of.id}` }] },
    ...rest,
    binaryId,
  };
}
