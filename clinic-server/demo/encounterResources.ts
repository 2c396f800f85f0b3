import type { ChargeItem, DocumentReference, Encounter } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';

export interface ReceivedVisit {
  readonly id: Id;
  readonly patientId: Id;
  readonly roleId: Id;
  readonly roomId: Id;
  readonly service: { readonly code: string; readonly ru: string; readonly en: string };
  readonly begins: Instant;
  /** Null: the doctor is receiving. */
  readonly ends: Instant | null;
}

/** Who received whom, where and when; of what the plan said nothing is in it. */
export function encounterOf(id: Id, { id: visit, patientId, roleId, roomId, service, begins, ends }: ReceivedVisit): Encounter & { id: Id } {
  return {
    resourceType: 'Encounter',
    id,
    status: ends === null ? 'in-progress' : 'finished',
    class: { system: systems.actCode, code: 'AMB', display: 'ambulatory' },
    type: [{ coding: [{ system: systems.nomenclature, code: service.code }], ...bilingual('text', service.ru, service.en) }],
    subject: { reference: `Patient/${patientId}` },
    appointment: [{ reference: `Appointment/${visit}` }],
    participant: [{ individual: { reference: `PractitionerRole/${roleId}` } }],
    period: { start: toWire(begins), ...(ends === null ? {} : { end: toWire(ends) }) },
    location: [{ location: { reference: `Location/${roomId}` } }],
  };
}

export interface Charge {
  readonly service: ReceivedVisit['service'];
  readonly quantity: number;
  /** Of the whole line. */
  readonly roubles: number;
}

export function chargeOf(id: Id, encounter: Encounter & { id: Id }, { service, quantity, roubles }: Charge): ChargeItem {
  return {
    resourceType: 'ChargeItem',
    id,
    status: 'billed',
    code: { coding: [{ system: systems.nomenclature, code: service.code }], ...bilingual('text', service.ru, service.en) },
    ...(encounter.subject ? { subject: encounter.subject } : { subject: {} }),
    context: { reference: `Encounter/${encounter.id}` },
    occurrenceDateTime: encounter.period?.end ?? '',
    quantity: { value: quantity },
    priceOverride: { value: roubles, currency: 'RUB' },
  };
}

/** The conclusion of a visit by its record only; the file's size and hash come when it is made. */
export function documentOf(documentId: Id, fileId: Id, { id, subject, period }: Encounter & { id: Id }): DocumentReference {
  return {
    resourceType: 'DocumentReference',
    id: documentId,
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: systems.loinc, code: '11488-4' }], ...bilingual('text', 'Заключение врача', 'Doctor’s conclusion') },
    ...(subject ? { subject } : {}),
    date: period?.end ?? '',
    content: [{ attachment: { contentType: 'application/pdf', language: 'ru', url: `Binary/${fileId}`, title: 'Заключение врача' } }],
    context: { encounter: [{ reference: `Encounter/${id}` }], ...(period ? { period } : {}) },
  };
}
