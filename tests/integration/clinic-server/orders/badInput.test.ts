import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { extensions } from '../../../../shared/fhir/names.ts';
import { client, refusal } from '../../../support/fhirClient.ts';
import { orderParameters, servicePart, startOrderClinic, type OrderClinic, type Ordering } from './orderClinic.ts';

let here: OrderClinic;
let patient: Ordering;
beforeAll(async () => {
  here = await startOrderClinic([{ code: 'TSH', prices: [['2020-01-01', 52_010]] }], { people: 2 });
  patient = await here.patient();
}, 60_000);
afterAll(() => here.stop());

type Parameter = { name: string; part?: { name: string; [value: string]: unknown }[]; [value: string]: unknown };
const good = () => orderParameters([{ code: 'TSH', kopecks: 52_010 }]) as Parameter[];
const without = (name: string) => good().filter((one) => one.name !== name);
const line = (change: (part: { name: string; [value: string]: unknown }[]) => { name: string; [value: string]: unknown }[]) =>
  good().map((one) => (one.part ? { ...one, part: change(one.part) } : one));
const price = (valueMoney: unknown) => line((part) => part.map((one) => (one.name === 'price' ? { name: 'price', valueMoney } : one)));
const named = (name: string, element: string, value: unknown) => good().map((one) => (one.name === name ? { name, [element]: value } : one));

it('P2 a request that is not one is refused in words of FHIR, and orders nothing', async () => {
  const twice = good().flatMap((one) => (one.name === 'line' ? [one, one] : [one]));
  const wrong: readonly (readonly [title: string, parameter: unknown])[] = [
    ['no order id', without('orderId')],
    ['no number', without('number')],
    ['no line', without('line')],
    ['two numbers', [...good(), ...good().filter(({ name }) => name === 'number')]],
    ['the same line twice', twice],
    ['a line that is a text', [...without('line'), { name: 'line', valueString: 'TSH' }]],
    ['a line without a price', line((part) => part.filter(({ name }) => name !== 'price'))],
    ['a line with two prices', line((part) => [...part, ...part.filter(({ name }) => name === 'price')])],
    ['a line without an id', line((part) => part.filter(({ name }) => name !== 'lineId'))],
    ['a line with something more', line((part) => [...part, { name: 'discount', valueDecimal: 1 }])],
    ['an empty code', line((part) => part.map((one) => (one.name === 'code' ? { name: 'code', valueCode: '' } : one)))],
    ['a code that never ends', line((part) => part.map((one) => (one.name === 'code' ? { name: 'code', valueCode: 'A'.repeat(41) } : one)))],
    ['less than nothing', price({ value: -1, currency: 'RUB' })],
    ['half a kopeck', price({ value: 520.105, currency: 'RUB' })],
    ['a price as a text', price({ value: '520.1', currency: 'RUB' })],
    ['a price without a currency', price({ value: 520.1 })],
    ['dollars', price({ value: 520.1, currency: 'USD' })],
    ['more than anybody has', price({ value: 1e21, currency: 'RUB' })],
    ['no price at all', price(null)],
    ['an order id that is none', named('orderId', 'valueUuid', 'urn:uuid:1')],
    ['an empty number', named('number', 'valueString', '')],
    ['a number with markup', named('number', 'valueString', '<b>1</b>')],
    ['a number over two lines', named('number', 'valueString', 'К01\n0001')],
    ['a number that never ends', named('number', 'valueString', '1'.repeat(41))],
    ['a day that does not exist', [...good(), { name: 'day', valueDate: '2026-02-30' }]],
    ['a year as a day', [...good(), { name: 'day', valueDate: '2026' }]],
    ['not a list', 'line'],
  ];
  for (const [title, parameter] of wrong) {
    const answer = await here.kiosk.write('/fhir/ServiceRequest/$order', parameter as object[], { signInId: patient.signInId });
    expect([title, refusal(answer)]).toEqual([title, '400 invalid_request']);
  }
  expect(await patient.lines()).toEqual([]);
});

it('P2 a price that JSON cannot say is malformed before it is a price', async () => {
  const body = JSON.stringify({ resourceType: 'Parameters', parameter: good() }).replace('520.1', '1e400');
  const answer = await here.kiosk.ask('POST', '/fhir/ServiceRequest/$order', body, { 'content-type': 'application/fhir+json', 'idempotency-key': randomUUID(), 'kabinet-sign-in': patient.signInId });
  expect(refusal(answer)).toBe('400 invalid_request');
});

it('P2 only a patient orders, and only with a key: not a device alone, not a system, not nobody', async () => {
  const body = { resourceType: 'Parameters', parameter: good() };
  const cancel = { resourceType: 'Parameters', parameter: [{ name: 'orderId', valueUuid: `urn:uuid:${randomUUID()}` }] };
  const key = () => ({ 'idempotency-key': randomUUID() });
  for (const [path, sent] of [['$order', body], ['$cancel-order', cancel]] as const) {
    const address = `/fhir/ServiceRequest/${path}`;
    expect(refusal(await here.kiosk.ask('POST', address, sent, key()))).toBe('403 forbidden');
    expect(refusal(await here.system('POST', address, sent, key()))).toBe('403 forbidden');
    expect(refusal(await client(here.clinic.url, null)('POST', address, sent, key()))).toBe('401 no_token');
    expect(refusal(await patient.ask('POST', address, sent))).toBe('400 no_idempotency_key');
  }
  expect(await patient.lines()).toEqual([]);
});

it('P2 a rule of preparation that no program can read is refused where it is written', async () => {
  const [service] = servicePart({ code: 'NEW', prices: [], rules: [{ kind: 'fasting', hours: 8 }] }) as [{ id: string }];
  const put = (rule: string) => here.system('PUT', `/fhir/ActivityDefinition/${service.id}`, { ...service, extension: [{ url: extensions.preparation, valueString: rule }] });
  expect((await put('{"kind":"fasting","hours":8}')).status).toBe(201);
  for (const rule of ['{"kind":"fasting","hours":100}', '{"kind":"hope"}', 'eat nothing', '{}']) expect([rule, refusal(await put(rule))]).toEqual([rule, '422 invalid_resource']);
});
