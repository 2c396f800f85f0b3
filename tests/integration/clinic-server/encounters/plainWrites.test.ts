import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { appointment, patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let ask: Ask;
const [anna, boris] = [patient('Своя'), patient('Чужой')];
const visits = { anna: appointment(anna.id, 'A-1', '2026-10-14T10:00:00+03:00'), boris: appointment(boris.id, 'B-1', '2026-10-14T10:00:00+03:00') };
const ofAnna = { reference: `Patient/${anna.id}` };
const ofBoris = { reference: `Patient/${boris.id}` };

const visit = (subject: object, over: object = {}) => ({ resourceType: 'Encounter', id: randomUUID(), status: 'finished', class: { system: systems.actCode, code: 'AMB' }, subject, ...over });
const charge = (subject: object, over: object = {}) => ({ resourceType: 'ChargeItem', id: randomUUID(), status: 'billed', code: { text: 'Приём' }, subject, ...over });
const document = (subject: object, over: object = {}) => ({ resourceType: 'DocumentReference', id: randomUUID(), status: 'current', type: { coding: [{ system: systems.loinc, code: '11488-4' }] }, subject, content: [{ attachment: { contentType: 'application/pdf' } }], ...over });
const report = (subject: object, over: object = {}) => ({ resourceType: 'DiagnosticReport', id: randomUUID(), status: 'final', code: { text: 'Гормоны' }, subject, ...over });
type Written = { readonly resourceType: string; readonly id: string };
const put = (resource: Written) => ask('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource);
/** What the tests stand on. */
async function given(resource: Written): Promise<void> {
  const { status } = await put(resource);
  if (status !== 201) throw new Error(`${resource.resourceType} was not taken: ${status}`);
}
const transaction = (...resources: Written[]) => ask('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: resources.map((resource) => ({ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } })) });

let hers: Written;
let his: Written;
beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
  for (const one of [anna, boris, visits.anna, visits.boris]) await given(one);
  hers = visit(ofAnna, { appointment: [{ reference: `Appointment/${visits.anna.id}` }] });
  his = visit(ofBoris, { appointment: [{ reference: `Appointment/${visits.boris.id}` }] });
  for (const one of [hers, his]) await given(one);
});
afterAll(() => clinic.stop());

it('S7 what names a visit of another patient, or one nobody knows, is refused whatever way it is written', async () => {
  const nobody = randomUUID();
  const wrong: [string, Written][] = [
    ['Encounter.appointment', visit(ofAnna, { appointment: [{ reference: `Appointment/${visits.boris.id}` }] })],
    ['Encounter.appointment', visit(ofAnna, { appointment: [{ reference: `Appointment/${visits.anna.id}` }, { reference: `Appointment/${visits.boris.id}` }] })],
    ['Encounter.appointment', visit(ofAnna, { appointment: [{ reference: `Appointment/${nobody}` }] })],
    ['Encounter.partOf', visit(ofAnna, { partOf: { reference: `Encounter/${his.id}` } })],
    ['ChargeItem.context', charge(ofAnna, { context: { reference: `Encounter/${his.id}` } })],
    ['ChargeItem.context', charge(ofAnna, { context: { reference: `Encounter/${nobody}` } })],
    ['ChargeItem.context', charge(ofAnna, { context: { reference: `https://elsewhere.example/fhir/Encounter/${his.id}` } })],
    ['ChargeItem.context', charge(ofAnna, { context: { reference: `Encounter/${his.id}/_history/1` } })],
    ['DocumentReference.context.encounter', document(ofAnna, { context: { encounter: [{ reference: `Encounter/${his.id}` }] } })],
    ['DocumentReference.context.encounter', document(ofAnna, { context: { encounter: [{ reference: `Encounter/${hers.id}` }, { reference: `Encounter/${his.id}` }] } })],
    ['DiagnosticReport.encounter', report(ofAnna, { encounter: { reference: `Encounter/${his.id}` } })],
  ];
  for (const [path, resource] of wrong) {
    const { id: _id, ...unnamed } = resource;
    for (const answer of [await put(resource), await ask('POST', `/fhir/${resource.resourceType}`, unnamed), await transaction(visit(ofAnna), resource)]) {
      expect([path, JSON.stringify(resource), refusal(answer)]).toEqual([path, JSON.stringify(resource), '422 another_patient']);
      expect(JSON.stringify(at(answer.body, 'issue', 0, 'expression'))).toContain(path);
      expect(JSON.stringify(answer.body)).not.toContain(boris.id);
    }
    expect((await ask('GET', `/fhir/${resource.resourceType}/${resource.id}`)).status).toBe(404);
  }
});

it('S7 a visit, its services, papers and results of one patient are taken, in whatever order one transaction has them', async () => {
  const id = randomUUID();
  const context = { reference: `Encounter/${id}` };
  const together = [charge(ofAnna, { context }), document(ofAnna, { context: { encounter: [context] } }), report(ofAnna, { encounter: context }), visit(ofAnna, { id, appointment: [{ reference: `Appointment/${visits.anna.id}` }] })];
  expect((await transaction(...together)).status).toBe(200);
  // What a laboratory knows and this clinic does not is no reason to keep a result from its patient.
  expect((await put(report(ofAnna, { encounter: { reference: `Encounter/${randomUUID()}` } }))).status).toBe(201);
  expect((await put(charge(ofAnna, { context: { reference: `EpisodeOfCare/${randomUUID()}` } }))).status).toBe(201);
  expect((await put(charge(ofAnna))).status).toBe(201);
});

it('S7 a visit never becomes another patient’s, not even by being removed and written again', async () => {
  const id = randomUUID();
  const one = visit(ofAnna, { id });
  expect((await put(one)).status).toBe(201);
  expect(refusal(await put({ ...one, subject: ofBoris } as Written))).toBe('422 patient_changed');
  expect((await ask('DELETE', `/fhir/Encounter/${id}`)).status).toBe(204);
  expect(refusal(await put({ ...one, subject: ofBoris } as Written))).toBe('422 patient_changed');
  expect(refusal(await put(charge(ofBoris, { context: { reference: `Encounter/${id}` } })))).toBe('422 another_patient');
  expect(refusal(await put(visit({ display: 'кто-то' })))).toBe('422 no_patient');
});

it('S7 the file of one patient is no document of another', async () => {
  const file = randomUUID();
  const data = Buffer.from('%PDF-1.7 his').toString('base64');
  expect((await ask('PUT', `/fhir/Binary/${file}`, { resourceType: 'Binary', id: file, contentType: 'application/pdf', securityContext: ofBoris, data })).status).toBe(201);
  const content = [{ attachment: { contentType: 'application/pdf', url: `Binary/${file}`, extension: [{ url: extensions.sha256, valueString: 'a'.repeat(64) }] } }];
  expect(refusal(await put(document(ofAnna, { content })))).toBe('422 another_patient');
  expect((await put(document(ofBoris, { content }))).status).toBe(201);
});
