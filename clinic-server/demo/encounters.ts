import type { DiagnosticReport, Resource } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { moscowDay, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import { chargeOf, documentOf, encounterOf } from './encounterResources.ts';
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
