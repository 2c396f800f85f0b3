import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { extensions, systems } from '../../../../shared/fhir/names.ts';
import { at, entries, refusal } from '../../../support/fhirClient.ts';
import { keptKopecks, moved, orderStateOf, startOrderClinic, type OrderClinic, type Ordering } from './orderClinic.ts';

let here: OrderClinic;
let patient: Ordering;
beforeAll(async () => {
  here = await startOrderClinic([{ code: 'TSH', prices: [['2020-01-01', 52_010]] }], { people: 2 });
  patient = await here.patient();
}, 60_000);
afterAll(() => here.stop());

type Line = Record<string, unknown>;
async function freshLine(): Promise<Line> {
  const answer = await patient.send([{ code: 'TSH', kopecks: 52_010 }]);
  const [line] = entries(answer).map(({ resource }) => resource);
  if (!line) throw new Error('no line');
  return line;
}
const address = (line: Line) => `/fhir/ServiceRequest/${String(line['id'])}`;
const put = (line: Line) => here.system('PUT', address(line), line);
const withPrice = (line: Line, valueMoney: object): Line => ({ ...line, extension: (line['extension'] as { url: string }[]).map((one) => (one.url === extensions.price ? { ...one, valueMoney } : one)) });
const withoutExtension = (line: Line, url: string): Line => ({ ...line, extension: (line['extension'] as { url: string }[]).filter((one) => one.url !== url) });
const withCode = (line: Line, code: string): Line => ({ ...line, code: { coding: [{ system: systems.nomenclature, code }] } });

it('P2 the clinic’s own system moves an order on, and its patient reads each state', async () => {
  let line = await freshLine();
  for (const [state, status] of [['confirmed', 'active'], ['ready', 'active'], ['done', 'completed'], ['cancelled', 'revoked'], ['sent', 'active']] as const) {
    const answer = await put(moved(line, state, status));
    expect([state, answer.status]).toEqual([state, 200]);
    line = answer.body as Line;
    expect(orderStateOf((await patient.ask('GET', address(line))).body)).toBe(state);
  }
});

it('P2 a state and a status that say two things are refused', async () => {
  const line = await freshLine();
  for (const [state, status] of [['sent', 'completed'], ['confirmed', 'revoked'], ['ready', 'on-hold'], ['done', 'active'], ['cancelled', 'active'], ['cancelled', 'entered-in-error'], ['sent', 'draft']] as const)
    expect([state, status, refusal(await put(moved(line, state, status)))]).toEqual([state, status, '422 invalid_resource']);
  expect(refusal(await put(moved(line, 'lost', 'active')))).toBe('422 invalid_resource');
  expect(refusal(await put(moved(line, 'toString', 'active')))).toBe('422 invalid_resource');
  expect(refusal(await put(withoutExtension(line, extensions.orderState)))).toBe('422 invalid_resource');
  const twice = { ...line, extension: [...(line['extension'] as object[]), { url: extensions.orderState, valueCode: 'done' }] };
  expect(refusal(await put(twice))).toBe('422 invalid_resource');
});

it('P3 nobody changes the price or the service of a line, by any kind of write', async () => {
  const line = await freshLine();
  const cheaper = withPrice(line, { value: 1, currency: 'RUB' });
  for (const changed of [cheaper, withPrice(line, { value: 520.11, currency: 'RUB' }), withPrice(line, { value: 520.1, currency: 'USD' }), withoutExtension(line, extensions.price), withCode(line, 'T4'), { ...line, code: { text: 'ТТГ' } }])
    expect(refusal(await put(changed))).toBe('409 price_kept');
  const twice = { ...line, extension: [...(line['extension'] as object[]), { url: extensions.price, valueMoney: { value: 1, currency: 'RUB' } }] };
  expect(refusal(await put(twice))).toBe('409 price_kept');
  const transaction = { resourceType: 'Bundle', type: 'transaction', entry: [{ resource: moved(cheaper, 'confirmed', 'active'), request: { method: 'PUT', url: `ServiceRequest/${String(line['id'])}` } }] };
  expect(refusal(await here.system('POST', '/fhir', transaction))).toBe('409 price_kept');
  expect(keptKopecks((await patient.ask('GET', address(line))).body)).toBe(52_010);
});

it('P3 a line that was removed does not come back at another price', async () => {
  const line = await freshLine();
  expect((await here.system('DELETE', address(line))).status).toBeLessThan(300);
  expect(refusal(await put(withPrice(line, { value: 1, currency: 'RUB' })))).toBe('409 price_kept');
  expect(refusal(await patient.ask('GET', address(line)))).toBe('410 deleted');
  expect((await put(line)).status).toBeLessThan(300);
  expect(keptKopecks((await patient.ask('GET', address(line))).body)).toBe(52_010);
});

it('P2 a line stays in its order, and an order of another system needs all that a patient is shown', async () => {
  const line = await freshLine();
  expect(refusal(await put({ ...line, identifier: [{ system: `${systems.orderNumber}/id`, value: randomUUID() }] }))).toBe('422 invalid_resource');
  expect(refusal(await put({ ...line, requisition: { system: systems.orderNumber, value: 'К99-9999' } }))).toBe('422 invalid_resource');
  const { identifier: _identifier, ...nameless } = line;
  expect(refusal(await put(nameless))).toBe('422 invalid_resource');
  const { meta: _meta, id: _id, ...rest } = line;
  const made = { ...rest, id: randomUUID() };
  expect((await put(made)).status).toBe(201);
  for (const missing of [withoutExtension(made, extensions.price), { ...made, requisition: undefined }, { ...made, code: { text: 'ТТГ' } }])
    expect(refusal(await put({ ...missing, id: randomUUID() }))).toBe('422 invalid_resource');
});

it('P2 a doctor’s own referral is no pre-order and is left alone', async () => {
  const id = randomUUID();
  const referral = { resourceType: 'ServiceRequest', id, status: 'draft', intent: 'plan', code: { text: 'Консультация' }, subject: { reference: `Patient/${patient.person.id}` } };
  expect((await here.system('PUT', `/fhir/ServiceRequest/${id}`, referral)).status).toBe(201);
  expect((await here.system('PUT', `/fhir/ServiceRequest/${id}`, { ...referral, code: { text: 'Другая' } })).status).toBe(200);
  expect(at((await patient.ask('GET', `/fhir/ServiceRequest/${id}`)).body, 'code', 'text')).toBe('Другая');
});
