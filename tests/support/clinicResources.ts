import { randomUUID } from 'node:crypto';
import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';

/** FHIR resources as docs/wire.md describes them, with only what a test cares about spelled out. */
export interface Resource {
  readonly resourceType: string;
  readonly id: Id;
  readonly [element: string]: unknown;
}

const translated = (english: string) => ({
  extension: [
    {
      url: extensions.translation,
      extension: [
        { url: 'lang', valueCode: 'en' },
        { url: 'content', valueString: english },
      ],
    },
  ],
});

export function office(name = 'Центр', hours: readonly object[] = []) {
  return {
    resourceType: 'Location',
    id: randomUUID(),
    mode: 'instance',
    name,
    _name: translated(`${name} (en)`),
    physicalType: { coding: [{ code: 'bu' }] },
    address: { text: 'Москва, ул. Вымышленная, 1', _text: translated('1 Imaginary St, Moscow') },
    hoursOfOperation: hours,
  };
}

export function room(officeId: Id, number = '214', floor = 2) {
  return {
    resourceType: 'Location',
    id: randomUUID(),
    mode: 'instance',
    name: `Кабинет ${number}`,
    _name: translated(`Room ${number}`),
    physicalType: { coding: [{ code: 'ro' }] },
    partOf: { reference: `Location/${officeId}` },
    extension: [{ url: extensions.floor, valueInteger: floor }],
  };
}

export function practitioner(family: string, given: string, patronymic: string | null = null, category: string | null = null) {
  return {
    resourceType: 'Practitioner',
    id: randomUUID(),
    name: [{ family, given: patronymic === null ? [given] : [given, patronymic] }],
    ...(category === null
      ? {}
      : {
          qualification: [
            {
              code: { coding: [{ system: systems.qualification, code: 'high', display: category, _display: translated('Top category') }] },
            },
          ],
        }),
  };
}

export function role(
  links: { practitionerId: Id; officeId: Id; roomId: Id; serviceId?: Id },
  speciality: { code: string; ru: string; en: string },
) {
  return {
    resourceType: 'PractitionerRole',
    id: randomUUID(),
    active: true,
    practitioner: { reference: `Practitioner/${links.practitionerId}` },
    specialty: [
      { coding: [{ system: systems.speciality, code: speciality.code, display: speciality.ru, _display: translated(speciality.en) }] },
    ],
    location: [{ reference: `Location/${links.officeId}` }, { reference: `Location/${links.roomId}` }],
    ...(links.serviceId === undefined ? {} : { healthcareService: [{ reference: `HealthcareService/${links.serviceId}` }] }),
  };
}

export function healthcareService(code: string) {
  return {
    resourceType: 'HealthcareService',
    id: randomUUID(),
    active: true,
    type: [{ coding: [{ system: systems.nomenclature, code }] }],
  };
}

export function service(code: string, name: string, category: { code: string; ru: string }) {
  return {
    resourceType: 'ActivityDefinition',
    id: randomUUID(),
    status: 'active',
    title: name,
    _title: translated(`${code} in English`),
    code: { coding: [{ system: systems.nomenclature, code }] },
    topic: [{ coding: [{ system: systems.serviceCategory, code: category.code, display: category.ru }] }],
  };
}

export function price(code: string, roubles: number, start: string, end?: string) {
  return {
    resourceType: 'ChargeItemDefinition',
    id: randomUUID(),
    url: `urn:test:${code}`,
    status: 'active',
    code: { coding: [{ system: systems.nomenclature, code }] },
    effectivePeriod: end === undefined ? { start } : { start, end },
    propertyGroup: [{ priceComponent: [{ type: 'base', amount: { value: roubles, currency: 'RUB' } }] }],
  };
}

export function schedule(roleId: Id) {
  return { resourceType: 'Schedule', id: randomUUID(), active: true, actor: [{ reference: `PractitionerRole/${roleId}` }] };
}

export function slot(scheduleId: Id, start: Instant, status = 'free', minutes = 20) {
  return {
    resourceType: 'Slot',
    id: randomUUID(),
    schedule: { reference: `Schedule/${scheduleId}` },
    status,
    start: toWire(start),
    end: toWire((start + minutes * 60_000) as Instant),
  };
}

export function notice(text: string, kind: 'notice' | 'urgent', sent: string, status = 'in-progress') {
  return {
    resourceType: 'Communication',
    id: randomUUID(),
    status,
    sent,
    category: [{ coding: [{ system: systems.noticeKind, code: kind }] }],
    payload: [{ contentString: text, _contentString: translated('A notice') }],
  };
}

export function patient(family: string, given: string, patronymic: string | null = null) {
  return {
    resourceType: 'Patient',
    id: randomUUID(),
    name: [{ family, given: patronymic === null ? [given] : [given, patronymic] }],
    birthDate: '1950-03-08',
    gender: 'female',
    telecom: [
      { system: 'phone', value: '+7 900 000-12-34' },
      { system: 'email', value: 'a@example.org' },
    ],
  };
}

export function appointment(of: { patientId: Id; roleId: Id; slotId: Id; start: Instant; minutes?: number }, status = 'booked') {
  return {
    resourceType: 'Appointment',
    id: randomUUID(),
    status,
    identifier: [{ system: systems.appointmentNumber, value: 'К03-0001' }],
    start: toWire(of.start),
    end: toWire((of.start + (of.minutes ?? 20) * 60_000) as Instant),
    slot: [{ reference: `Slot/${of.slotId}` }],
    participant: [
      { actor: { reference: `Patient/${of.patientId}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${of.roleId}` }, status: 'accepted' },
    ],
    extension: [{ url: extensions.price, valueMoney: { value: 3200.5, currency: 'RUB' } }],
    ...(status === 'cancelled' ? { cancelationReason: { coding: [{ system: systems.cancelReason, code: 'plans' }] } } : {}),
  };
}
