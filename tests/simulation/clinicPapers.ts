import { extensions, systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Database } from './clinicDatabase.ts';

/** A doctor of the world, with the one room and the one list of times. */
export interface Doctor {
  readonly roleId: Id;
  readonly practitionerId: Id;
  readonly scheduleId: Id;
}

export interface Person {
  readonly id: Id;
  readonly login: string;
}

/** What never changes while the world runs. */
export interface Setting {
  readonly office: Id;
  readonly room: Id;
  readonly doctors: readonly Doctor[];
  readonly people: readonly Person[];
  /** Index of the doctor whose time it is. */
  readonly doctorOf: (slot: Id) => number;
}

type Resource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/** The resource as docs/wire.md describes it, from the facts as they are now; null when there is no such thing. */
export function resourceOf(name: string, database: Database, setting: Setting): Resource | null {
  const [type = '', id = ''] = name.split('/');
  const content = type === 'Slot' ? slot(id, database, setting) : type === 'Appointment' ? appointment(id, database, setting) : standing(type, id, setting);
  return content && { ...content, id, meta: { versionId: String(database.version(name)) } };
}

function slot(id: Id, database: Database, { doctors, doctorOf }: Setting): Resource | null {
  const facts = database.tables().slots.get(id);
  if (!facts) return null;
  return {
    ...{ resourceType: 'Slot', schedule: { reference: `Schedule/${doctors[doctorOf(id)]?.scheduleId ?? ''}` }, status: facts.status },
    ...{ start: toWire(facts.startsAt), end: toWire(facts.endsAt) },
  };
}

function appointment(id: Id, database: Database, { doctors, doctorOf }: Setting): Resource | null {
  const { visits, papers, cancelled, queue } = database.tables();
  const visit = visits.get(id);
  if (!visit) return null;
  const paper = papers.get(id);
  const [number, reason] = [queue.get(id), cancelled.get(id)?.reason];
  return {
    ...{ resourceType: 'Appointment', status: visit.status, slot: [{ reference: `Slot/${visit.slot}` }], start: toWire(visit.startsAt), end: toWire(visit.endsAt) },
    identifier: [
      ...(paper?.number ? [{ system: systems.appointmentNumber, value: paper.number }] : []),
      ...(number === undefined ? [] : [{ system: systems.queueNumber, value: number }]),
    ],
    created: toWire(paper?.created ?? (0 as Instant)),
    participant: [
      { actor: { reference: `Patient/${visit.patient}` }, status: 'accepted' },
      { actor: { reference: `PractitionerRole/${doctors[doctorOf(visit.slot)]?.roleId ?? ''}` }, status: 'accepted' },
    ],
    ...(reason === undefined ? {} : { cancelationReason: { coding: [{ system: systems.cancelReason, code: reason }] } }),
  };
}

function standing(type: string, id: Id, { office, room, doctors, people }: Setting): Resource | null {
  const doctor = doctors.find(({ roleId, practitionerId, scheduleId }) => [roleId, practitionerId, scheduleId].includes(id));
  switch (type) {
    case 'Location':
      return id === office
        ? { resourceType: type, name: 'Корпус', physicalType: { coding: [{ code: 'bu' }] } }
        : { resourceType: type, name: 'Кабинет 1', physicalType: { coding: [{ code: 'ro' }] }, partOf: { reference: `Location/${office}` }, extension: [{ url: extensions.floor, valueInteger: 1 }] };
    case 'Practitioner':
      return { resourceType: type, name: [{ family: 'Врачева', given: ['Вера'] }] };
    case 'PractitionerRole':
      return {
        ...{ resourceType: type, active: true, practitioner: { reference: `Practitioner/${doctor?.practitionerId ?? ''}` } },
        specialty: [{ coding: [{ system: systems.speciality, code: 'endo', display: 'Эндокринолог' }] }],
        location: [{ reference: `Location/${office}` }, { reference: `Location/${room}` }],
      };
    case 'Schedule':
      return { resourceType: type, active: true, actor: [{ reference: `PractitionerRole/${doctor?.roleId ?? ''}` }] };
    case 'Patient': {
      const index = people.findIndex((person) => person.id === id);
      return index < 0 ? null : { resourceType: type, name: [{ family: `Пациентова${index}`, given: ['Анна'] }], birthDate: '1950-03-08' };
    }
    default:
      return null;
  }
}

/** The visit as it is answered: with the word by which it has its time, which the feed does not tell. */
export function withWord(resource: Resource | null, word: number | null | undefined): Resource | null {
  return resource === null || word == null ? resource : { ...resource, extension: [{ url: extensions.word, valueString: String(word) }] };
}

/** What this resource may have looked like a version before. A history that is not in the order of commits hands such rows out late. */
export function olderOf(resource: Resource): Resource | null {
  const version = Number((resource['meta'] as { versionId: string }).versionId);
  if (version < 2) return null;
  const status = resource.resourceType === 'Slot' ? (resource['status'] === 'free' ? 'busy' : 'free') : 'booked';
  return { ...resource, meta: { versionId: String(version - 1) }, status };
}
