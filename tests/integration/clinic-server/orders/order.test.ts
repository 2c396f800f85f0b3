import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import { addDays, dayOf, instant, startOf, type Instant } from '../../../../shared/lib/moscow.ts';
import { at, client, entries, refusal } from '../../../support/fhirClient.ts';
import { keptKopecks, orderParameters, priceOf, startOrderClinic, type OrderClinic } from './orderClinic.ts';

let here: OrderClinic;
let now: Instant;
const today = dayOf(instant(Date.now()));
const tomorrow = addDays(today, 1);
const hundred = Array.from({ length: 100 }, (_, index) => ({ code: `A09.05.${String(index + 1).padStart(3, '0')}`, kopecks: 10_001 + index * 10 }));

beforeAll(async () => {
  now = instant(Date.now());
  here = await startOrderClinic(
    [
      { code: 'TSH', prices: [['2020-01-01', 48_000, '2021-12-31'], ['2022-01-01', 52_010]], rules: [{ kind: 'fasting', hours: 8 }] },
      { code: 'T4', prices: [['2020-01-01', 54_000]] },
      { code: 'DEARER', prices: [['2020-01-01', 30_000, today], [tomorrow, 33_000]] },
      { code: 'NOT-YET', prices: [[tomorrow, 33_000]] },
      { code: 'NO-MORE', prices: [['2020-01-01', 33_000, addDays(today, -1)]] },
      { code: 'RETIRED', prices: [['2020-01-01', 33_000]], status: 'retired' },
      { code: 'FREE', prices: [['2020-01-01', 0]] },
      { code: 'PANEL', prices: [['2020-01-01', 99_900]], rules: [{ kind: 'contains', codes: ['TSH', 'T4'] }] },
      { code: 'MEN', prices: [['2020-01-01', 69_000]], rules: [{ kind: 'sex', only: 'male' }] },
      { code: 'ADULT', prices: [['2020-01-01', 69_000]], rules: [{ kind: 'age', from: 18 }] },
      ...hundred.map(({ code, kopecks }) => ({ code, prices: [['2020-01-01', kopecks]] as const })),
    ],
    { now: () => now, people: 12 },
  );
}, 60_000);
beforeEach(() => {
  now = instant(Date.now());
});
afterAll(() => here.stop());

const tsh = { code: 'TSH', kopecks: 52_010 };
const t4 = { code: 'T4', kopecks: 54_000 };

it('P2 an order becomes one ServiceRequest a line, with the price in force, the day, and who sent it', async () => {
  const { send, person, signInId, lines, ask: own } = await here.patient();
  const [orderId, lineId] = [randomUUID(), randomUUID()];
  const answer = await send([{ ...tsh, lineId }, t4], { orderId, number: 'К01-0017', day: tomorrow });
  expect(answer.status).toBe(201);
  expect(at(answer.body, 'type')).toBe('collection');
  const [first] = entries(answer);
  expect(first?.fullUrl).toBe(`${here.clinic.url}/fhir/ServiceRequest/${lineId}`);
  expect(first?.resource).toMatchObject({
    resourceType: 'ServiceRequest',
    id: lineId,
    status: 'active',
    intent: 'order',
    identifier: [{ system: `${systems.orderNumber}/id`, value: orderId }],
    requisition: { system: systems.orderNumber, value: 'К01-0017' },
    code: { coding: [{ system: systems.nomenclature, code: 'TSH' }], text: 'Услуга TSH' },
    subject: { reference: `Patient/${person.id}` },
    requester: { reference: `Patient/${person.id}` },
    occurrenceDateTime: tomorrow,
    extension: [
      { url: extensions.orderState, valueCode: 'sent' },
      { url: extensions.price, valueMoney: { value: 520.1, currency: 'RUB' } },
      { url: extensions.signIn, valueString: signInId },
    ],
  });
  expect(JSON.stringify(at(first, 'resource', 'code', '_text'))).toContain('Service TSH');
  expect((await lines()).map(({ id }) => id).toSorted()).toEqual(entries(answer).map(({ resource }) => resource?.id).toSorted());
  // Their own feed brings it to any device they sign in at; a device by itself never hears of it.
  const heard = async (ask: typeof here.system) => JSON.stringify((await ask('GET', '/fhir/_history?_count=2000')).body).includes(lineId);
  expect([await heard(own), await heard(here.kiosk.ask)]).toEqual([true, false]);
});

it('P2 a patient’s own token orders too, without a day, and what costs nothing', async () => {
  const { ask, lines } = await here.patient();
  const body = { resourceType: 'Parameters', parameter: orderParameters([{ code: 'FREE', kopecks: 0 }]) };
  expect((await ask('POST', '/fhir/ServiceRequest/$order', body, { 'idempotency-key': randomUUID() })).status).toBe(201);
  const [line] = await lines();
  expect([keptKopecks(line), line && 'occurrenceDateTime' in line]).toEqual([0, false]);
});

it('P2 an order of a hundred lines is one order, and each line keeps its own kopecks', async () => {
  const { send, lines } = await here.patient();
  const answer = await send(hundred);
  expect(answer.status).toBe(201);
  const kept = new Map((await lines()).map((line) => [String(at(line, 'code', 'coding', 0, 'code')), keptKopecks(line)]));
  expect([...kept].toSorted()).toEqual(hundred.map(({ code, kopecks }) => [code, kopecks]).toSorted());
  expect(refusal(await send([...hundred, tsh]))).toBe('400 invalid_request');
});

it('P3 another price than the one in force orders nothing, and the refusal names the lines and no price', async () => {
  const { send, lines } = await here.patient();
  for (const kopecks of [52_009, 52_011, 48_000, 0, 5_201_000]) {
    const answer = await send([t4, { code: 'TSH', kopecks }]);
    expect([kopecks, refusal(answer)]).toEqual([kopecks, '409 price_changed']);
    expect(at(answer.body, 'issue', 0, 'expression')).toEqual(['Parameters.parameter.line[1]']);
    expect(JSON.stringify(answer.body)).not.toContain('TSH');
  }
  expect(await lines()).toEqual([]);
});

it('P3 the list that begins at midnight takes over at the server’s midnight, not a device’s', async () => {
  const { send } = await here.patient();
  await here.clinic.pool.query(`update device_token set expires_at = now() + interval '3 days'`);
  const lasting = () => here.clinic.pool.query(`update sign_in set token_expires_at = now() + interval '3 days', token_ends_at = now() + interval '3 days'`);
  await lasting();
  const midnight = startOf(tomorrow);
  now = instant(midnight - 1);
  expect(refusal(await send([{ code: 'DEARER', kopecks: 33_000 }]))).toBe('409 price_changed');
  expect((await send([{ code: 'DEARER', kopecks: 30_000 }])).status).toBe(201);
  now = midnight;
  await lasting();
  expect(refusal(await send([{ code: 'DEARER', kopecks: 30_000 }]))).toBe('409 price_changed');
  expect((await send([{ code: 'DEARER', kopecks: 33_000 }])).status).toBe(201);
});

it('P3 a price that changes between the order and the visit changes nothing of the order', async () => {
  const { send, lines } = await here.patient();
  expect((await send([t4])).status).toBe(201);
  const dearer = priceOf('T4', today, 99_999);
  const put = (status: string) => here.system('PUT', `/fhir/ChargeItemDefinition/${dearer.id}`, { ...dearer, status });
  expect((await put('active')).status).toBe(201);
  expect((await lines()).map(keptKopecks)).toEqual([54_000]);
  expect(refusal(await send([t4]))).toBe('409 price_changed');
  expect((await send([{ ...t4, kopecks: 99_999 }])).status).toBe(201);
  expect((await put('retired')).status).toBe(200);
  expect((await send([t4])).status).toBe(201);
  expect((await lines()).map(keptKopecks).toSorted((a, b) => a - b)).toEqual([54_000, 54_000, 99_999]);
});

it('P2 what is not sold now is said to be gone, line by line', async () => {
  const { send } = await here.patient();
  for (const code of ['NOT-YET', 'NO-MORE', 'RETIRED', 'NEVER-THERE', 'tsh', "'; drop table resource; --"]) {
    const answer = await send([tsh, { code, kopecks: 33_000 }]);
    expect([code, refusal(answer), at(answer.body, 'issue', 0, 'expression')]).toEqual([code, '409 service_gone', ['Parameters.parameter.line[1]']]);
  }
});

it('P2 what cannot go together, or is not for this person, is refused here too, whatever the device thought', async () => {
  const { send } = await here.patient({ gender: 'female', birthDate: '2015-05-01' });
  const panel = await send([tsh, { code: 'PANEL', kopecks: 99_900 }, { code: 'FREE', kopecks: 0 }]);
  expect([refusal(panel), at(panel.body, 'issue', 0, 'expression')]).toEqual(['409 order_blocked', ['Parameters.parameter.line[0]']]);
  expect(refusal(await send([tsh, tsh]))).toBe('409 order_blocked');
  expect(refusal(await send([{ code: 'MEN', kopecks: 69_000 }]))).toBe('409 order_blocked');
  expect(refusal(await send([{ code: 'ADULT', kopecks: 69_000 }]))).toBe('409 order_blocked');
  const man = await here.patient({ gender: 'male', birthDate: '1960-05-01' });
  expect((await man.send([{ code: 'MEN', kopecks: 69_000 }, { code: 'ADULT', kopecks: 69_000 }])).status).toBe(201);
});

it('P2 a day that is over is refused; today and any later one are not', async () => {
  const { send } = await here.patient();
  expect(refusal(await send([tsh], { day: addDays(today, -1) }))).toBe('409 day_past');
  expect((await send([tsh], { day: today })).status).toBe(201);
  expect((await send([tsh], { day: addDays(today, 200) })).status).toBe(201);
});

it('P2 one key, one order: a copy gets the same answer at either server, and another order under the same id is refused', async () => {
  const { send, lines, signInId } = await here.patient();
  const other = await here.clinic.another();
  const [key, orderId] = [randomUUID(), randomUUID()];
  const parameter = orderParameters([tsh, t4], { orderId });
  const through = (url: string) =>
    client(url, here.kiosk.token)('POST', '/fhir/ServiceRequest/$order', { resourceType: 'Parameters', parameter }, { 'idempotency-key': key, 'kabinet-sign-in': signInId });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => through(index % 2 === 0 ? here.clinic.url : other.url)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  expect(await lines()).toHaveLength(2);
  expect(refusal(await send([tsh], { key }))).toBe('409 id_reused');
  expect(refusal(await send([tsh], { orderId }))).toBe('409 id_taken');
  const lineId = String((await lines())[0]?.['id']);
  expect(refusal(await send([{ ...tsh, lineId }]))).toBe('409 id_taken');
  expect(await lines()).toHaveLength(2);
});

it('P2 twenty different keys for one order at two servers make one order', async () => {
  const { lines, signInId } = await here.patient();
  const other = await here.clinic.another();
  const orderId = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      client(index % 2 === 0 ? here.clinic.url : other.url, here.kiosk.token)(
        'POST',
        '/fhir/ServiceRequest/$order',
        { resourceType: 'Parameters', parameter: orderParameters([tsh, { ...t4 }], { orderId }) },
        { 'idempotency-key': randomUUID(), 'kabinet-sign-in': signInId },
      ),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
  expect(await lines()).toHaveLength(2);
});
