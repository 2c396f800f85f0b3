import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Published } from '../../../../clinic-server/documents/published.ts';
import type { DocumentKind } from '../../../../shared/lib/clinicDocument.ts';
import { at, entries, refusal } from '../../../support/fhirClient.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { moved, orderStateOf, startOrderClinic, type OrderClinic, type Ordering } from './orderClinic.ts';

let here: OrderClinic;
let inForce: Record<DocumentKind, Published>;
const cart = [
  { code: 'TSH', kopecks: 52_010 },
  { code: 'T4', kopecks: 54_000 },
];
beforeAll(async () => {
  here = await startOrderClinic(cart.map(({ code, kopecks }) => ({ code, prices: [['2020-01-01', kopecks]] })), { people: 8 });
  inForce = await publishBoth(here.clinic);
}, 60_000);
afterAll(() => here.stop());

const shown = async ({ lines }: Ordering) => (await lines()).map((line) => `${orderStateOf(line)} ${String(line['status'])}`);
async function ordered(): Promise<Ordering & { orderId: string; move(state: string, status: string, only?: number): Promise<void> }> {
  const patient = await here.patient();
  const orderId = randomUUID();
  expect((await patient.send(cart, { orderId })).status).toBe(201);
  return {
    ...{ ...patient, orderId },
    async move(state, status, only) {
      for (const [index, line] of (await patient.lines()).entries())
        if (only === undefined || only === index) expect((await here.system('PUT', `/fhir/ServiceRequest/${String(line['id'])}`, moved(line, state, status))).status).toBe(200);
    },
  };
}

it('P2 a sent or a confirmed order is cancelled whole, once, and says who did it', async () => {
  const patient = await ordered();
  const key = randomUUID();
  const answer = await patient.cancel(patient.orderId, key);
  expect(answer.status).toBe(200);
  expect(entries(answer).map(({ resource }) => [orderStateOf(resource), at(resource, 'status'), at(resource, 'note', 0, 'authorReference', 'reference'), at(resource, 'meta', 'versionId')])).toEqual(
    cart.map(() => ['cancelled', 'revoked', `Patient/${patient.person.id}`, '2']),
  );
  expect((await patient.cancel(patient.orderId, key)).body).toEqual(answer.body);
  expect(refusal(await patient.cancel(patient.orderId))).toBe('409 not_active');
  expect(await shown(patient)).toEqual(['cancelled revoked', 'cancelled revoked']);
  const confirmed = await ordered();
  await confirmed.move('confirmed', 'active');
  expect((await confirmed.cancel(confirmed.orderId)).status).toBe(200);
});

it('P2 an order the clinic has begun with is not the patient’s to cancel', async () => {
  const patient = await ordered();
  await patient.move('ready', 'active', 0);
  expect(refusal(await patient.cancel(patient.orderId))).toBe('409 not_active');
  expect((await shown(patient)).toSorted()).toEqual(['ready active', 'sent active']);
  await patient.move('done', 'completed');
  expect(refusal(await patient.cancel(patient.orderId))).toBe('409 not_active');
});

it('P2 what the clinic took out itself stays as it is when the rest is cancelled', async () => {
  const patient = await ordered();
  await patient.move('cancelled', 'revoked', 0);
  const answer = await patient.cancel(patient.orderId);
  expect(answer.status).toBe(200);
  expect(entries(answer).map(({ resource }) => at(resource, 'note', 'length')).toSorted()).toEqual([1, undefined]);
  expect(await shown(patient)).toEqual(['cancelled revoked', 'cancelled revoked']);
});

it('P2 another patient’s order is as unknown as none, and stays', async () => {
  const [owner, other] = [await ordered(), await here.patient()];
  expect(refusal(await other.cancel(owner.orderId))).toBe('404 not_found');
  expect(refusal(await other.cancel(randomUUID()))).toBe('404 not_found');
  const mine = await here.kiosk.signIn(owner.person);
  expect(entries(await mine.ask('GET', '/fhir/ServiceRequest')).map(({ resource }) => orderStateOf(resource))).toEqual(['sent', 'sent']);
  expect(entries(await mine.ask('GET', '/fhir/ServiceRequest?identifier=' + owner.orderId))).toHaveLength(2);
  expect(entries((await here.kiosk.signIn(other.person).then(({ ask }) => ask('GET', '/fhir/ServiceRequest'))))).toEqual([]);
});

it('D3 whoever has withdrawn the consent orders nothing more, and may still cancel', async () => {
  const patient = await here.patient();
  const { version, texts } = inForce.consent;
  const once = () => ({ 'idempotency-key': randomUUID() });
  const acceptance = { kind: 'consent', version, sha256: texts[0]?.sha256, how: 'typed', signature: null, typedName: 'Лесная Анна', acceptedAt: here.clinic.parts.now() };
  expect((await patient.ask('POST', '/identity/acceptances', acceptance, once())).status).toBe(201);
  const orderId = randomUUID();
  expect((await patient.send(cart, { orderId })).status).toBe(201);
  expect((await patient.ask('POST', '/identity/consents/withdraw', { purposes: null }, once())).status).toBe(200);
  expect(refusal(await patient.send(cart))).toBe('409 consent_withdrawn');
  expect((await patient.cancel(orderId)).status).toBe(200);
});
