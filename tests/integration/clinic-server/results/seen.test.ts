import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { headers, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { binaryOf, observationOf, reportOf } from '../../../support/resultTable.ts';
import { patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let all: Ask;
beforeAll(async () => {
  clinic = await startClinic();
  all = system(clinic);
});
afterAll(() => clinic.stop());

async function person() {
  const somebody = patient(`Лесная${randomUUID().slice(0, 6)}`);
  await inTransaction(clinic.pool, (tx) => insertResource(tx, somebody, { patient: somebody.id }));
  const kiosk = await addKiosk(clinic);
  const session = await signInPatient(clinic, kiosk, somebody.id);
  return { id: somebody.id, kiosk, ask: session.ask, signInId: session.signInId };
}

/** A report with one value, put by the clinic's own system. */
async function released(owner: string, status: 'final' | 'preliminary' = 'final') {
  const [report, observation] = [randomUUID(), randomUUID()];
  const put = (resource: { resourceType: string; id: string }) => all('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource);
  await put(observationOf(owner, observation, 'value'));
  await put(reportOf(owner, report, 'report', status, { observation }));
  return { report, observation, put, tell: (to: 'final' | 'preliminary' | 'entered-in-error' | 'amended') => put(reportOf(owner, report, 'report', to, { observation })) };
}

const tag = { system: systems.seen, code: 'seen' };
const meta = (valueMeta: object = { tag: [tag] }) => ({ resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] });
const mark = (ask: Ask, report: string, body: object = meta(), key: string = randomUUID()) => ask('POST', `/fhir/DiagnosticReport/${report}/$meta-add`, body, { [headers.idempotencyKey]: key });

/** A device's pull of the record from where it stood. */
async function pull(ask: Ask, cursor = '') {
  const page = await ask('GET', `/fhir/_history?_count=500${cursor && `&_cursor=${cursor}`}`);
  const links = at(page.body, 'link') as { relation: string; url: string }[];
  const next = new URL(links.find(({ relation }) => relation === 'next')?.url ?? '').searchParams.get('_cursor') ?? '';
  return { next, rows: entries(page).map(({ request, response }) => `${request?.method} ${request?.url} ${response?.etag}`), total: at(page.body, 'total') };
}

it('L1 a report that was opened says so on every device, once, whoever asks again', async () => {
  const somebody = await person();
  const { report } = await released(somebody.id);
  const elsewhere = await signInPatient(clinic, await addKiosk(clinic), somebody.id);
  const { next } = await pull(elsewhere.ask);
  const key = randomUUID();
  const answer = await mark(somebody.ask, report, meta(), key);
  expect([answer.status, at(answer.body, 'meta', 'tag'), at(answer.body, 'conclusion')]).toEqual([200, [tag], 'report']);
  expect((await mark(somebody.ask, report, meta(), key)).body).toEqual(answer.body);
  expect((await mark(elsewhere.ask, report)).body).toEqual(answer.body);
  expect((await pull(elsewhere.ask, next)).rows).toEqual([`PUT DiagnosticReport/${report} W/"2"`]);
});

it('L1 an outbox entry of somebody who has left is done, and the device is told nothing of the report', async () => {
  const somebody = await person();
  const { report } = await released(somebody.id);
  const device = client(clinic.url, somebody.kiosk.token, { [headers.signIn]: somebody.signInId });
  expect(at((await mark(device, report)).body, 'id')).toBe(report);
  await somebody.ask('POST', '/identity/sign-out');
  const other = await released(somebody.id);
  expect(await mark(device, other.report)).toMatchObject({ status: 204, body: null });
  expect(at((await all('GET', `/fhir/DiagnosticReport/${other.report}`)).body, 'meta', 'tag')).toEqual([tag]);
});

it('L1 the same key asked again after the report was taken back brings it out no more', async () => {
  const somebody = await person();
  const { report, tell } = await released(somebody.id);
  const key = randomUUID();
  expect((await mark(somebody.ask, report, meta(), key)).status).toBe(200);
  await tell('entered-in-error');
  expect(refusal(await mark(somebody.ask, report, meta(), key))).toBe('410 deleted');
  expect(refusal(await mark(somebody.ask, report))).toBe('410 deleted');
});

it('L1 nobody sets another tag, or the tag of a report that is not theirs, is not released, or is none', async () => {
  const [somebody, another] = [await person(), await person()];
  const { report } = await released(somebody.id);
  const hidden = await released(somebody.id, 'preliminary');
  for (const wrong of [{ tag: [{ system: systems.seen, code: 'read' }] }, { tag: [tag, { system: 'x', code: 'y' }] }, { tag: [] }, { security: [tag] }, { tag: [{ ...tag, display: 'x' }] }, {}])
    expect([wrong, refusal(await mark(somebody.ask, report, meta(wrong)))]).toEqual([wrong, '400 invalid_request']);
  expect(refusal(await mark(somebody.ask, report, {}))).toBe('400 invalid_request');
  expect(refusal(await mark(another.ask, report))).toBe('404 not_found');
  expect(refusal(await mark(somebody.ask, hidden.report))).toBe('404 not_found');
  expect(refusal(await mark(somebody.ask, randomUUID()))).toBe('404 not_found');
  expect(refusal(await somebody.ask('POST', `/fhir/DiagnosticReport/${report}/$meta-add`, meta()))).toBe('400 no_idempotency_key');
  for (const ask of [all, somebody.kiosk.ask]) expect(refusal(await mark(ask, report))).toBe('403 forbidden');
  expect(at((await all('GET', `/fhir/DiagnosticReport/${report}`)).body, 'meta', 'tag')).toBeUndefined();
});

it('L1 L2 devices hear in order of what is released, taken back and released again, and of the unreleased nothing', async () => {
  const somebody = await person();
  const first = await pull(somebody.ask);
  const { report, observation, put, tell } = await released(somebody.id, 'preliminary');
  let page = await pull(somebody.ask, first.next);
  expect([page.rows, page.total]).toEqual([[], 0]);
  await tell('final');
  page = await pull(somebody.ask, page.next);
  // The value has a version of its own for it: the one before was nobody's to read.
  expect(page.rows.toSorted()).toEqual([`PUT DiagnosticReport/${report} W/"2"`, `PUT Observation/${observation} W/"2"`]);
  await tell('amended');
  page = await pull(somebody.ask, page.next);
  expect(page.rows).toEqual([`PUT DiagnosticReport/${report} W/"3"`]);
  await tell('entered-in-error');
  page = await pull(somebody.ask, page.next);
  expect(page.rows.toSorted()).toEqual([`DELETE DiagnosticReport/${report} W/"4"`, `DELETE Observation/${observation} W/"3"`]);
  await put(observationOf(somebody.id, observation, 'measured again'));
  page = await pull(somebody.ask, page.next);
  expect(page.rows).toEqual([`DELETE Observation/${observation} W/"4"`]);
  await tell('final');
  page = await pull(somebody.ask, page.next);
  expect(page.rows.toSorted()).toEqual([`PUT DiagnosticReport/${report} W/"5"`, `PUT Observation/${observation} W/"5"`]);
  // What was written between and never released stays unread.
  expect(refusal(await somebody.ask('GET', `/fhir/DiagnosticReport/${report}/_history/4`))).toMatch(/^4(04|10) /);
});

it('L2 a report and its values written at one moment by two systems are both released: none waits for ever', async () => {
  const somebody = await person();
  const pairs = Array.from({ length: 30 }, () => ({ report: randomUUID(), observation: randomUUID() }));
  const put = (resource: { resourceType: string; id: string }) => all('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource);
  const answers = await Promise.all(pairs.flatMap(({ report, observation }) => [put(reportOf(somebody.id, report, 'r', 'final', { observation })), put(observationOf(somebody.id, observation, 'o'))]));
  expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([]);
  const read = await somebody.ask('GET', '/fhir/Observation?_summary=count');
  expect(at(read.body, 'total')).toBe(pairs.length);
});

it('L3 a file is what it was and whose it was, comes from the clinic’s own systems only, and is a PDF', async () => {
  const [somebody, another] = [await person(), await person()];
  const file = randomUUID();
  const put = (ask: Ask, body: object, id = file) => ask('PUT', `/fhir/Binary/${id}`, body);
  const binary = binaryOf(somebody.id, file, 'sheet');
  for (const ask of [somebody.ask, somebody.kiosk.ask]) expect(refusal(await put(ask, binary))).toBe('403 forbidden');
  expect((await put(all, binary)).status).toBe(201);
  expect((await put(all, binary)).status).toBe(200);
  expect(refusal(await put(all, binaryOf(somebody.id, file, 'another sheet')))).toBe('409 id_taken');
  expect(refusal(await put(all, binaryOf(another.id, file, 'sheet')))).toBe('409 id_taken');
  expect(refusal(await put(all, binary, randomUUID()))).toBe('400 id_mismatch');
  expect(refusal(await put(all, binaryOf(randomUUID(), randomUUID(), 'sheet'), file))).toBe('400 id_mismatch');
  const [unknown, html] = [randomUUID(), randomUUID()];
  expect(refusal(await put(all, binaryOf(randomUUID(), unknown, 'sheet'), unknown))).toBe('422 no_patient');
  expect(refusal(await put(all, { ...binaryOf(somebody.id, html, ''), data: Buffer.from('<html>').toString('base64') }, html))).toBe('422 invalid_resource');
  expect(refusal(await somebody.ask('GET', `/fhir/Binary/${file}`))).toBe('404 not_found');
});
