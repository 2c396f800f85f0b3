import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../../../clinic-server/db/pool.ts';
import { bulkInsert } from '../../../../clinic-server/fhir/resourceStore.ts';
import { startFamilyClinic, type FamilyClinic } from '../../../support/familyClinic.ts';
import { at, entries, refusal } from '../../../support/fhirClient.ts';
import { orderParameters, servicePart } from './orderClinic.ts';

let here: FamilyClinic;
beforeAll(async () => {
  here = await startFamilyClinic();
  const sold = servicePart({ code: 'TSH', prices: [['2020-01-01', 52_010]] }) as Parameters<typeof bulkInsert>[1][number]['resource'][];
  await inTransaction(here.clinic.pool, (tx) => bulkInsert(tx, sold.map((resource) => ({ resource, patient: null }))));
});
afterAll(() => here.stop());

const cart = [{ code: 'TSH', kopecks: 52_010 }];
const cancelled = (orderId: string) => [{ name: 'orderId', valueUuid: `urn:uuid:${orderId}` }];

it('R10 P2 an order a mother sends for her son is his and names her, also when it arrives after she has left; so does its cancelling', async () => {
  const { mother, son } = await here.family();
  const kiosk = await here.kiosk();
  const acting = await here.actFor(kiosk, (await kiosk.signIn(mother)).ask, son);
  const [orderId, key] = [randomUUID(), randomUUID()];
  const sent = await kiosk.write('/fhir/ServiceRequest/$order', orderParameters(cart, { orderId }), { signInId: acting.signInId, key });
  expect(sent.status).toBe(201);
  const [line] = entries(sent).map(({ resource }) => resource);
  expect(at(line, 'subject', 'reference')).toBe(`Patient/${son.id}`);
  const requester = String(at(line, 'requester', 'reference'));
  expect(requester).toMatch(/^RelatedPerson\//);
  expect(at((await acting.ask('GET', `/fhir/${requester}`)).body, 'patient', 'reference')).toBe(`Patient/${son.id}`);
  const undone = await kiosk.write('/fhir/ServiceRequest/$cancel-order', cancelled(orderId), { signInId: acting.signInId });
  expect(entries(undone).map(({ resource }) => at(resource, 'note', 0, 'authorReference', 'reference'))).toEqual([requester]);
  // Nothing of it stands in the mother's own record.
  const own = await kiosk.signIn(mother);
  expect(entries(await own.ask('GET', '/fhir/ServiceRequest'))).toEqual([]);
  expect(refusal(await kiosk.write('/fhir/ServiceRequest/$cancel-order', cancelled(orderId), { signInId: own.signInId }))).toBe('404 not_found');
});

it('R10 P2 another device does not order in the name of a sign-in that is not its own', async () => {
  const { mother } = await here.family();
  const [one, other] = [await here.kiosk(), await here.kiosk()];
  const { signInId } = await one.signIn(mother);
  expect((await other.write('/fhir/ServiceRequest/$order', orderParameters(cart), { signInId })).status).toBeGreaterThanOrEqual(401);
  expect(entries(await (await one.signIn(mother)).ask('GET', '/fhir/ServiceRequest'))).toEqual([]);
});
