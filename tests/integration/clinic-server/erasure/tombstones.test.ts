import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headers, systems } from '../../../../shared/fhir/names.ts';
import { startErasureClinic, type ErasureClinic } from '../../../support/erasureClinic.ts';
import { eraseParameters, erasedKinds, orderOf, resultOf, visitOf, wishOf, type Thing } from '../../../support/erasureTable.ts';
import { at, entries, refusal } from '../../../support/fhirClient.ts';
import { observationOf, reportOf } from '../../../support/resultTable.ts';

let here: ErasureClinic;
beforeAll(async () => {
  here = await startErasureClinic();
});
afterAll(() => here.stop());

const parameters = (...parameter: readonly object[]) => ({ resourceType: 'Parameters', parameter });
const once = (key = randomUUID()) => ({ [headers.idempotencyKey]: key });
const seenTag = parameters({ name: 'meta', valueMeta: { tag: [{ system: systems.seen, code: 'seen' }] } });
const put = async (row: Readonly<Record<string, unknown>> | Resource) => {
  const { resourceType, id } = row as { resourceType: string; id: string };
  const answer = await here.all('PUT', `/fhir/${resourceType}/${id}`, row);
  expect([resourceType, answer.status < 300]).toEqual([resourceType, true]);
};
const rowOf = (thing: Thing, type: string): Thing['rows'][number] => {
  const row = thing.rows.find(({ resourceType }) => resourceType === type);
  if (!row) throw new Error(`no ${type}`);
  return row;
};

it('D1 an edit that was made before is refused afterwards, and nothing of what was deleted comes out with it', async () => {
  const person = await here.person();
  const [result, order, visit, wish] = [await person.add(resultOf(person.id)), await person.add(orderOf(person.id, { state: 'sent' })), await person.add(visitOf(person.id)), await person.add(wishOf(person.id))];
  const orderId = parameters({ name: 'orderId', valueUuid: `urn:uuid:${order.item}` });
  const cancelKey = randomUUID();
  const cancelled = await person.asDevice('POST', '/fhir/ServiceRequest/$cancel-order', orderId, once(cancelKey));
  expect([cancelled.status, JSON.stringify(cancelled.body).includes(order.word)]).toEqual([200, true]);
  for (const thing of [result, order, visit, wish]) expect([thing.kind, (await person.erase(thing.kind, { item: thing.item })).status]).toEqual([thing.kind, 200]);

  const late: readonly (readonly [string, string, object, string])[] = [
    ['seen', `/fhir/DiagnosticReport/${result.item}/$meta-add`, seenTag, '410 deleted'],
    ['cancelled order, anew', '/fhir/ServiceRequest/$cancel-order', orderId, '409 not_active'],
    ['cancelled visit', `/fhir/Appointment/${visit.item}/$cancel`, parameters({ name: 'reason', valueCode: 'plans' }), '404 not_found'],
    ['left list', `/fhir/Appointment/${wish.item}/$leave-list`, parameters(), '404 not_found'],
  ];
  for (const [what, path, body, word] of late) expect([what, refusal(await person.asDevice('POST', path, body, once()))]).toEqual([what, word]);
  // Remembered from before, word for word, and still not said again.
  expect(refusal(await person.asDevice('POST', '/fhir/ServiceRequest/$cancel-order', orderId, once(cancelKey)))).toBe('404 not_found');
  for (const thing of [result, order, visit, wish]) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, false]);
  // Refused, it has done nothing: the report in the archive has no tag.
  expect(at((await here.all('GET', `/fhir/DiagnosticReport/${result.item}`)).body, 'meta', 'tag')).toBeUndefined();
});

it('D1 whatever the clinic writes into it later stays away with it: amendments, values, lines, services, papers, and what it removes and brings again', async () => {
  const person = await here.person();
  const [result, order, visit] = [await person.add(resultOf(person.id)), await person.add(orderOf(person.id)), await person.add(visitOf(person.id))];
  for (const thing of [result, order, visit]) await person.erase(thing.kind, { item: thing.item });
  const report = rowOf(result, 'DiagnosticReport');
  const fresh = randomUUID();
  await put(observationOf(person.id, fresh, result.word));
  await put({ ...reportOf(person.id, report.id, result.word, 'amended', { observation: fresh, file: result.file ?? '' }), issued: new Date().toISOString() });
  await put({ ...rowOf(result, 'Observation'), valueString: result.word });
  const line = rowOf(order, 'ServiceRequest');
  await put({ ...line, id: randomUUID() });
  const encounter = rowOf(visit, 'Encounter');
  await put({ ...rowOf(visit, 'ChargeItem'), id: randomUUID() });
  await put({ ...rowOf(visit, 'DocumentReference'), id: randomUUID() });
  await put({ ...encounter, id: randomUUID() });
  // Another reference does not take it out of the visit it was deleted with.
  await put({ ...rowOf(visit, 'ChargeItem'), context: undefined });
  for (const row of [...result.rows, ...order.rows, ...visit.rows]) {
    expect((await here.all('DELETE', `/fhir/${row.resourceType}/${row.id}`)).status).toBe(204);
    await put(row);
  }
  const words = JSON.stringify([
    ...(await Promise.all(['Appointment', 'Encounter', 'ChargeItem', 'DocumentReference', 'DiagnosticReport', 'Observation', 'ServiceRequest'].flatMap((type) => [`/fhir/${type}?_count=100`, `/fhir/${type}/_history?_count=500`]).map(async (path) => (await person.ask('GET', path)).body))),
    (await person.ask('GET', '/fhir/_history?_count=2000')).body,
  ]);
  for (const { word, kind } of [result, order, visit]) expect([kind, words.includes(word)]).toEqual([kind, false]);
  expect((await person.ask('GET', `/fhir/Binary/${visit.file}`)).status).toBe(404);
  expect((await person.ask('GET', `/fhir/Binary/${result.file}`)).status).toBe(404);
});

it('D1 of a whole kind, what comes later and was made before goes as it comes, without a trace; what was made after stays', async () => {
  const person = await here.person();
  await person.add(resultOf(person.id));
  expect((await person.erase('all')).status).toBe(200);
  const before = [await person.add(resultOf(person.id, { hoursAgo: 3 })), await person.add(orderOf(person.id, { hoursAgo: 3 })), await person.add(visitOf(person.id, { hoursAgo: 3 })), await person.add(wishOf(person.id))];
  const after = [await person.add(resultOf(person.id, { hoursAgo: -1 })), await person.add(orderOf(person.id, { hoursAgo: -1 })), await person.add(orderOf(person.id, { state: 'sent', hoursAgo: 3 })), await person.add(visitOf(person.id, { hoursAgo: -3 })), await person.add(visitOf(person.id, { hoursAgo: -30, status: 'booked' })), await person.add(wishOf(person.id, { open: true }))];
  for (const thing of before) {
    expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, false]);
    // Nobody was ever shown it: it has never been.
    for (const { resourceType, id } of thing.rows) expect([resourceType, (await person.ask('GET', `/fhir/${resourceType}/${id}`)).status]).toEqual([resourceType, 404]);
  }
  const feed = JSON.stringify((await person.ask('GET', '/fhir/_history?_count=2000')).body);
  for (const { rows } of before) for (const { id } of rows) expect(feed).not.toContain(id);
  for (const thing of after) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, true]);
  // And a report that was still being written when everything was deleted, and says that it is from before.
  const draft = randomUUID();
  await put({ ...reportOf(person.id, draft, 'draftword', 'preliminary', {}), issued: new Date(Date.now() - 7_200_000).toISOString() });
  await put({ ...reportOf(person.id, draft, 'draftword', 'final', {}), issued: new Date(Date.now() - 7_200_000).toISOString() });
  expect((await person.ask('GET', `/fhir/DiagnosticReport/${draft}`)).status).toBe(404);
});

it('D1 a deletion that was made without a line takes what there was then, and not what came while it was on its way', async () => {
  const person = await here.person();
  const old = [await person.add(resultOf(person.id, { hoursAgo: 30 })), await person.add(visitOf(person.id, { hoursAgo: 30 }))];
  const since = [await person.add(resultOf(person.id, { hoursAgo: 1 })), await person.add(visitOf(person.id, { hoursAgo: 1 })), await person.add(orderOf(person.id, { hoursAgo: 48 }))];
  // The order is from before, but has come to its end only since.
  const answer = await person.asDevice('POST', '/fhir/$erase', eraseParameters('all', { madeAt: Date.now() - 20 * 3_600_000 }), once());
  expect(answer.status).toBe(200);
  for (const thing of old) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, false]);
  for (const thing of since) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, true]);
});

it('D1 nothing is deleted in advance, and nothing that is ahead', async () => {
  const person = await here.person();
  const ahead = [await person.add(visitOf(person.id, { status: 'booked', hoursAgo: -48 })), await person.add(orderOf(person.id, { state: 'confirmed' })), await person.add(wishOf(person.id, { open: true }))];
  for (const thing of ahead) expect([thing.kind, refusal(await person.erase(thing.kind, { item: thing.item }))]).toEqual([thing.kind, '409 still_ahead']);
  const answer = await person.erase('all', { madeAt: Date.now() + 40 * 86_400_000 });
  expect(Date.parse(String(at(answer.body, 'parameter', 7, 'valueInstant')))).toBeLessThan(Date.now() + 5_000);
  for (const kind of erasedKinds) expect(at(answer.body, 'parameter')).toEqual(expect.arrayContaining([{ name: kind, valueUnsignedInt: 0 }]));
  for (const thing of ahead) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, true]);
  const tomorrow = await person.add(resultOf(person.id, { hoursAgo: -24 }));
  expect(await person.shows(tomorrow)).toBe(true);
});

it('D1 one receipt is one deletion, whose it is, by whichever key it is asked for again', async () => {
  const [person, another] = [await here.person(), await here.person()];
  const [result, other] = [await person.add(resultOf(person.id)), await person.add(resultOf(person.id))];
  const asked = { item: result.item, receiptId: randomUUID(), number: 'К01-0007' };
  const first = await person.erase('results', asked);
  expect(await person.erase('results', asked)).toMatchObject({ status: 200, body: first.body });
  expect((await person.erase('results', { ...asked, item: other.item })).body).toEqual(first.body);
  expect(await person.shows(other)).toBe(true);
  expect(refusal(await another.erase('results', asked))).toBe('409 id_taken');
  expect(refusal(await another.erase('results', { item: result.item }))).toBe('404 not_found');
  expect(refusal(await person.erase('results', { item: randomUUID() }))).toBe('404 not_found');
  // Another kind's id is no way to it.
  expect(refusal(await person.erase('orders', { item: other.item }))).toBe('404 not_found');
  const receipts = await person.ask('GET', '/identity/erasures');
  expect(at(receipts.body, 'receipts')).toMatchObject([{ receiptId: asked.receiptId, number: asked.number, what: 'item', counts: { results: 1, visits: 0, orders: 0, waiting: 0 }, restoredAt: null }]);
  expect(at((await another.ask('GET', '/identity/erasures')).body, 'receipts')).toEqual([]);
  for (const ask of [here.all, person.kiosk.ask, (await here.staff()).ask]) {
    expect(refusal(await ask('POST', '/fhir/$erase', eraseParameters('all'), once()))).toBe('403 forbidden');
    expect(refusal(await ask('GET', '/identity/erasures'))).toBe('403 forbidden');
  }
  const { rows } = await here.clinic.pool.query(`select patient, device from identity_audit where action = 'items_erased' and patient = $1`, [person.id]);
  expect(rows).toEqual([{ patient: person.id, device: person.kiosk.deviceId }]);
});

it('D1 a device whose patient has left brings the deletion and is told nothing of it', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id));
  await here.clinic.pool.query('update sign_in set ended_at = now() where id = $1', [person.signInId]);
  const answer = await person.asDevice('POST', '/fhir/$erase', eraseParameters('results', { item: result.item }), once());
  expect([answer.status, answer.body]).toEqual([204, null]);
  const { rows } = await here.clinic.pool.query('select held from resource where id = $1', [result.item]);
  expect(rows).toEqual([{ held: 'erased' }]);
});

it('D1 nobody is written a letter about a result they have deleted, whatever is amended in it', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id, { hoursAgo: 60 }));
  await person.erase('results', { item: result.item });
  const letters = async () => (await here.clinic.pool.query('select from letter l join account a on a.login = l.recipient where a.patient = $1', [person.id])).rowCount;
  await put({ ...reportOf(person.id, result.item, result.word, 'preliminary', {}), issued: new Date().toISOString() });
  await put({ ...reportOf(person.id, result.item, result.word, 'final', {}), issued: new Date().toISOString() });
  expect(await letters()).toBe(0);
  await person.add(resultOf(person.id, { hoursAgo: 0 }));
  expect(await letters()).toBe(1);
});

it('D1 a deletion and a hundred writes at one moment leave nothing half there', async () => {
  const person = await here.person();
  const visits = await Promise.all(Array.from({ length: 6 }, (_, at) => person.add(visitOf(person.id, { hoursAgo: 48 + at }))));
  const writes = visits.flatMap((visit) => visit.rows.flatMap((row) => [row, { ...row, ...(row.resourceType === 'ChargeItem' ? { id: randomUUID() } : {}) }]));
  const [erased, ...written] = await Promise.all([
    person.erase('visits'),
    ...writes.map((row) => here.all('PUT', `/fhir/${row.resourceType}/${row.id}`, row)),
    ...visits.map((visit) => here.all('POST', '/fhir', { resourceType: 'Bundle', type: 'transaction', entry: visit.rows.toReversed().map((row) => ({ resource: row, request: { method: 'PUT', url: `${row.resourceType}/${row.id}` } })) })),
  ]);
  expect([erased?.status, written.filter(({ status }) => status >= 300).map(({ status }) => status)]).toEqual([200, []]);
  const left = await Promise.all(['Appointment', 'Encounter', 'ChargeItem', 'DocumentReference'].map(async (type) => entries(await person.ask('GET', `/fhir/${type}?_count=100`)).length));
  expect(left).toEqual([0, 0, 0, 0]);
});
