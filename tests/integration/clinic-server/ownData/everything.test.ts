import { createHash, randomUUID } from 'node:crypto';
import { validateResource } from '@medplum/core';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource, updateResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { personalTypes } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { demoTemplate } from '../../../support/demoTemplate.ts';
import { at, entries, link, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { pdfText } from '../../../support/pdfText.ts';

let clinic: TestClinic;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;
/** The demo's accounts, the first of whom has six years of results, and some of those who have none. */
let people: string[];

beforeAll(async () => {
  clinic = await startClinic({ template: await demoTemplate() });
  kiosk = await addKiosk(clinic);
  const { rows } = await clinic.pool.query<{ patient: string }>(
    `(select a.patient from account a order by (select count(*) from resource r where r.patient = a.patient) desc)
     union all (select r.patient from resource r where r.type = 'Patient' and r.patient not in (select a.patient from account a) order by md5(r.id) limit 20)`,
  );
  people = rows.map(({ patient }) => patient);
}, 180_000);
afterAll(() => clinic.stop());

const first = (): string => people[0] ?? '';
const everything = (patient: string): string => `/fhir/Patient/${patient}/$everything`;
const session = (patient: string) => signInPatient(clinic, kiosk, patient);

async function searched(ask: Ask, type: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let path: string | null = `/fhir/${type}?_count=500`; path !== null;) {
    const page = await ask('GET', path);
    expect(page.status).toBe(200);
    for (const { resource } of entries(page)) found.set(`${type}/${resource?.id}`, resource);
    path = link(page, 'next');
  }
  return found;
}

/** By name; the patient's own, without what is computed and without files. */
function ownIn(body: unknown): Map<string, unknown> {
  const own = ((body as Bundle).entry ?? []).filter(({ search, resource }) => search?.mode === 'match' && resource?.resourceType !== 'AuditEvent' && resource?.resourceType !== 'Binary');
  return new Map(own.map(({ resource }) => [`${resource?.resourceType}/${resource?.id}`, resource]));
}

const pdfOf = async (token: string, path: string): Promise<{ status: number; bytes: Buffer }> => {
  const response = await fetch(clinic.url + path, { headers: { authorization: `Bearer ${token}`, 'kabinet-device': `Bearer ${kiosk.token}` } });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

it('D4 the Bundle is what the patient can read by searching every personal type, neither more nor less, for everybody of the demo', async () => {
  expect(people.length).toBeGreaterThan(20);
  for (const patient of people) {
    const { ask } = await session(patient);
    const read = new Map<string, unknown>();
    for (const type of personalTypes)
      for (const [name, resource] of await searched(ask, type)) {
        // Of the documents, the clinic's own are everybody's and nobody's data.
        if (type !== 'DocumentReference' || at(resource, 'subject') !== undefined) read.set(name, resource);
      }
    const answer = await ask('GET', everything(patient));
    expect(answer.status).toBe(200);
    const held = ownIn(answer.body);
    expect([...held.keys()].toSorted()).toEqual([...read.keys()].toSorted());
    for (const [name, resource] of held) expect([name, resource]).toEqual([name, read.get(name)]);
    expect((answer.body as Bundle).total).toBe(((answer.body as Bundle).entry ?? []).filter(({ search }) => search?.mode === 'match').length);
  }
}, 180_000);

it('D4 the Bundle is valid R4, names whom it speaks of, and has every file the patient can open, to the last byte', async () => {
  const { ask, token } = await session(first());
  const bundle = (await ask('GET', everything(first()))).body as Bundle;
  expect(validateResource(bundle)).toEqual([]);
  for (const { resource } of bundle.entry ?? []) expect(validateResource(resource as Resource)).toEqual([]);
  const there = new Set((bundle.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`));
  const named = [...JSON.stringify(bundle).matchAll(/"reference":"((?:Practitioner|PractitionerRole|Location|Organization|HealthcareService)\/[^"]+)"/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !there.has(name))).toEqual([]);
  const urls = new Set([...JSON.stringify(bundle).matchAll(/"url":"(Binary\/[^"]+)"/g)].map(([, url = '']) => url));
  expect(urls.size).toBeGreaterThan(2);
  for (const url of urls) {
    const inside = (bundle.entry ?? []).find(({ resource }) => `Binary/${resource?.id}` === url)?.resource;
    const { status, bytes } = await pdfOf(token, `/fhir/${url}`);
    expect([url, status, inside === undefined]).toEqual([url, status, status !== 200]);
    if (status === 200) expect(createHash('sha256').update(Buffer.from(String(at(inside, 'data')), 'base64')).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

it('D4 a whole record is its patient’s and the clinic’s own systems’: nobody else has it, and another patient’s is as unknown as one that never was', async () => {
  const { ask } = await session(first());
  const other = people[1] ?? '';
  for (const path of [everything(other), everything(randomUUID()), everything('x'), `${everything(other)}?_format=application/pdf`]) expect([path, refusal(await ask('GET', path))]).toEqual([path, '404 not_found']);
  expect(refusal(await kiosk.ask('GET', everything(first())))).toBe('403 forbidden');
  expect(refusal(await ask('GET', `${everything(first())}?_since=2020`))).toBe('400 unknown_parameter');
  expect(refusal(await ask('GET', `${everything(first())}?_format=text/html`))).toBe('406 format_not_served');
  expect((await system(clinic)('GET', everything(other))).status).toBe(200);
  expect(refusal(await system(clinic)('GET', everything(randomUUID())))).toBe('404 not_found');
});

it('D4 what the clinic has not released, has taken back or the patient has erased is in neither form', async () => {
  const patient = people[2] ?? '';
  const subject = { reference: `Patient/${patient}` };
  const report = (status: 'preliminary' | 'final', word: string) => ({ resourceType: 'DiagnosticReport' as const, id: randomUUID(), status, code: { text: word }, subject });
  const [never, back, gone, open] = [report('preliminary', 'Невыпущенноеслово'), report('final', 'Отозванноеслово'), report('final', 'Стёртоеслово'), report('final', 'Открытоеслово')];
  await inTransaction(clinic.pool, async (tx) => {
    for (const one of [never, back, gone, open]) await insertResource(tx, one, { patient });
    await updateResource(tx, { ...back, status: 'preliminary' });
  });
  const { ask, token } = await session(patient);
  const parameter = [{ name: 'receiptId', valueUuid: `urn:uuid:${randomUUID()}` }, { name: 'number', valueString: 'К01-0001' }, { name: 'madeAt', valueInstant: new Date().toISOString() }, { name: 'what', valueCode: 'results' }, { name: 'item', valueUuid: `urn:uuid:${gone.id}` }];
  expect((await ask('POST', '/fhir/$erase', { resourceType: 'Parameters', parameter }, { 'idempotency-key': randomUUID() })).status).toBe(200);
  const words = (await ask('GET', everything(patient))).body;
  const paper = pdfText((await pdfOf(token, `${everything(patient)}?_format=application/pdf`)).bytes);
  for (const text of [JSON.stringify(words), paper.replaceAll(' ', '')]) {
    expect(text).toContain('Открытоеслово');
    for (const word of ['Невыпущенноеслово', 'Отозванноеслово', 'Стёртоеслово']) expect(text).not.toContain(word);
  }
});
