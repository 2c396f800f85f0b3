import { randomUUID } from 'node:crypto';
import type { Consent, DocumentReference } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import { extensions } from '../../../../shared/fhir/names.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, refusal, type Ask } from '../../../support/fhirClient.ts';
import { pdfText } from '../../../support/pdfText.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { staffAt, type TestStaff } from '../../../support/staffDesk.ts';
import { patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let inForce: Record<DocumentKind, Published>;
let desk: TestDevice;
let registrar: TestStaff;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;

beforeAll(async () => {
  clinic = await startClinic();
  inForce = await publishBoth(clinic);
  desk = await enrolDevice(clinic, { profile: 'reception' });
  registrar = await staffAt(clinic, desk);
  kiosk = await addKiosk(clinic);
});
afterAll(() => clinic.stop());

async function newPatient(more: object = {}): Promise<string> {
  const person = { ...patient(`Лесная${randomUUID().slice(0, 4)}`), ...more };
  await inTransaction(clinic.pool, (tx) => insertResource(tx, person, { patient: person.id }));
  return person.id;
}

const body = (patientId: string, more: object = {}) => ({ patientId, kind: 'consent', version: inForce.consent.version, sha256: inForce.consent.texts[0]?.sha256, ...more });
const record = (ask: Ask, asked: object, key: string = randomUUID()) =>
  ask('POST', '/identity/acceptances/paper', asked, { 'idempotency-key': key, 'content-type': 'application/json' });
const audited = async (who: string) =>
  (await clinic.pool.query<{ staff: string; device: string }>(`select staff, device from identity_audit where action = 'paper_signed' and patient = $1`, [who])).rows;

it('R1 a sheet signed on paper becomes the patient’s Consent and copy, both saying before whom it was signed, and the audit says it too', async () => {
  const patientId = await newPatient();
  const answer = await record(registrar.ask, body(patientId));
  expect(answer.status).toBe(201);
  const consent = validated(at(answer.body, 'consent')) as Consent;
  expect(consent).toMatchObject({ status: 'active', patient: { reference: `Patient/${patientId}` }, policy: [{ uri: `DocumentReference/${inForce.consent.id}` }] });
  expect(consent.extension).toContainEqual({ url: extensions.recordedBy, valueString: registrar.id });
  expect(await audited(patientId)).toEqual([{ staff: registrar.id, device: desk.id }]);

  const session = await signInPatient(clinic, kiosk, patientId);
  const copy = (await session.ask('GET', `/fhir/${consent.sourceReference?.reference ?? ''}`)).body as DocumentReference;
  const pdf = await fetch(`${clinic.url}/fhir/${copy.content?.[0]?.attachment.url ?? ''}`, { headers: { authorization: `Bearer ${session.token}`, 'kabinet-device': `Bearer ${kiosk.token}` } });
  const words = pdfText(Buffer.from(await pdf.arrayBuffer()));
  for (const said of ['подпись на бумаге', 'Подпись принял', 'Ирина Регистратор', inForce.consent.version]) expect(words).toContain(said);
});

it('R1 sent twice it is one signature, and the Consent before it is over', async () => {
  const patientId = await newPatient();
  const key = randomUUID();
  const first = await record(registrar.ask, body(patientId), key);
  expect(await record(registrar.ask, body(patientId), key)).toMatchObject({ status: 201, body: first.body });
  expect(await audited(patientId)).toHaveLength(1);
  expect((await record(registrar.ask, body(patientId))).status).toBe(201);
  const session = await signInPatient(clinic, kiosk, patientId);
  const states = entries(await session.ask('GET', '/fhir/Consent')).map(({ resource }) => (validated(resource) as Consent).status);
  expect(states.toSorted()).toEqual(['active', 'inactive']);
});

it('R1 only a member of staff says that paper was signed: not a desk without one, nor a patient, nor staff for themselves', async () => {
  const patientId = await newPatient();
  const session = await signInPatient(clinic, kiosk, patientId);
  for (const ask of [desk.ask, kiosk.ask, session.ask]) expect(refusal(await record(ask, body(patientId)))).toBe('403 forbidden');
  const { patientId: _whose, ...named } = body(patientId);
  const alone = { ...named, how: 'paper', signature: null, typedName: null, acceptedAt: Date.now() };
  const accept = (ask: Ask, asked: object) => ask('POST', '/identity/acceptances', asked, { 'idempotency-key': randomUUID(), 'content-type': 'application/json' });
  for (const ask of [desk.ask, registrar.ask]) expect(refusal(await accept(ask, alone))).toBe('403 forbidden');
  expect(refusal(await accept(registrar.ask, { ...alone, how: 'typed', typedName: 'Анна Лесная' }))).toBe('403 forbidden');
  expect(await audited(patientId)).toEqual([]);
});

it('R1 a sheet of another text or version, of nobody, or of a record that was merged is refused and leaves nothing', async () => {
  const patientId = await newPatient();
  expect(refusal(await record(registrar.ask, body(patientId, { sha256: 'a'.repeat(64) })))).toBe('409 document_mismatch');
  expect(refusal(await record(registrar.ask, body(patientId, { version: '2025-01' })))).toBe('409 document_not_in_force');
  expect(refusal(await record(registrar.ask, body(randomUUID())))).toBe('404 not_found');
  expect(refusal(await record(registrar.ask, body(await newPatient({ active: false }))))).toBe('404 not_found');
  expect(refusal(await record(registrar.ask, body(patientId, { kind: 'x' })))).toBe('400 invalid_request');
  const { rows } = await clinic.pool.query('select 1 from acceptance a where a.patient = $1', [patientId]);
  expect([rows, await audited(patientId)]).toEqual([[], []]);
});
