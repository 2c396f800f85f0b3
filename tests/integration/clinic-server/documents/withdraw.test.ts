import { randomUUID } from 'node:crypto';
import type { Consent } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import { insertResource } from '../../../../clinic-server/fhir/resourceStore.ts';
import { validated } from '../../../../clinic-server/fhir/validate.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { addKiosk, signInPatient } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { refusal, type Ask } from '../../../support/fhirClient.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { patient } from '../fhir/resources.ts';

let clinic: TestClinic;
let inForce: Record<DocumentKind, Published>;
let patientId: string;
let signInId: string;
let kiosk: Awaited<ReturnType<typeof addKiosk>>;
let asPatient: Ask;

beforeAll(async () => {
  clinic = await startClinic();
  inForce = await publishBoth(clinic);
});
afterAll(() => clinic.stop());

beforeEach(async () => {
  const person = patient('Лесная');
  patientId = person.id;
  await inTransaction(clinic.pool, (tx) => insertResource(tx, person, { patient: person.id }));
  kiosk = await addKiosk(clinic);
  ({ signInId, ask: asPatient } = await signInPatient(clinic, kiosk, patientId));
  const { version, texts } = inForce.consent;
  const body = { kind: 'consent', version, sha256: texts[0]?.sha256, how: 'typed', signature: null, typedName: 'Лесная Анна', acceptedAt: clinic.parts.now() };
  const answer = await asPatient('POST', '/identity/acceptances', body, { 'idempotency-key': randomUUID() });
  if (answer.status !== 201) throw new Error(`not accepted: ${refusal(answer)}`);
});

const withdraw = (ask: Ask, purposes: readonly string[] | null, headers: Record<string, string> = {}) => ask('POST', '/identity/consents/withdraw', { purposes }, { 'idempotency-key': randomUUID(), ...headers });
const casesOf = async (who: string) =>
  (await clinic.pool.query<{ kind: string; detail: { purposes: string[] | null; signIn: string } }>('select kind, detail from identity_case where patient = $1 order by opened_at', [who])).rows;

it('D3 a purpose is denied, another is added to it, the consent stands, and people get a case for each', async () => {
  expect((await withdraw(asPatient, ['reminders'])).status).toBe(200);
  const answer = await withdraw(asPatient, ['quality', 'reminders']);
  const consent = validated(answer.body) as Consent;
  expect(consent.status).toBe('active');
  expect(consent.provision?.provision).toMatchObject([{ type: 'deny', purpose: [{ code: 'reminders' }, { code: 'quality' }] }]);
  expect((await casesOf(patientId)).map(({ kind, detail }) => [kind, detail.purposes, detail.signIn])).toEqual([
    ['withdrawal', ['reminders'], signInId],
    ['withdrawal', ['quality', 'reminders'], signInId],
  ]);
});

it('D3 the whole consent ends, also when the patient has left and the device tells it later; then there is nothing left to withdraw', async () => {
  const answer = await withdraw(kiosk.ask, null, { 'kabinet-sign-in': signInId });
  expect((answer.body as Consent).status).toBe('inactive');
  expect(refusal(await withdraw(asPatient, null))).toBe('409 not_active');
  expect(refusal(await withdraw(asPatient, ['quality']))).toBe('409 not_active');
  expect(await casesOf(patientId)).toHaveLength(1);
});

it('D3 nobody withdraws for another, and neither a needed nor an unknown purpose goes alone', async () => {
  expect(refusal(await withdraw(kiosk.ask, null))).toBe('403 forbidden');
  const stranger = await addKiosk(clinic);
  expect(refusal(await withdraw(stranger.ask, null, { 'kabinet-sign-in': signInId }))).toBe('403 forbidden');
  expect(refusal(await withdraw(asPatient, ['care']))).toBe('422 purpose_required');
  expect(refusal(await withdraw(asPatient, ['dancing']))).toBe('422 purpose_unknown');
  expect(await casesOf(patientId)).toEqual([]);
});

it('D3 a withdrawal told twice is one', async () => {
  const key = { 'idempotency-key': randomUUID() };
  for (let time = 0; time < 2; time += 1) expect((await asPatient('POST', '/identity/consents/withdraw', { purposes: ['quality'] }, key)).status).toBe(200);
  expect(await casesOf(patientId)).toHaveLength(1);
});
