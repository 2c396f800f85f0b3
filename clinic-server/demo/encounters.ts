import type { ChargeItem, DiagnosticReport, DocumentReference, Encounter, Resource } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { fromWire, moscowDay, toWire, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import { bilingual } from '../fhir/bilingual.ts';
import type { VisitPaper } from './encountersPaper.ts';
import { servicesDone } from './encounterServices.ts';
import { realTimes } from './encounterTimes.ts';
import { accountCount, type PatientSeed } from './patients.ts';
import { createRandom, type Random } from './random.ts';
import type { VisitSeed } from './visits.ts';

/** A paper takes its time to make, and the demo is to start quickly: all of the first account's, the newest of a few others. */
const papersOfOthers = 5;
/** A result belongs to the visit that asked for it, within so many days. */
const daysOfResults = 21;

interface Entry {
  readonly resource: Resource;
  readonly patient: Id | null;
}

export interface SeededEncounters {
  readonly entries: readonly Entry[];
  readonly papers: readonly (VisitPaper & { readonly fileId: Id; readonly documentId: Id; readonly patientId: Id; readonly at: Instant })[];
  /** Of the visit of a patient that asked for a result of that day. */
  readonly askedFor: (patient: Id, day: string) => Id | null;
}

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
function documentOf(documentId: Id, fileId: Id, { id, subject, period }: Encounter & { id: Id }): DocumentReference {
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

/** Accounts' visits are found by patient and day; of the newest before a result one is said to have asked for it. */
function askedForIn(visits: readonly { readonly patient: Id; readonly day: string; readonly encounter: Id }[]): SeededEncounters['askedFor'] {
  const newest = visits.toSorted((a, b) => (a.day < b.day ? 1 : -1));
  const from = (day: string): number => Date.parse(day) - daysOfResults * 86_400_000;
  return (patient, day) => newest.find((visit) => visit.patient === patient && visit.day <= day && Date.parse(visit.day) >= from(day))?.encounter ?? null;
}

function byDoctorAndDay(visits: readonly VisitSeed[]): VisitSeed[][] {
  const groups = new Map<string, VisitSeed[]>();
  for (const visit of visits) {
    const key = `${visit.time.doctor.roleId} ${visit.time.day}`;
    const group = groups.get(key);
    if (group) group.push(visit);
    else groups.set(key, [visit]);
  }
  return [...groups.values()];
}

function paperedIn(visits: readonly VisitSeed[], patients: readonly PatientSeed[]): ReadonlySet<Id> {
  const past = visits.filter(({ status }) => status === 'fulfilled').toSorted((a, b) => b.time.startsAt - a.time.startsAt);
  return new Set(
    patients.slice(0, Math.min(accountCount, papersOfOthers + 1)).flatMap((patient, index) => {
      const own = past.filter((visit) => visit.patient.id === patient.id);
      return (index === 0 ? own : own.slice(0, 1)).map(({ id }) => id);
    }),
  );
}

/** What was done at every visit that took place before today, the same for the same seed and day. */
export function createEncounters(seed: number, today: MoscowDay, visits: readonly VisitSeed[], patients: readonly PatientSeed[]): SeededEncounters {
  const random: Random = createRandom(seed, 'encounters');
  const papered = paperedIn(visits, patients);
  const accounts = new Set(patients.slice(0, accountCount).map(({ id }) => id));
  const entries: Entry[] = [];
  const papers: SeededEncounters['papers'][number][] = [];
  const ofAccounts: { patient: Id; day: string; encounter: Id }[] = [];
  for (const group of byDoctorAndDay(visits.filter(({ status }) => status === 'fulfilled'))) {
    const real = realTimes(random, group.map((visit) => ({ startsAt: visit.time.startsAt, endsAt: visit.time.endsAt, visit })));
    for (const { planned: { visit }, begins, ends } of real) {
      const { id, patient, time: { doctor, day } } = visit;
      const { service, charges } = servicesDone(random, { visit, today, rich: accounts.has(patient.id) });
      const encounter = encounterOf(random.id(), { id, patientId: patient.id, roleId: doctor.roleId, roomId: doctor.roomId, service, begins, ends });
      const own: Resource[] = [encounter, ...charges.map((charge) => chargeOf(random.id(), encounter, charge))];
      if (accounts.has(patient.id)) ofAccounts.push({ patient: patient.id, day, encounter: encounter.id });
      if (papered.has(id)) {
        const [documentId, fileId] = [random.id(), random.id()];
        own.push(documentOf(documentId, fileId, encounter));
        papers.push({ documentId, fileId, patientId: patient.id, at: ends, patient, doctor, service: service.ru, day });
      }
      entries.push(...own.map((resource) => ({ resource, patient: patient.id })));
    }
  }
  return { entries, papers, askedFor: askedForIn(ofAccounts) };
}

/** Results with the visit that asked for them. */
export function withEncounters(entries: readonly Entry[], askedFor: SeededEncounters['askedFor']): Entry[] {
  return entries.map((entry) => {
    const { resource, patient } = entry;
    if (resource.resourceType !== 'DiagnosticReport' || patient === null || resource.status !== 'final') return entry;
    const encounter = askedFor(patient, moscowDay((resource.effectiveDateTime ?? '').slice(0, 10)));
    const report: DiagnosticReport = encounter === null ? resource : { ...resource, encounter: { reference: `Encounter/${encounter}` } };
    return { ...entry, resource: report };
  });
}

/** Planned times of an Appointment as the database has it. */
export const plannedOf = (start: string, end: string) => ({ startsAt: fromWire(start), endsAt: fromWire(end) });
