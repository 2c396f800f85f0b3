import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systems } from '../../../../shared/fhir/names.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, entries, refusal, system, type Ask } from '../../../support/fhirClient.ts';
import { appointment, location, patient } from './resources.ts';

let clinic: TestClinic;
let ask: Ask;
beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
});
afterAll(() => clinic.stop());

const bundle = (...entry: unknown[]) => ({ resourceType: 'Bundle', type: 'transaction', entry });
const put = (resource: { resourceType: string; id?: string }, more: object = {}) => ({
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}`, ...more },
});
const post = (resource: { resourceType: string }, fullUrl?: string, more: object = {}) => ({
  ...(fullUrl ? { fullUrl } : {}),
  resource,
  request: { method: 'POST', url: resource.resourceType, ...more },
});

async function count(): Promise<number> {
  const { rows } = await clinic.pool.query<{ n: string }>(
    'select (select count(*) from resource) + (select count(*) from resource_past) as n',
  );
  return Number(rows[0]?.n);
}

it('A4 a transaction resolves temporary addresses in any order and answers entry by entry', async () => {
  const [office, room, person] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`];
  const answer = await ask(
    'POST',
    '/fhir',
    bundle(
      post({ ...location('Кабинет 1'), partOf: { reference: office } } as { resourceType: string }, room),
      post(location('Главный корпус'), office),
      post(patient('Смирнова'), person),
      post({
        ...appointment('x', 'T-1'),
        participant: [
          { actor: { reference: person }, status: 'accepted' },
          { actor: { reference: room }, status: 'accepted' },
        ],
      } as { resourceType: string }),
    ),
  );
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ resourceType: 'Bundle', type: 'transaction-response' });
  const made = entries(answer);
  expect(made.map(({ response }) => response?.status)).toEqual(['201', '201', '201', '201']);
  expect(at(made[0]?.resource, 'partOf', 'reference')).toBe(`Location/${made[1]?.resource?.id}`);
  const visit = await ask('GET', `/fhir/Appointment/${made[3]?.resource?.id}`);
  expect(at(visit.body, 'participant', 0, 'actor', 'reference')).toBe(`Patient/${made[2]?.resource?.id}`);
  expect(entries(await ask('GET', `/fhir/Appointment?patient=${made[2]?.resource?.id}`))).toHaveLength(1);
});

it('A4 one refused entry undoes the whole transaction, whichever it is', async () => {
  const kept = location('до', randomUUID());
  await ask('PUT', `/fhir/Location/${kept.id}`, kept);
  const before = await count();
  const good = () => post(location('новое'));
  const failing: [unknown, string][] = [
    [put({ ...kept, name: 'после' } as { resourceType: string }, { ifMatch: 'W/"7"' }), '412 version_conflict'],
    [post({ ...patient('Ошибка'), gender: 'zzz' } as { resourceType: string }), '422 invalid_resource'],
    [post({ resourceType: 'Condition' }), '400 invalid_entry'],
    [{ request: { method: 'DELETE', url: `Location/${randomUUID()}` } }, '404 not_found'],
    [
      post({ ...location('в никуда'), partOf: { reference: `urn:uuid:${randomUUID()}` } } as { resourceType: string }),
      '422 invalid_resource',
    ],
    [{ request: { method: 'GET', url: `Location/${randomUUID()}` } }, '404 not_found'],
    [put({ resourceType: 'Location', id: 'other' }, { url: 'Location/one' }), '400 id_mismatch'],
    [post(location('x'), undefined, { ifNoneExist: 'nonsense=1' }), '400 unknown_parameter'],
  ];
  for (const [entry, expected] of failing) {
    for (const order of [
      bundle(good(), entry, put({ ...kept, name: 'во время' } as { resourceType: string; id: string })),
      bundle(entry, good()),
    ]) {
      // The same resource may not be written twice, which is another refusal than the one looked for.
      if (JSON.stringify(order).split(`"Location/${kept.id}"`).length > 2) continue;
      const answer = await ask('POST', '/fhir', order);
      expect(refusal(answer)).toBe(expected);
      expect(JSON.stringify(at(answer.body, 'issue', 0, 'expression'))).toMatch(/Bundle\.entry\[[01]\]/);
    }
  }
  expect(await count()).toBe(before);
  expect(at((await ask('GET', `/fhir/Location/${kept.id}`)).body, 'name')).toBe('до');
});

it('A4 conditional creates inside a transaction find what exists and refer to it', async () => {
  const person = patient('Орлова', randomUUID(), { identifier: [{ system: systems.cardNumber, value: 'К-77' }] });
  await ask('PUT', `/fhir/Patient/${person.id}`, person);
  const temporary = `urn:uuid:${randomUUID()}`;
  const visit = { ...appointment('x', 'T-2'), participant: [{ actor: { reference: temporary }, status: 'accepted' }] };
  const answer = await ask(
    'POST',
    '/fhir',
    bundle(post(visit as { resourceType: string }), post(person, temporary, { ifNoneExist: `identifier=${systems.cardNumber}|К-77` })),
  );
  expect(entries(answer).map(({ response }) => response?.status)).toEqual(['201', '200']);
  expect(at(entries(answer)[0]?.resource, 'participant', 0, 'actor', 'reference')).toBe(`Patient/${person.id}`);
});

it('A4 what is not a transaction is refused', async () => {
  const id = randomUUID();
  const cases: [unknown, string][] = [
    [{ resourceType: 'Bundle', type: 'batch', entry: [] }, '400 not_a_transaction'],
    [location('не связка'), '400 not_a_bundle'],
    [[], '400 not_a_bundle'],
    [{ resourceType: 'Bundle', type: 'transaction', entry: {} }, '400 not_a_bundle'],
    [bundle(null), '400 invalid_entry'],
    [bundle({}), '400 invalid_entry'],
    [bundle({ request: { method: 'PATCH', url: `Location/${id}` } }), '400 invalid_entry'],
    [bundle({ request: { method: 'PUT', url: 'Location?name=x' }, resource: location('x') }), '400 invalid_entry'],
    [bundle({ request: { method: 'POST', url: 'Location' } }), '400 not_a_resource'],
    [bundle({ request: { method: 'POST', url: 'Location' }, resource: patient('x') }), '400 type_mismatch'],
    [bundle(put(location('a', id)), put(location('b', id))), '400 duplicate_entry'],
  ];
  for (const [body, expected] of cases) expect(refusal(await ask('POST', '/fhir', body))).toBe(expected);
  expect((await ask('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction' })).status).toBe(200);
});

it('A4 many transactions over the same resources at once end whole or not at all', async () => {
  const ids = Array.from({ length: 4 }, () => randomUUID());
  await ask('POST', '/fhir', bundle(...ids.map((id) => put(location('начало', id)))));
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, index) => {
      // Opposite orders ask for the same locks and would wait for each other for ever without a retry.
      const order = index % 2 ? ids : [...ids].reverse();
      return ask('POST', '/fhir', bundle(...order.map((id) => put(location(`запись ${index}`, id)))));
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const now = await Promise.all(ids.map((id) => ask('GET', `/fhir/Location/${id}`)));
  expect(new Set(now.map(({ body }) => at(body, 'name'))).size).toBe(1);
  expect(new Set(now.map(({ body }) => at(body, 'meta', 'versionId')))).toEqual(new Set(['25']));
});
