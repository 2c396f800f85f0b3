import type { Resource } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { addDays, addYears, moscowDay, startOf, toWire, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { defaultConfig } from '../config.ts';
import { bulkInsert } from '../fhir/resourceStore.ts';
import { holdsItsTime } from '../scheduling/holdsItsTime.ts';
import { createEncounters, withEncounters, type SeededEncounters } from './encounters.ts';
import { writeVisitPapers } from './encountersFiles.ts';
import { createClinic, type SeededClinic } from './clinicResources.ts';
import { createDoctors, type DoctorSeed } from './doctors.ts';
import { addRepresentation } from '../representatives/representationStore.ts';
import { relatedPersonOf } from '../representatives/relatedPerson.ts';
import { createOrders } from './orders.ts';
import { createAccounts, createFamily, createPatients, type AccountSeed, type FamilySeed } from './patients.ts';
import { createResults, type SeededResults } from './results.ts';
import { writeResultPapers } from './seedResultPapers.ts';
import { createDocuments } from './seedDocuments.ts';
import { createTimes, daysAhead, slotOf, type TimeSeed } from './times.ts';
import { createVisits, type VisitSeed } from './visits.ts';
import { createWaiting, writeWaiting, type SeededWaiting } from './waitingList.ts';

export interface DemoClinic {
  readonly clinic: SeededClinic;
  readonly doctors: readonly DoctorSeed[];
  readonly times: readonly TimeSeed[];
  readonly visits: readonly VisitSeed[];
  readonly accounts: readonly AccountSeed[];
  readonly family: FamilySeed & { readonly since: MoscowDay; readonly until: MoscowDay };
  readonly resultPapers: SeededResults['papers'];
  readonly visitPapers: SeededEncounters['papers'];
  readonly waiting: SeededWaiting;
  readonly entries: readonly { readonly resource: Resource; readonly patient: Id | null }[];
}

/** The whole demo clinic, the same for the same seed and day. Touches nothing. */
export function createDemoClinic(seed: number, today: MoscowDay, mostActive: number): DemoClinic {
  const clinic = createClinic(seed, today);
  const { doctors, resources } = createDoctors(seed, today, clinic, addDays(today, daysAhead - 1));
  const allTimes = createTimes(seed, today, doctors);
  const patients = createPatients(seed, today);
  const visits = createVisits(seed, today, allTimes, patients, mostActive);
  const visited = new Map(visits.map((visit) => [visit.time.id, holdsItsTime(visit.status)]));
  const times = allTimes.filter((time) => time.offset >= 0 || visited.has(time.id));
  const accounts = createAccounts(seed, patients);
  const documents = createDocuments(seed, today, accounts);
  const results = createResults(seed, today, patients);
  const encounters = createEncounters(seed, today, visits, patients);
  const waiting = createWaiting(seed, today, resources, patients, visits);
  const people = createFamily(seed, patients);
  const family = { ...people, since: addDays(today, -1), until: addYears(moscowDay(people.child.birthDate), defaultConfig.childUntilAge) };
  const right = relatedPersonOf({ patient: family.child.id, representative: family.parent.resource, relationship: 'parent', since: family.since, until: family.until }, family.relatedPerson);
  const shared = [...clinic.resources, ...documents.resources, ...resources, ...times.map((time) => slotOf(time, visited.get(time.id) ?? false))];
  return {
    clinic,
    doctors,
    times,
    visits,
    accounts,
    family,
    resultPapers: results.papers,
    visitPapers: encounters.papers,
    waiting,
    entries: [
      ...shared.map((resource) => ({ resource, patient: null })),
      ...patients.map(({ resource, id }) => ({ resource, patient: id })),
      ...visits.map(({ resource, patient }) => ({ resource, patient: patient.id })),
      ...documents.consents,
      { resource: right, patient: family.child.id },
      ...createOrders(seed, today, patients),
      ...encounters.entries,
      ...waiting.entries,
      ...withEncounters(results.entries, encounters.askedFor),
    ],
  };
}

/** Writes it in the caller's transaction: a demo that stopped half way is an empty database, not half a clinic. */
export async function writeDemoClinic(tx: Tx, demo: DemoClinic, hash: (password: string) => Promise<string>): Promise<void> {
  await bulkInsert(tx, await writeVisitPapers(tx, demo.visitPapers, await writeResultPapers(tx, demo)));
  const held = demo.visits.filter(({ status }) => holdsItsTime(status));
  await tx.query(
    `insert into occupancy (slot, kind, appointment) select s.slot, 'appointment', s.appointment from unnest($1::uuid[], $2::uuid[]) as s(slot, appointment)`,
    [held.map(({ time }) => time.id), held.map(({ id }) => id)],
  );
  await tx.query(
    `insert into appointment_span (appointment, patient, slot, during, active)
     select s.appointment, s.patient, s.slot, tstzrange(s.starts, s.ends), s.active
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::boolean[]) as s(appointment, patient, slot, starts, ends, active)`,
    [
      demo.visits.map(({ id }) => id),
      demo.visits.map(({ patient }) => patient.id),
      demo.visits.map(({ time }) => time.id),
      demo.visits.map(({ time }) => toWire(time.startsAt)),
      demo.visits.map(({ time }) => toWire(time.endsAt)),
      demo.visits.map(({ status }) => holdsItsTime(status)),
    ],
  );
  await writeWaiting(tx, demo.waiting);
  const hashes = await Promise.all(demo.accounts.map(({ password }) => hash(password)));
  await tx.query(
    `insert into account (id, login, password_hash, patient)
     select s.id, s.login, s.hash, s.patient from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) as s(id, login, hash, patient)`,
    [demo.accounts.map(({ id }) => id), demo.accounts.map(({ login }) => login), hashes, demo.accounts.map(({ patient }) => patient.id)],
  );
  const { id, parent, child, until, since, relatedPerson } = demo.family;
  const right = { id, patient: child.id, representative: parent.id, relationship: 'parent', document: 'birth_certificate', until, relatedPerson } as const;
  await addRepresentation(tx, { ...right, grantedBy: null, now: startOf(since) });
}
