import { createHash } from 'node:crypto';
import type { DiagnosticReport, Observation, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { createPatients } from '../../../../clinic-server/demo/patients.ts';
import { createResults } from '../../../../clinic-server/demo/results.ts';
import { writeResultPapers } from '../../../../clinic-server/demo/seedResultPapers.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { systems } from '../../../../shared/fhir/names.ts';
import { moscowDay } from '../../../../shared/lib/moscow.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, type Ask } from '../../../support/fhirClient.ts';
import { pdfText } from '../../../support/pdfText.ts';

const today = moscowDay('2026-11-23');
type Result = DiagnosticReport | Observation;
let clinic: TestClinic;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;
/** By patient, as they were written. */
const seeded = new Map<string, Result[]>();
const patients = createPatients(7, today);

beforeAll(async () => {
  const made = createResults(7, today, patients);
  clinic = await startClinic({
    seed: (pool) =>
      inTransaction(pool, async (tx) => {
        const entriesOfAll = await writeResultPapers(tx, { entries: made.entries, resultPapers: made.papers });
        for (const { resource, patient } of entriesOfAll) seeded.set(patient ?? '', [...(seeded.get(patient ?? '') ?? []), resource as Result]);
        const people = patients.filter(({ id }) => seeded.has(id)).map(({ id, resource }) => ({ resource, patient: id }));
        await bulkInsert(tx, [...people, ...entriesOfAll]);
      }),
  });
  kiosk = await addKiosk(clinic);
}, 120_000);
afterAll(() => clinic.stop());

const isReport = (resource: Resource): resource is DiagnosticReport => resource.resourceType === 'DiagnosticReport';
const reportsOf = (id: string): DiagnosticReport[] => (seeded.get(id) ?? []).filter(isReport);

/** What the clinic has released of what was seeded. */
function releasedOf(id: string): Result[] {
  const open = reportsOf(id).filter(({ status }) => status === 'final');
  const named = new Set(open.flatMap(({ result }) => (result ?? []).map(({ reference }) => reference)));
  return (seeded.get(id) ?? []).filter((resource) => (isReport(resource) ? open.includes(resource) : named.has(`Observation/${resource.id}`)));
}

async function allOf(ask: Ask): Promise<Result[]> {
  const rows: Result[] = [];
  for (let cursor = ''; ;) {
    const page = await ask('GET', `/fhir/_history?_count=500&_cursor=${cursor}`);
    const links = at(page.body, 'link') as { relation: string; url: string }[];
    cursor = new URL(links.find(({ relation }) => relation === 'next')?.url ?? '').searchParams.get('_cursor') ?? '';
    const got = entries(page);
    if (got.length === 0) return rows;
    for (const { resource, request } of got) {
      expect(request?.method).toBe('PUT');
      const content = resource as unknown;
      if (resource?.resourceType === 'DiagnosticReport' || resource?.resourceType === 'Observation') rows.push(content as Result);
    }
  }
}

/** Without what the server adds; its own stamp is not the laboratory's word. */
function plain({ meta, ...rest }: Result): object {
  return { ...rest, ...(meta?.tag ? { tag: meta.tag } : {}) };
}
const inOrder = (results: readonly Result[]): object[] => results.toSorted((a, b) => (a.id ?? '').localeCompare(b.id ?? '')).map(plain);

it('L1 L2 every value of every seeded patient is on the wire as it was seeded, and nothing that is not released', async () => {
  expect(seeded.size).toBeGreaterThanOrEqual(300);
  let values = 0;
  for (const id of seeded.keys()) {
    const { ask } = await signInPatient(clinic, kiosk, id);
    const released = releasedOf(id);
    expect(inOrder(await allOf(ask))).toEqual(inOrder(released));
    values += released.filter((resource) => !isReport(resource)).length;
  }
  expect(values).toBeGreaterThan(3_500);
}, 120_000);

it('L3 every seeded file comes as the bytes its report promises, to its patient alone', async () => {
  const files = [...seeded].flatMap(([patient, results]) => results.filter(isReport).flatMap(({ presentedForm }) => (presentedForm ?? []).map((form) => ({ patient, form }))));
  expect(files.length).toBeGreaterThanOrEqual(8);
  for (const { patient, form } of files) {
    const { token } = await signInPatient(clinic, kiosk, patient);
    const ask = (as: string) => fetch(`${clinic.url}/fhir/${form.url}`, { headers: { authorization: `Bearer ${as}`, 'kabinet-device': `Bearer ${kiosk.token}` } });
    const bytes = Buffer.from(await (await ask(token)).arrayBuffer());
    expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([form.size, form.extension?.[0]?.valueString]);
    const owner = patients.find(({ id }) => id === patient);
    const words = pdfText(bytes);
    for (const said of [owner?.name.family ?? '?', form.title ?? '?', 'Заключение']) expect(words).toContain(said);
    const stranger = patients.slice(0, 20).find(({ id }) => id !== patient);
    expect((await ask((await signInPatient(clinic, kiosk, stranger?.id ?? '')).token)).status).toBe(404);
  }
}, 60_000);

it('L1 L2 the first account has six years of them, two nobody has opened and one that must not show', () => {
  const anna = patients[0];
  if (!anna) throw new Error('no patients');
  const reports = reportsOf(anna.id);
  const isNew = ({ meta }: DiagnosticReport) => !meta?.tag?.some(({ system, code }) => system === systems.seen && code === 'seen');
  expect(reports.filter(({ status }) => status !== 'final')).toHaveLength(1);
  expect(reports.filter((report) => report.status === 'final' && isNew(report)).map(({ code }) => code.text)).toEqual(['УЗИ щитовидной железы', 'Кальций, паратгормон, витамин D']);
  const valuesOf = (loinc: string) => releasedOf(anna.id).flatMap((resource) => (!isReport(resource) && resource.code.coding?.some(({ code }) => code === loinc) ? [{ at: resource.effectiveDateTime ?? '', value: resource.valueQuantity?.value ?? Number.NaN }] : [])).toSorted((a, b) => a.at.localeCompare(b.at));
  const tsh = valuesOf('3016-3');
  expect(tsh.length).toBeGreaterThanOrEqual(15);
  expect([tsh[0]?.at.slice(0, 4), (tsh[0]?.value ?? 0) > 8, (tsh.at(-1)?.value ?? 9) < 4]).toEqual(['2020', true, true]);
  expect(valuesOf('62292-8').at(-1)?.value).toBeLessThan(30);
});

it('L2 the seed has every analyte, ranges by sex and age, words instead of numbers, bounds and spoiled tubes, the same each time and never in the future', () => {
  const all = [...seeded.values()].flat();
  const observations = all.filter((resource): resource is Observation => !isReport(resource));
  const codes = new Set(observations.flatMap(({ code }) => code.text ?? []));
  for (const name of ['Тиреотропный', 'тироксин', 'трийодтиронин', 'HbA1c', 'натощак', 'через 60', 'через 120', '8:00', '20:00', '23:00', 'Кальций', 'Паратиреоидный', 'витамин D', 'ЛПВП', 'ЛПНП', 'Триглицериды'])
    expect([name, [...codes].filter((code) => code.includes(name)).length]).toEqual([name, 1]);
  const has = (what: (one: Observation) => boolean): number => observations.filter(what).length;
  expect(has(({ referenceRange }) => (referenceRange ?? []).some(({ appliesTo }) => appliesTo))).toBeGreaterThan(100);
  expect(has(({ referenceRange }) => (referenceRange ?? []).some(({ age }) => age))).toBeGreaterThan(100);
  for (const [what, least] of [[has(({ valueQuantity }) => valueQuantity?.comparator === '<'), 1], [has(({ valueQuantity }) => valueQuantity?.comparator === '>'), 1], [has(({ valueString }) => valueString !== undefined), 1], [has(({ dataAbsentReason }) => dataAbsentReason !== undefined), 3]] as const) expect(what).toBeGreaterThanOrEqual(least);
  expect(all.length).toBeLessThan(15_000);
  expect(all.filter((resource) => (resource.effectiveDateTime ?? '') >= today || (isReport(resource) && (resource.issued ?? '') >= today))).toEqual([]);
  const again = createResults(7, today, patients);
  expect(createHash('sha256').update(JSON.stringify(again)).digest('hex')).toBe(createHash('sha256').update(JSON.stringify(createResults(7, today, patients))).digest('hex'));
});

it('O5 L1 the feed of a patient with results is read by its index, in its order', async () => {
  const plan = await inTransaction(clinic.pool, async (tx) => {
    for (const way of ['seqscan', 'bitmapscan', 'sort']) await tx.query(`set local enable_${way} = off`);
    const { rows } = await tx.query<{ 'QUERY PLAN': string }>(
      `explain select r.id from resource r where r.patient = $1 and r.held is distinct from 'never' and (r.xid, r.seq) > ('1'::xid8, 1::bigint) and r.xid < pg_snapshot_xmin(pg_current_snapshot()) order by r.xid, r.seq limit 500`,
      [patients[0]?.id],
    );
    return rows.map((line) => line['QUERY PLAN']).join('\n');
  });
  expect(plan).toContain('resource_feed');
  expect(plan, 'the index gives the order itself').not.toContain('Sort');
});
