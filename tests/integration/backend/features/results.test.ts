import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { DiagnosticReport, Observation, Patient, Resource as FhirResource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPatients } from '../../../../clinic-server/demo/patients.ts';
import { createResults } from '../../../../clinic-server/demo/results.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import type { ResultReport } from '../../../../shared/features/results.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import { limits } from '../../../../shared/rpc/wire.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import type { Resource } from '../../../support/clinicResources.ts';
import { startDemo, type DemoClinic } from '../../../support/demoClinic.ts';
import { featuresOffline } from '../../../support/features.ts';
import { client, entries, link, type Ask } from '../../../support/fhirClient.ts';
import { expectSame } from '../../../support/sameResults.ts';

let clinic: DemoClinic;
let first: TestBackend;
let second: TestBackend;
let ask: Ask;
const all = { kind: null, months: null, offset: 0, limit: 50 } as const;

beforeAll(async () => {
  clinic = await startDemo();
  ask = client(clinic.server, clinic.systemToken);
  first = await ready();
  second = await ready();
}, 240_000);
afterAll(async () => {
  for (const backend of [first, second]) {
    await backend.stop(true);
    rmSync(backend.userDataPath, { recursive: true, force: true });
  }
  await clinic.stop();
});

/** A kiosk at which the first account is signed in. */
async function ready(): Promise<TestBackend> {
  const backend = await startBackend({ server: clinic.server, code: await clinic.enrolCode('kiosk') });
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 100_000);
  const [account] = clinic.accounts;
  await backend.call('identity.signIn', { login: account?.login ?? '', password: account?.password ?? '' });
  return backend;
}

/** Of one patient, read by the clinic's own system, which reads everything. */
async function held(type: string, patientId: string): Promise<FhirResource[]> {
  const found: FhirResource[] = [];
  for (let path: string | null = `/fhir/${type}?patient=Patient/${patientId}&_count=200`; path !== null; ) {
    const answer = await ask('GET', path);
    found.push(...entries(answer).flatMap(({ resource }) => (resource ? [validated(resource)] : [])));
    path = link(answer, 'next');
  }
  return found;
}

const isReport = (resource: FhirResource): resource is DiagnosticReport => resource.resourceType === 'DiagnosticReport';
const isObservation = (resource: FhirResource): resource is Observation => resource.resourceType === 'Observation';
const byId = (resources: readonly FhirResource[]) => new Map(resources.filter(isObservation).map((one) => [one.id ?? '', one]));
/** As it comes over the wire. */
const plain = (resource: FhirResource): Resource => JSON.parse(JSON.stringify(resource)) as Resource;

async function everyReport(backend: TestBackend): Promise<(ResultReport | null)[]> {
  const reports: (ResultReport | null)[] = [];
  for (let offset = 0; ; offset += 50) {
    const { total, lines } = await backend.call('results.list', { ...all, offset });
    for (const { reportId } of lines) {
      reports.push((await backend.call('results.one', { reportId })).report);
      // A window has so many calls a second, and an idle machine would be quicker (H21).
      await setTimeout(1_100 / limits.callsPerSecond);
    }
    if (offset + 50 >= total) return reports;
  }
}

test('L1 L2 the kiosk shows every report the server has released, every number as the server holds it, and no other', async () => {
  const { patientId } = await first.call('results.list', all);
  const person = (await ask('GET', `/fhir/Patient/${patientId}`)).body as Patient;
  const reports = (await held('DiagnosticReport', patientId)).filter(isReport);
  const observations = byId(await held('Observation', patientId));
  const released = reports.filter(({ status }) => status === 'final');
  expect(reports.length).toBeGreaterThan(released.length);
  const shown = await everyReport(first);
  expect(shown.map((one) => one?.reportId).toSorted()).toEqual(released.map(({ id }) => id).toSorted());
  const numbers = released.map((one) => expectSame(shown.find((report) => report?.reportId === one.id) ?? null, one, observations, { gender: person.gender ?? '', birthDate: person.birthDate ?? '' }));
  expect(numbers.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(60);
  expect(shown.filter((one) => one?.isNew)).toHaveLength(2);
  const series = shown.flatMap((one) => one?.analytes ?? []).filter(({ code }) => code === '3016-3');
  expect((await first.call('results.trend', { code: '3016-3' })).points).toHaveLength(series.filter(({ value }) => value.kind === 'number').length);
  expect(first.bugs).toEqual([]);
});

test('L3 the file of every report that has one is opened at the kiosk, to the last byte as its record names it', async () => {
  const files = (await everyReport(first)).flatMap((report) => (report?.paper == null ? [] : [report.paper]));
  expect(files.length).toBeGreaterThan(0);
  for (const { binaryId, bytes } of files) {
    // The hash is the kiosk's own condition: a file that is not the one of the record is refused.
    expect(await first.call('papers.open', { binaryId })).toMatchObject({ bytes: bytes ?? expect.any(Number) });
    const { part } = await first.call('papers.read', { binaryId, offset: 0 });
    expect(Buffer.from(part ?? '', 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  }
  expect(first.bugs).toEqual([]);
});

test('L1 what was opened at one kiosk is new at no other, and what the clinic takes back goes from both with its values', async () => {
  const [, newest] = (await first.call('results.list', all)).lines;
  const reportId = newest?.reportId ?? '';
  expect(newest?.isNew).toBe(true);
  const commandId = randomUUID();
  await first.call('results.seen', { commandId, reportId });
  expect((await first.call('results.list', all)).fresh).toBe(1);
  await eventually(() => first.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied');
  expect((await first.call('results.list', all)).fresh).toBe(1);
  await eventually(() => second.call('results.list', all), ({ fresh }) => fresh === 1);

  const { body } = await ask('GET', `/fhir/DiagnosticReport/${reportId}`);
  const code = (await first.call('results.one', { reportId })).report?.analytes.find(({ points }) => points > 1)?.code ?? '';
  const before = (await first.call('results.trend', { code })).points.length;
  expect((await ask('PUT', `/fhir/DiagnosticReport/${reportId}`, { ...(body as object), status: 'entered-in-error' })).status).toBe(200);
  for (const kiosk of [first, second]) {
    await eventually(() => kiosk.call('results.one', { reportId }), ({ report }) => report === null);
    expect((await kiosk.call('results.trend', { code })).points).toHaveLength(before - 1);
    expect(kiosk.bugs).toEqual([]);
  }
  expect(await first.refusal('results.seen', { commandId: randomUUID(), reportId })).toBe('not_found');
});

test('L2 every number of the whole demo, some three hundred patients over six years, is shown as its resource has it', async () => {
  const day = moscowDay('2026-11-23');
  const patients = createPatients(7, day);
  const { entries: seeded } = createResults(7, day, patients);
  const byPatient = new Map<string, FhirResource[]>();
  for (const { resource, patient } of seeded) byPatient.set(patient, [...(byPatient.get(patient) ?? []), resource]);
  expect(byPatient.size).toBeGreaterThanOrEqual(300);
  const kiosk = featuresOffline();
  let numbers = 0;
  for (const { id, resource } of patients) {
    const mine = byPatient.get(id);
    if (mine === undefined) continue;
    kiosk.signIn(plain(resource));
    kiosk.put(...mine.map(plain));
    const person = { gender: resource.gender ?? '', birthDate: resource.birthDate ?? '' };
    for (const one of mine.filter(isReport)) {
      const { report } = await kiosk.call('results.one', { reportId: one.id ?? '' });
      if (one.status === 'final') numbers += expectSame(report, one, byId(mine), person);
      else expect(report).toBe(null);
    }
    await kiosk.leave();
  }
  expect(numbers).toBeGreaterThan(3_000);
  expect(kiosk.bugs).toEqual([]);
}, 120_000);
