import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import type { Parameters } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { writeFhirDefinitions } from '../../../scripts/fhirDefinitions.mjs';
import { extensions, systems } from '../../../shared/fhir/names.ts';
import type { Resource } from '../../support/clinicResources.ts';
import { anna } from './kioskWithDoctor.ts';
import { kioskWithPrices, onServer, sending, tomorrow } from './kioskWithPrices.ts';

beforeAll(() => {
  const { target } = writeFhirDefinitions();
  indexStructureDefinitionBundle(JSON.parse(readFileSync(target, 'utf8')));
});

const named = (body: unknown, name: string) => ((body as Parameters).parameter ?? []).filter((part) => part.name === name);

test('A4 an order goes out as valid R4 parameters under the sign-in it was made in, also when the patient has left', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050], ['A09.05.135', 78_000]], tomorrow);
  await kiosk.call('orders.send', input);
  await kiosk.leave();
  const { request } = kiosk.requestOf(input.commandId);
  expect(request).toMatchObject({ method: 'POST', path: '/fhir/ServiceRequest/$order', as: 'device', idempotencyKey: input.commandId });
  expect(request.signInId).toBeDefined();
  expect(() => validateResource(request.body as Parameters)).not.toThrow();
  expect(named(request.body, 'orderId')).toEqual([{ name: 'orderId', valueUuid: `urn:uuid:${input.orderId}` }]);
  expect(named(request.body, 'number')).toEqual([{ name: 'number', valueString: 'К03-0001' }]);
  expect(named(request.body, 'day')).toEqual([{ name: 'day', valueDate: tomorrow }]);
  expect(named(request.body, 'line').map(({ part }) => part)).toEqual(
    input.lines.map(({ lineId, code, kopecks }) => [
      { name: 'lineId', valueUuid: `urn:uuid:${lineId}` },
      { name: 'code', valueCode: code },
      { name: 'price', valueMoney: { value: kopecks / 100, currency: 'RUB' } },
    ]),
  );
  kiosk.signIn(anna);
  const cancel = { commandId: randomUUID(), orderId: input.orderId };
  await kiosk.call('orders.cancel', cancel);
  const { request: cancelling } = kiosk.requestOf(cancel.commandId);
  expect(cancelling).toMatchObject({ path: '/fhir/ServiceRequest/$cancel-order', as: 'device', idempotencyKey: cancel.commandId });
  expect(() => validateResource(cancelling.body as Parameters)).not.toThrow();
});

test('P3 a price comes back from the wire as it went, to the kopeck', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (price) => {
      const kiosk = JSON.parse(JSON.stringify({ value: price / 100 })) as { value: number };
      expect(Math.round(kiosk.value * 100)).toBe(price);
    }),
    { numRuns: 500 },
  );
});

test('D3 after a whole withdrawal nothing is ordered, and what was ordered can still be cancelled', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const input = sending([['A09.05.065', 59_050]]);
  kiosk.put(...onServer(input, 'sent'));
  kiosk.put({
    ...{ resourceType: 'Consent', id: randomUUID(), status: 'inactive', dateTime: '2026-11-20T12:00:00+03:00', patient: { reference: `Patient/${anna.id}` } },
    category: [{ coding: [{ system: systems.documentKind, code: 'consent' }] }],
    identifier: [{ system: systems.documentVersion, value: '2026-01' }],
  } as Resource);
  expect(await kiosk.refusal('orders.send', sending([['A09.05.065', 59_050]]))).toBe('consent_withdrawn');
  await kiosk.call('orders.cancel', { commandId: randomUUID(), orderId: input.orderId });
});

test('X6 a line the server got wrong is refused whole and shown nowhere; what only looks odd is shown as it is', async () => {
  const kiosk = kioskWithPrices();
  kiosk.signIn(anna);
  const [good] = onServer(sending([['A09.05.065', 59_050]], tomorrow), 'sent');
  if (good === undefined) throw new Error('no line');
  const money = (value: unknown) => [{ url: extensions.orderState, valueCode: 'sent' }, { url: extensions.price, valueMoney: { value } }];
  const wrong: Readonly<Record<string, object>> = {
    'no price': { extension: [{ url: extensions.orderState, valueCode: 'sent' }] },
    'a price beyond any number': { extension: money(Number.POSITIVE_INFINITY) },
    'a price as a text': { extension: money('590.50') },
    'less than nothing': { extension: money(-1) },
    'nobody’s': { subject: {} },
    'no code': { code: { text: 'ТТГ' } },
    'an order that is none': { identifier: [{ system: `${systems.orderNumber}/id`, value: 'x' }] },
    'a day that is none': { occurrenceDateTime: '2026-13-40' },
    'no time': { authoredOn: 'yesterday' },
  };
  for (const [what, part] of Object.entries(wrong)) expect(() => kiosk.put({ ...good, ...part } as Resource), what).toThrow();
  expect((await kiosk.call('orders.mine', { offset: 0, limit: 50 })).total).toBe(0);
  kiosk.put({ ...good, code: { ...good.code, text: '<b onload=x>ТТГ</b>\u202e' }, extension: [...money(590.5).slice(1), { url: extensions.orderState, valueCode: 'lost' }] } as Resource);
  expect((await kiosk.call('orders.mine', { offset: 0, limit: 50 })).orders).toMatchObject([{ state: 'sent', total: 59_050 }]);
  // A draft, or a doctor's own referral, is no pre-order.
  kiosk.put({ ...good, status: 'entered-in-error' } as Resource);
  expect((await kiosk.call('orders.mine', { offset: 0, limit: 50 })).total).toBe(0);
});
