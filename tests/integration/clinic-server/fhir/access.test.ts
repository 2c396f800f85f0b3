import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { patientOf } from '../../../../clinic-server/fhir/compartment.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { headers, personalTypes, sharedTypes, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, entries, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { appointment, location, patient, schedule, slot } from './resources.ts';

let clinic: TestClinic;
let roles: Record<'nobody' | 'wrong' | 'device' | 'patient' | 'elsewhere' | 'system', Ask>;
const [mine, theirs] = [patient('Своя'), patient('Чужая')];
const plan = randomUUID();

/** One resource of each type: shared, the patient's own, and another patient's. */
const shared: Record<(typeof sharedTypes)[number], Resource & { id: string }> = {
  Organization: { resourceType: 'Organization', id: randomUUID(), name: 'Клиника' },
  Location: { ...location('Кабинет'), id: randomUUID() },
  Practitioner: { resourceType: 'Practitioner', id: randomUUID(), name: [{ family: 'Орлов' }] },
  PractitionerRole: { resourceType: 'PractitionerRole', id: randomUUID(), active: true },
  HealthcareService: { resourceType: 'HealthcareService', id: randomUUID(), active: true, name: 'Приём' },
  Schedule: { ...schedule(plan), id: plan },
  Slot: { ...slot(plan, '2026-11-24T10:00:00+03:00', '2026-11-24T10:20:00+03:00', plan), id: plan },
  ActivityDefinition: { resourceType: 'ActivityDefinition', id: randomUUID(), status: 'active', title: 'ТТГ' },
  ChargeItemDefinition: {
    resourceType: 'ChargeItemDefinition',
    id: randomUUID(),
    status: 'active',
    url: 'https://kabinet.example/price/2',
  },
  Communication: { resourceType: 'Communication', id: randomUUID(), status: 'in-progress' },
  DocumentReference: {
    resourceType: 'DocumentReference',
    id: randomUUID(),
    status: 'current',
    type: { coding: [{ system: systems.documentKind, code: 'terms' }] },
    content: [{ attachment: { contentType: 'text/markdown' } }],
  },
};
const consent = (patientId: string): Resource & { id: string } => ({
  resourceType: 'Consent',
  id: randomUUID(),
  status: 'active',
  scope: { text: 'privacy' },
  category: [{ text: 'consent' }],
  patient: { reference: `Patient/${patientId}` },
  policy: [{ uri: 'https://kabinet.example/consent' }],
});
const related = (patientId: string): Resource & { id: string } => ({ resourceType: 'RelatedPerson', id: randomUUID(), active: true, patient: { reference: `Patient/${patientId}` } });
/** A DocumentReference is somebody's or the clinic's own; who may read which is in documents.test.ts. */
const onlyPersonal = personalTypes.filter((type) => type !== 'DocumentReference');
const observation = (patientId: string): Resource & { id: string } => ({ resourceType: 'Observation', id: randomUUID(), status: 'final', code: { text: 'ТТГ' }, subject: { reference: `Patient/${patientId}` }, valueString: 'нет' });
const order = (patientId: string): Resource & { id: string } => ({ resourceType: 'ServiceRequest', id: randomUUID(), status: 'active', intent: 'order', subject: { reference: `Patient/${patientId}` } });
const report = (patientId: string, result: string): Resource & { id: string } => ({ resourceType: 'DiagnosticReport', id: randomUUID(), status: 'final', code: { text: 'Гормоны' }, subject: { reference: `Patient/${patientId}` }, result: [{ reference: `Observation/${result}` }] });
const encounter = (patientId: string): Resource & { id: string } => ({ resourceType: 'Encounter', id: randomUUID(), status: 'finished', class: { system: systems.actCode, code: 'AMB' }, subject: { reference: `Patient/${patientId}` } });
const charge = (patientId: string): Resource & { id: string } => ({ resourceType: 'ChargeItem', id: randomUUID(), status: 'billed', code: { text: 'Приём' }, subject: { reference: `Patient/${patientId}` } });
const task = (patientId: string): Resource & { id: string } => ({ resourceType: 'Task', id: randomUUID(), status: 'requested', intent: 'proposal', for: { reference: `Patient/${patientId}` } });
function recordOf(whose: ReturnType<typeof patient>, number: string): Readonly<Record<(typeof onlyPersonal)[number], Resource & { id: string }>> {
  const Observation = observation(whose.id);
  const others = { Consent: consent(whose.id), RelatedPerson: related(whose.id), Observation, DiagnosticReport: report(whose.id, Observation.id), ServiceRequest: order(whose.id), Encounter: encounter(whose.id), ChargeItem: charge(whose.id), Task: task(whose.id) };
  return { Patient: whose, Appointment: appointment(whose.id, number), ...others };
}
const own = recordOf(mine, 'A-1');
const foreign = recordOf(theirs, 'A-2');

beforeAll(async () => {
  clinic = await startClinic();
  await inTransaction(clinic.pool, async (tx) => {
    for (const resource of [...Object.values(shared), ...Object.values(own), ...Object.values(foreign)])
      await insertResource(tx, resource, { patient: patientOf(resource) });
  });
  const [kiosk, otherKiosk] = [await addKiosk(clinic), await addKiosk(clinic)];
  const session = await signInPatient(clinic, kiosk, mine.id);
  roles = {
    nobody: client(clinic.url, null),
    wrong: client(clinic.url, 'x'.repeat(43)),
    device: kiosk.ask,
    patient: session.ask,
    // The patient's token, carried to another kiosk.
    elsewhere: client(clinic.url, session.token, { [headers.device]: `Bearer ${otherKiosk.token}` }),
    system: system(clinic),
  };
});
afterAll(() => clinic.stop());

/** Every way to read a resource, and every way to write one, as [name, ask]. */
const reads = (type: string, id: string): [string, (ask: Ask) => ReturnType<Ask>][] => [
  ['read', (ask) => ask('GET', `/fhir/${type}/${id}`)],
  ['vread', (ask) => ask('GET', `/fhir/${type}/${id}/_history/1`)],
  ['instance history', (ask) => ask('GET', `/fhir/${type}/${id}/_history`)],
];
const writes = (resource: Resource & { id: string }): [string, (ask: Ask) => ReturnType<Ask>][] => [
  ['create', (ask) => ask('POST', `/fhir/${resource.resourceType}`, resource)],
  ['update', (ask) => ask('PUT', `/fhir/${resource.resourceType}/${resource.id}`, resource)],
  ['delete', (ask) => ask('DELETE', `/fhir/${resource.resourceType}/${resource.id}`, undefined, { 'if-match': 'W/"99"' })],
  [
    'transaction',
    (ask) =>
      ask('POST', '/fhir', {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [{ resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` } }],
      }),
  ],
];
const lists = (type: string): [string, (ask: Ask) => ReturnType<Ask>][] => [
  ['search', (ask) => ask('GET', `/fhir/${type}?_count=1000`)],
  ['post search', (ask) => ask('POST', `/fhir/${type}/_search`, '_count=1000', { 'content-type': 'application/x-www-form-urlencoded' })],
  ['type history', (ask) => ask('GET', `/fhir/${type}/_history?_count=1000`)],
];

it.each(sharedTypes)('A4 %s: no token sees nothing, a device and a patient read, only the system writes', async (type) => {
  const resource = shared[type];
  for (const [name, read] of [...reads(type, resource.id), ...lists(type)]) {
    for (const role of ['nobody', 'wrong', 'elsewhere'] as const)
      expect([name, role, refusal(await read(roles[role]))]).toEqual([name, role, '401 no_token']);
    for (const role of ['device', 'patient', 'system'] as const) {
      const answer = await read(roles[role]);
      expect([name, role, answer.status]).toEqual([name, role, 200]);
      expect(JSON.stringify(answer.body)).toContain(resource.id);
    }
  }
  for (const [name, write] of writes(resource)) {
    for (const role of ['nobody', 'wrong', 'elsewhere'] as const)
      expect([name, role, refusal(await write(roles[role]))]).toEqual([name, role, '401 no_token']);
    for (const role of ['device', 'patient'] as const)
      expect([name, role, refusal(await write(roles[role]))]).toEqual([name, role, '403 forbidden']);
    expect([name, (await write(roles.system)).status]).toEqual([name, { create: 201, update: 200, delete: 412, transaction: 200 }[name]]);
  }
});

it.each(onlyPersonal)('A4 %s: a device sees nobody, a patient only the own record, by whatever way', async (type) => {
  for (const resource of [own[type], foreign[type]]) {
    for (const [name, read] of reads(type, resource.id)) {
      for (const role of ['nobody', 'wrong', 'elsewhere'] as const)
        expect([name, role, refusal(await read(roles[role]))]).toEqual([name, role, '401 no_token']);
      expect([name, refusal(await read(roles.device))]).toEqual([name, '403 forbidden']);
      const asPatient = await read(roles.patient);
      if (resource === own[type]) expect([name, asPatient.status]).toEqual([name, 200]);
      // The same answer as for an id that never was: whether somebody is a patient here is nobody's business.
      else expect([name, refusal(asPatient)]).toEqual([name, '404 not_found']);
      expect([name, (await read(roles.system)).status]).toEqual([name, 200]);
    }
    for (const [name, write] of writes(resource)) {
      for (const role of ['device', 'patient'] as const)
        expect([name, role, refusal(await write(roles[role]))]).toEqual([name, role, '403 forbidden']);
      for (const role of ['nobody', 'wrong', 'elsewhere'] as const)
        expect([name, role, refusal(await write(roles[role]))]).toEqual([name, role, '401 no_token']);
    }
  }
  for (const [name, list] of lists(type)) {
    expect([name, refusal(await list(roles.nobody))]).toEqual([name, '401 no_token']);
    expect([name, refusal(await list(roles.device))]).toEqual([name, '403 forbidden']);
    const asPatient = await list(roles.patient);
    expect([name, entries(asPatient).map(({ resource }) => resource?.id)]).toEqual([name, [own[type].id]]);
    expect(at(asPatient.body, 'total')).toBe(1);
    expect(JSON.stringify(asPatient.body)).not.toContain(foreign[type].id);
  }
});

it('A4 asking for another patient by any parameter finds nothing, and the number found is nothing too', async () => {
  for (const query of [
    `Patient?_id=${theirs.id}`,
    'Patient?family=Чужая',
    'Patient?name=чуж',
    `Appointment?patient=${theirs.id}`,
    `Appointment?patient=${theirs.id}&_summary=count`,
    'Patient?birthdate=1951-04-03&family=Чужая',
  ]) {
    const answer = await roles.patient('GET', `/fhir/${query}`);
    expect([query, answer.status, at(answer.body, 'total'), entries(answer).length]).toEqual([query, 200, 0, 0]);
  }
  const included = await roles.patient('GET', '/fhir/Appointment?_include=Appointment:patient');
  expect(entries(included).map(({ resource }) => resource?.id)).toEqual([own.Appointment.id, mine.id]);
  for (const path of ['/fhir/_history?_since=2020-01-01&_count=2000', '/fhir/_history?_count=2000']) {
    const text = JSON.stringify((await roles.patient('GET', path)).body);
    expect(text).toContain(own.Appointment.id);
    expect(text).not.toContain(theirs.id);
    expect(text).not.toContain(foreign.Appointment.id);
    const device = JSON.stringify((await roles.device('GET', path)).body);
    expect(device).not.toContain(mine.id);
    expect(device).not.toContain(theirs.id);
  }
});

it('A4 behind the door even the question whether a path exists needs a token', async () => {
  for (const path of [
    '/fhir',
    '/fhir/',
    '/fhir/metadata',
    '/fhir/Nonsense',
    '/fhir/a/b/c/d',
    '/%66hir/Patient',
    '//fhir/Patient',
    '/events',
    '/identity/sign-out',
    '/device/me',
    '/fhir/%zz',
    '/fhir?x=1',
  ]) {
    for (const role of ['nobody', 'wrong'] as const) {
      const answer = await roles[role]('GET', path);
      expect([path, role, refusal(answer)]).toEqual([path, role, expect.stringMatching(/^(401 no_token|400 malformed)$/)]);
      expect(answer.headers.get(headers.epoch)).toBe(clinic.parts.epoch);
    }
  }
  expect(refusal(await roles.nobody('GET', '/nonsense'))).toBe('404 not_found');
});
