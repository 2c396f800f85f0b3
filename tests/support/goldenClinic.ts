import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '@medplum/fhirtypes';
import { openDatabase } from '../../backend/db/open.ts';
import { syncRules } from '../../backend/features/index.ts';
import type { Handlers } from '../../backend/server/handler.ts';
import { runDevice } from '../../backend/server/runDevice.ts';
import { systemPorts } from '../../backend/server/systemPorts.ts';
import { saveDevice } from '../../backend/sync/deviceRecord.ts';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { hashOf, newSecret } from '../../clinic-server/devices/secrets.ts';
import { bulkInsert } from '../../clinic-server/fhir/resourceStore.ts';
import { addSignIn } from '../../clinic-server/identity/signInStore.ts';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { instant, toWire } from '../../shared/lib/moscow.ts';
import { clinic as golden, goldenId, slotMinutes, writtenAt } from '../golden/facts.ts';
import { issueEnrolmentCode } from './clinicDevice.ts';
import { startClinic, type TestClinic } from './clinicServer.ts';
import { at, client } from './fhirClient.ts';
import { publishBoth } from './publishedDocuments.ts';

const reference = (type: string, id: Id) => ({ reference: `${type}/${id}` });
const coded = (system: string, code: string) => ({ coding: [{ system, code }] });

function price(code: string, kopecks: number): Resource {
  const propertyGroup = [{ priceComponent: [{ type: 'base' as const, amount: { value: kopecks / 100, currency: 'RUB' as const } }] }];
  return { resourceType: 'ChargeItemDefinition', id: goldenId(`price ${code}`), url: `https://kabinet.example/fhir/ChargeItemDefinition/${code}`, status: 'active', code: coded(systems.nomenclature, code), effectivePeriod: { start: '2020-01-01' }, propertyGroup };
}

function report(id: Id): Resource {
  return { resourceType: 'DiagnosticReport', id, status: 'final', category: [coded(systems.diagnosticService, 'LAB')], code: { text: 'Гормоны' }, subject: reference('Patient', golden.patientId), issued: toWire(instant(writtenAt - 86_400_000)) };
}

/** The clinic of the golden queues, at the hour they were written: every id a queue names is there. */
export async function startGoldenClinic(): Promise<TestClinic> {
  const started = performance.now();
  const server = await startClinic({ now: () => instant(writtenAt + 60_000 + Math.round(performance.now() - started)) });
  const { tests, slots, officeId, roleId, practitionerId, scheduleId, serviceId, roomId, patientId, visitCode } = golden;
  const shared: Resource[] = [
    { resourceType: 'Organization', id: goldenId('organization'), active: true, name: 'Клиника, которой нет' },
    { resourceType: 'Location', id: officeId, status: 'active', mode: 'instance', name: 'Корпус', physicalType: { coding: [{ code: 'bu' }] } },
    { resourceType: 'Location', id: roomId, status: 'active', mode: 'instance', name: 'Кабинет 214', physicalType: { coding: [{ code: 'ro' }] }, partOf: reference('Location', officeId) },
    { resourceType: 'HealthcareService', id: serviceId, active: true, name: 'Первый приём', type: [coded(systems.nomenclature, visitCode)] },
    { resourceType: 'Practitioner', id: practitionerId, name: [{ family: 'Небывалова', given: ['Вера'] }] },
    { resourceType: 'PractitionerRole', id: roleId, active: true, practitioner: reference('Practitioner', practitionerId), specialty: [coded(systems.speciality, 'endocrinology')], location: [reference('Location', officeId), reference('Location', roomId)], healthcareService: [reference('HealthcareService', serviceId)] },
    { resourceType: 'Schedule', id: scheduleId, active: true, actor: [reference('PractitionerRole', roleId), reference('Location', roomId)] },
    ...Object.values(slots).map(({ id, startsAt }): Resource => ({ resourceType: 'Slot', id, schedule: reference('Schedule', scheduleId), status: 'free', start: toWire(startsAt), end: toWire(instant(startsAt + slotMinutes * 60_000)) })),
    ...tests.map(({ code }): Resource => ({ resourceType: 'ActivityDefinition', id: goldenId(`test ${code}`), url: `https://kabinet.example/fhir/ActivityDefinition/${code}`, status: 'active', title: `Услуга ${code}`, kind: 'ServiceRequest', code: coded(systems.nomenclature, code) })),
    price(visitCode, golden.visitKopecks),
    ...tests.map(({ code, kopecks }) => price(code, kopecks)),
  ];
  const personal: Resource[] = [{ resourceType: 'Patient', id: patientId, name: [{ family: 'Вымышлена', given: ['Анна'] }], gender: 'female', birthDate: '1951-04-03' }, report(golden.reportId), report(golden.otherReportId)];
  await inTransaction(server.pool, (tx) => bulkInsert(tx, [...shared.map((resource) => ({ resource, patient: null })), ...personal.map((resource) => ({ resource, patient: patientId }))]));
  await publishBoth(server);
  return server;
}

/** A kiosk of that clinic with the features' own rules, over a real file and real HTTP; the patient of the queues was signed in at it. */
export async function startGoldenDevice(server: TestClinic) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const code = await issueEnrolmentCode(server.pool, 'kiosk', golden.officeId);
  const enrolled = await client(server.url, null)('POST', '/device/enrol', { code, profile: 'kiosk', publicKeyJwk: publicKey.export({ format: 'jwk' }) }, { 'content-type': 'application/json' });
  const deviceId = String(at(enrolled.body, 'deviceId'));
  await inTransaction(server.pool, (tx) => addSignIn(tx, { id: golden.signInId, device: deviceId, account: null, patient: golden.patientId, method: 'code', tokenHash: hashOf(newSecret()), terms: null, now: server.parts.now() }));
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-golden-'));
  const db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
  const policy = { idleSeconds: 60, warnSeconds: 20, changeableHours: 3, maxActiveVisits: 5, holdSeconds: 120, holdSecondsLonger: 240 };
  db.write((tx) => saveDevice(tx, { deviceId, code: 'К03', profile: 'kiosk', officeId: golden.officeId, clinic: { ru: 'Клиника', en: null }, phone: '', policy }));
  const bugs: string[] = [];
  const device = runDevice(
    { db, server: server.url, ca: null, credential: { deviceId, privateKey } },
    {
      ...{ rules: syncRules, createHandlers: () => ({}) as Handlers, ports: systemPorts, profile: 'kiosk', appVersion: '0.1.0' },
      shell: { print: async () => 'printed', openEsia: async () => ({ outcome: 'failed', query: null }), leave: () => undefined, exit: () => undefined },
      publish: () => undefined,
      reportBug: (error, where) => void bugs.push(`${where}: ${error instanceof Error ? error.name : 'thrown'}`),
      onPolicy: () => undefined,
    },
  );
  return {
    ...{ db, bugs, deviceId, engine: device.engine },
    async stop(): Promise<void> {
      await device.close(10);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
