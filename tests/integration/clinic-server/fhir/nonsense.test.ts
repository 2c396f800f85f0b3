import { once } from 'node:events';
import { connect } from 'node:net';
import { validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import '../../../../clinic-server/fhir/definitions.ts';
import { headers, systems } from '../../../../shared/fhir/names.ts';
import { addKiosk } from '../../../support/clinicCallers.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, client, refusal, system, type Answer, type Ask } from '../../../support/fhirClient.ts';
import { location, patient } from './resources.ts';

let clinic: TestClinic;
let ask: Ask;
beforeAll(async () => {
  clinic = await startClinic();
  ask = system(clinic);
});
afterAll(() => clinic.stop());

function expectOutcome(answer: Answer, said: string): void {
  expect([said, answer.headers.get('content-type')]).toEqual([said, 'application/fhir+json; charset=utf-8']);
  expect(at(answer.body, 'resourceType')).toBe('OperationOutcome');
  expect(at(answer.body, 'issue', 0, 'details', 'coding', 0, 'system')).toBe(systems.refusal);
  expect(validateResource(answer.body as Resource)).toEqual([]);
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts|node_modules|select |Error:/);
  for (const name of [headers.epoch, headers.serverTime]) expect(answer.headers.get(name)).toBeTruthy();
}

const json = { 'content-type': 'application/json' };
it.each<[string, string, unknown, Record<string, string>, string]>([
  ['GET', '/fhir/Nonsense', undefined, {}, '404 type_not_served'],
  ['GET', '/fhir/Nonsense/1', undefined, {}, '404 type_not_served'],
  ['GET', '/fhir/patient', undefined, {}, '404 type_not_served'],
  ['GET', '/fhir/Patient/a/b/c/d', undefined, {}, '404 not_found'],
  ['GET', '/fhir/Patient/%20', undefined, {}, '404 not_found'],
  ['GET', `/fhir/Patient/${'a'.repeat(65)}`, undefined, {}, '404 not_found'],
  ['GET', `/fhir/Patient/${'a'.repeat(500)}`, undefined, {}, '414 too_long'],
  ['GET', `/fhir/Patient/'; drop table resource; --`, undefined, {}, '404 not_found'],
  ['GET', '/fhir/Patient/1/_history/x', undefined, {}, '404 not_found'],
  ['GET', '/fhir/Patient/1/_history/99999999999', undefined, {}, '404 not_found'],
  ['GET', '/fhir/Patient?_count=99999999999', undefined, {}, '400 invalid_parameter'],
  ['GET', '/fhir/_history?_count=0', undefined, {}, '400 invalid_parameter'],
  ['GET', '/fhir/_history?_since=x', undefined, {}, '400 invalid_parameter'],
  ['GET', '/fhir/_history?_page=x', undefined, {}, '400 invalid_parameter'],
  ['GET', '/fhir/_history?nonsense=1', undefined, {}, '400 unknown_parameter'],
  ['GET', '/nowhere', undefined, {}, '404 not_found'],
  ['PATCH', '/fhir/Patient/1', [], {}, '405 method_not_allowed'],
  ['DELETE', '/fhir/Patient', undefined, {}, '405 method_not_allowed'],
  ['PUT', '/fhir/metadata', {}, {}, '405 method_not_allowed'],
  ['POST', '/fhir/Patient', undefined, {}, '400 not_a_resource'],
  ['POST', '/fhir/Patient', '', {}, '400 malformed'],
  ['POST', '/fhir/Patient', '{', json, '400 malformed'],
  ['POST', '/fhir/Patient', '{"resourceType":"Patient",}', {}, '400 malformed'],
  ['POST', '/fhir/Patient', '{"resourceType":"Patient","__proto__":{"a":1}}', {}, '400 malformed'],
  ['POST', '/fhir/Patient', 'null', {}, '400 not_a_resource'],
  ['POST', '/fhir/Patient', '[]', {}, '400 not_a_resource'],
  ['POST', '/fhir/Patient', '"текст"', {}, '400 not_a_resource'],
  ['POST', '/fhir/Patient', '{}', {}, '400 type_mismatch'],
  ['POST', '/fhir/Patient', { resourceType: 'Location' }, {}, '400 type_mismatch'],
  ['POST', '/fhir/Patient', '<Patient/>', { 'content-type': 'application/fhir+xml' }, '415 wrong_content_type'],
  ['POST', '/fhir/Patient', 'x', { 'content-type': 'text/plain' }, '415 wrong_content_type'],
  ['POST', '/fhir/Patient', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, '400 type_mismatch'],
  ['POST', '/fhir/Patient', `{"resourceType":"Patient","x":"${'я'.repeat(600_000)}"}`, {}, '413 too_large'],
  ['POST', '/fhir/Patient', `${'[{"a":'.repeat(60_000)}1${'}]'.repeat(60_000)}`, {}, '400 too_deep'],
  ['POST', '/fhir/Patient', { resourceType: 'Patient', name: [{ family: 'а\u0000б' }] }, {}, '422 invalid_resource'],
  ['POST', '/fhir/Patient', '{"resourceType":"Patient","name":[{"family":"\\ud83d"}]}', {}, '422 invalid_value'],
  ['PUT', '/fhir/Patient/one', { ...patient('Не тот номер'), id: 'one' }, {}, '400 invalid_id'],
  ['PUT', '/fhir/Location/a%20b', { ...location('x'), id: 'a b' }, {}, '400 invalid_id'],
  ['GET', '/fhir/Location', undefined, { [headers.wire]: '0' }, '426 wire_too_old'],
  ['GET', '/fhir/Location', undefined, { [headers.wire]: 'старая'.replace(/./g, 'x') }, '426 wire_too_old'],
  ['GET', '/fhir/Location', undefined, { authorization: 'Basic eDp5' }, '401 no_token'],
  ['GET', '/fhir/Location', undefined, { authorization: 'Bearer' }, '401 no_token'],
  ['GET', '/fhir/Location', undefined, { authorization: `Bearer ${'a'.repeat(5000)}` }, '401 no_token'],
])('A4 %s %s is answered with an OperationOutcome', async (method, path, body, more, expected) => {
  const answer = await ask(method, path, body, more);
  expect(refusal(answer)).toBe(expected);
  expectOutcome(answer, expected);
});

it('A4 an allowed method is named when another was asked, and a wrong version of HTTP still gets an outcome', async () => {
  expect((await ask('PATCH', '/fhir/Patient/1', [])).headers.get('allow')).toContain('PUT');
  const { hostname, port } = new URL(clinic.url);
  for (const bytes of [
    'NONSENSE\r\n\r\n',
    'GET /fhir HTTP/9.9\r\n\r\n',
    `GET /fhir HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
    'POST /fhir HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
  ]) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(said).toContain('"resourceType":"OperationOutcome"');
    expect(said.toLowerCase()).toContain(headers.epoch);
  }
});

it('A4 too many requests from one address are told how long to wait', async () => {
  const busy = await startClinic({ config: { requestsPerMinute: 5 } });
  try {
    const answers = await Promise.all(Array.from({ length: 8 }, () => client(busy.url, null)('GET', '/nowhere')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(3);
    expect(refused.map(refusal)).toEqual(refused.map(() => '429 slow_down'));
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expectOutcome(refused[0] as Answer, 'slow_down');
  } finally {
    await busy.stop();
  }
});

it('A4 the CapabilityStatement is valid R4 and names what a kiosk may do', async () => {
  const kiosk = await addKiosk(clinic);
  const statement = await kiosk.ask('GET', '/fhir/metadata');
  expect(statement.status).toBe(200);
  expect(validateResource(statement.body as Resource)).toEqual([]);
  // Every parameter that is promised is one the server takes.
  for (const resource of at(statement.body, 'rest', 0, 'resource') as {
    type: string;
    searchParam: { name: string; type: string }[];
    searchInclude?: string[];
  }[]) {
    for (const { name, type } of resource.searchParam) {
      const value = { date: '2026', token: 'x', uri: 'x', string: 'x', reference: 'x' }[type] ?? '';
      expect([resource.type, name, (await ask('GET', `/fhir/${resource.type}?${name}=${value}`)).status]).toEqual([
        resource.type,
        name,
        200,
      ]);
    }
    for (const include of resource.searchInclude ?? [])
      expect([include, (await ask('GET', `/fhir/${resource.type}?_include=${include}`)).status]).toEqual([include, 200]);
  }
});

const names = fc.constantFrom(
  'Patient',
  'Location',
  'Slot',
  'Appointment',
  'Schedule',
  '_history',
  'metadata',
  'Nonsense',
  '_search',
  '$book',
  '$hold',
  'ServiceRequest',
  '$order',
  '__proto__',
  'constructor',
  '..',
  '%00',
  'a%2Fb',
  '',
);
const word = fc.oneof(
  names,
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom("' or 1=1 --", '<script>', '🙂', '١٢٣', '9'.repeat(30), '-1', 'NaN', '1e309'),
);
const parameter = fc.constantFrom(
  '_id',
  '_count',
  '_sort',
  '_include',
  '_lastUpdated',
  '_page',
  '_cursor',
  '_since',
  'name',
  'name:contains',
  'family:exact',
  'birthdate',
  'start',
  'schedule',
  'identifier',
  'status',
  'patient',
  'actor',
  'toString',
  '_total',
  '_summary',
);
const encoded = (text: string): string => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ''));
const path = fc
  .tuple(fc.array(word, { maxLength: 4 }), fc.array(fc.tuple(parameter, word), { maxLength: 4 }))
  .map(
    ([steps, query]) =>
      `/fhir/${steps.map((step) => (step.startsWith('%') || step.includes('%2F') ? step : encoded(step))).join('/')}?${query.map(([key, value]) => `${key}=${encoded(value)}`).join('&')}`,
  );
const value: fc.Memo<unknown> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
    : fc.oneof(
        fc.array(value(depth - 1), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(
            fc.constantFrom(
              'name',
              'family',
              'status',
              'start',
              'end',
              'participant',
              'actor',
              'reference',
              'entry',
              'request',
              'url',
              'method',
              'resource',
              'meta',
              'extension',
              'identifier',
              'contained',
              'id',
            ),
            fc.string({ maxLength: 8 }),
          ),
          value(depth - 1),
          { maxKeys: 5 },
        ),
        value(1),
      ),
);
const body = fc.oneof(
  fc
    .record(
      {
        resourceType: fc.constantFrom('Patient', 'Slot', 'Appointment', 'Location', 'Bundle', 'Parameters', 'constructor'),
        type: fc.constantFrom('transaction', 'x'),
        name: value(3),
        status: value(2),
        participant: value(3),
        entry: value(4),
        start: value(1),
        schedule: value(2),
        id: value(1),
      },
      { requiredKeys: ['resourceType'] },
    )
    .map((made) => JSON.stringify(made)),
  value(4).map((made) => JSON.stringify(made)),
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH'),
  path,
  body,
  type: fc.constantFrom('application/fhir+json', 'application/json', 'application/x-www-form-urlencoded', 'text/plain', 'nonsense'),
  more: fc.dictionary(
    fc.constantFrom('if-match', 'if-none-exist', 'if-none-match', headers.wire, headers.epoch, headers.idempotencyKey, headers.signIn),
    fc.string({ maxLength: 30 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    { maxKeys: 2 },
  ),
});

it('A4 two thousand requests of nonsense never make the server fail, and each refusal is an outcome', async () => {
  const kiosk = await addKiosk(clinic);
  const tokens: readonly Ask[] = [ask, kiosk.ask];
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 10 }), async (requests) => {
      const answers = await Promise.all(
        requests.map((one, index) =>
          (tokens[index % 2] ?? ask)(one.method, one.path, one.method === 'GET' ? undefined : one.body, {
            ...(one.method === 'GET' ? {} : { 'content-type': one.type }),
            ...one.more,
          }),
        ),
      );
      for (const answer of answers) {
        expect(answer.status).toBeLessThan(500);
        if (answer.status < 400) continue;
        refused++;
        expect(at(answer.body, 'resourceType')).toBe('OperationOutcome');
      }
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(1000);
}, 120_000);
