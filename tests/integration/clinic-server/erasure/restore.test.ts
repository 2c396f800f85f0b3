import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scanOf, startErasureClinic, type Cabinet, type ErasureClinic } from '../../../support/erasureClinic.ts';
import { orderOf, resultOf, visitOf, wishOf } from '../../../support/erasureTable.ts';
import { at, client, entries, refusal, type Ask } from '../../../support/fhirClient.ts';
import { reportOf } from '../../../support/resultTable.ts';
import type { TestStaff } from '../../../support/staffDesk.ts';

let here: ErasureClinic;
let first: TestStaff;
let second: TestStaff;
const json = { 'content-type': 'application/json' };
beforeAll(async () => {
  here = await startErasureClinic();
  [first, second] = [await here.staff(), await here.staff()];
});
afterAll(() => here.stop());

const open = (staff: { ask: Ask }, receiptId: string, more: object = {}) => staff.ask('POST', '/identity/restorations', { receiptId, documentSeen: true, scan: scanOf(), ...more }, json);
const decide = (staff: { ask: Ask }, caseId: unknown, how: 'confirm' | 'refuse', body: object = how === 'confirm' ? {} : { reason: 'Подпись не та' }) => staff.ask('POST', `/identity/restorations/${String(caseId)}/${how}`, body, json);
const put = (row: { resourceType: string; id: string }) => here.all('PUT', `/fhir/${row.resourceType}/${row.id}`, row);

async function erased(person: Cabinet, what: Parameters<Cabinet['erase']>[0], item: string | null = null) {
  const receiptId = randomUUID();
  expect((await person.erase(what, { item, receiptId })).status).toBe(200);
  return receiptId;
}

it('D2 exactly what the receipt names comes back, whole, as new word for every device; the rest stays away', async () => {
  const person = await here.person();
  const all = [await person.add(visitOf(person.id)), await person.add(resultOf(person.id)), await person.add(orderOf(person.id)), await person.add(wishOf(person.id))];
  const earlier = await person.add(visitOf(person.id, { hoursAgo: 90 }));
  const before = await erased(person, 'visits', earlier.item);
  const receipt = await erased(person, 'all');
  expect((await here.restore(receipt)).status).toBe(204);
  for (const thing of all) expect([thing.kind, await person.shows(thing)]).toEqual([thing.kind, true]);
  expect(await person.shows(earlier)).toBe(false);
  for (const { rows, file } of all) {
    for (const row of rows) {
      const { meta: _meta, ...content } = (await person.ask('GET', `/fhir/${row.resourceType}/${row.id}`)).body as Record<string, unknown>;
      expect(content).toEqual(row);
    }
    if (file !== null) expect((await person.ask('GET', `/fhir/Binary/${file}`)).status).toBe(200);
  }
  const feed = new Set(entries(await person.ask('GET', '/fhir/_history?_count=2000')).filter(({ request }) => request?.method === 'PUT').map(({ request }) => request?.url));
  expect(all.flatMap(({ rows }) => rows.map(({ resourceType, id }) => `${resourceType}/${id}`)).filter((url) => !feed.has(url))).toEqual([]);
  const receipts = at((await person.ask('GET', '/identity/erasures')).body, 'receipts') as { receiptId: string; restoredAt: number | null }[];
  expect(receipts.map(({ receiptId, restoredAt }) => [receiptId, restoredAt !== null])).toEqual([[receipt, true], [before, false]]);
});

it('D2 each only as far as it may be read otherwise: what the clinic has taken back or removed meanwhile stays away, what it amended comes back amended', async () => {
  const person = await here.person();
  const [back, removed, amended, rewritten] = [await person.add(resultOf(person.id)), await person.add(resultOf(person.id)), await person.add(resultOf(person.id)), await person.add(visitOf(person.id))];
  const receipt = await erased(person, 'all');
  await put(reportOf(person.id, back.item, back.word, 'entered-in-error', {}));
  expect((await here.all('DELETE', `/fhir/DiagnosticReport/${removed.item}`)).status).toBe(204);
  await put(reportOf(person.id, amended.item, 'amendedword', 'amended', {}));
  const document = rewritten.rows.find(({ resourceType }) => resourceType === 'DocumentReference');
  await put({ ...document, docStatus: 'preliminary' } as never);
  expect((await here.restore(receipt)).status).toBe(204);
  for (const thing of [back, removed]) expect(await person.shows({ ...thing, rows: thing.rows.filter(({ resourceType }) => resourceType === 'DiagnosticReport'), file: null })).toBe(false);
  expect((await person.ask('GET', `/fhir/DiagnosticReport/${back.item}`)).status).toBe(410);
  expect(JSON.stringify((await person.ask('GET', `/fhir/DiagnosticReport/${amended.item}`)).body)).toContain('amendedword');
  expect((await person.ask('GET', `/fhir/DocumentReference/${document?.id}`)).status).toBe(410);
  expect((await person.ask('GET', `/fhir/Appointment/${rewritten.item}`)).status).toBe(200);
});

it('D2 what another receipt names too stays away until that one is restored as well, and what came meanwhile comes with its receipt', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id));
  const receipts = [await erased(person, 'results', result.item), await erased(person, 'results', result.item)];
  expect((await here.restore(receipts[0] ?? '')).status).toBe(204);
  expect(await person.shows(result)).toBe(false);
  expect((await here.restore(receipts[1] ?? '')).status).toBe(204);
  expect(await person.shows(result)).toBe(true);
  const third = await erased(person, 'results');
  const late = await person.add(resultOf(person.id, { hoursAgo: 5 }));
  expect(await person.shows(late)).toBe(false);
  expect((await here.restore(third)).status).toBe(204);
  expect([await person.shows(result), await person.shows(late)]).toEqual([true, true]);
  // What was deleted before everything else was is not named by that: restored, it stays, whatever the clinic writes into it.
  const single = await erased(person, 'results', result.item);
  await erased(person, 'visits');
  const everything = await erased(person, 'all');
  expect((await here.restore(single)).status).toBe(204);
  await put(reportOf(person.id, result.item, result.word, 'amended', {}));
  expect([await person.shows({ ...result, file: null }), await person.shows(late)]).toEqual([true, false]);
  expect((await here.restore(everything)).status).toBe(204);
  // A restored tombstone is none any more.
  expect(await person.shows(await person.add(resultOf(person.id, { hoursAgo: 5 })))).toBe(true);
});

it('D2 two members of staff and never one: who opens it does not confirm it, and it is confirmed once', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id));
  const receipt = await erased(person, 'results');
  const opened = await open(first, receipt);
  expect(opened.status).toBe(201);
  const caseId = at(opened.body, 'caseId');
  for (const how of ['confirm', 'refuse'] as const) expect(refusal(await decide(first, caseId, how))).toBe('403 second_person_needed');
  expect(refusal(await open(second, receipt))).toBe('409 restore_open');
  expect(refusal(await second.ask('POST', `/identity/cases/${String(caseId)}/decide`, { decision: 'done', note: null }, json))).toBe('400 invalid_request');
  expect(await person.shows(result)).toBe(false);
  // And without the rule of the route the database itself says no.
  await expect(here.clinic.pool.query(`update restoration set decided_by = opened_by, decided_at = now(), decision = 'confirmed' where case_id = $1`, [caseId])).rejects.toThrow(/restoration_by_two/);
  const answers = await Promise.all([decide(second, caseId, 'confirm'), decide(second, caseId, 'confirm')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
  expect(await person.shows(result)).toBe(true);
  expect(refusal(await decide(second, caseId, 'refuse'))).toBe('409 case_decided');
  expect(refusal(await open(first, receipt))).toBe('409 already_restored');
});

it('D2 a refused application gives nothing back, says why, and another may be opened', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id));
  const receipt = await erased(person, 'results');
  const caseId = at((await open(first, receipt)).body, 'caseId');
  expect(refusal(await decide(second, caseId, 'refuse', { reason: ' ' }))).toBe('400 invalid_request');
  expect((await decide(second, caseId, 'refuse')).status).toBe(204);
  expect(await person.shows(result)).toBe(false);
  const { rows } = await here.clinic.pool.query('select kind, decision, note from identity_case where id = $1', [caseId]);
  expect(rows).toEqual([{ kind: 'restore', decision: 'refused', note: 'Подпись не та' }]);
  expect((await here.restore(receipt)).status).toBe(204);
  expect(await person.shows(result)).toBe(true);
});

it('D2 an application is a scanned sheet, with a document seen; anything else opens nothing', async () => {
  const person = await here.person();
  await person.add(resultOf(person.id));
  const receipt = await erased(person, 'all');
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]).toString('base64');
  const wrong: object[] = [{ documentSeen: false }, { documentSeen: undefined }, { scan: undefined }, { scan: scanOf('<html>') }, { scan: scanOf('%PDF-1', 'image/png') }, { scan: scanOf('', 'application/pdf') }, { scan: { contentType: 'text/html', data: png } }, { scan: { contentType: 'image/png', data: 'не base64' } }, { receiptId: 'К01-1' }, { note: 'x' }];
  for (const more of wrong) expect([more, refusal(await open(first, receipt, more))]).toEqual([more, '400 invalid_request']);
  expect(refusal(await open(first, receipt, { scan: scanOf(`%PDF-${'x'.repeat(4 * 1024 * 1024)}`) }))).toBe('400 invalid_request');
  expect((await open(first, receipt, { scan: scanOf(`%PDF-${'x'.repeat(6 * 1024 * 1024)}`) })).status).toBe(413);
  expect(refusal(await open(first, randomUUID()))).toBe('404 not_found');
  const caseId = at((await open(first, receipt, { scan: { contentType: 'image/png', data: png } })).body, 'caseId');
  const response = await fetch(`${here.clinic.url}/identity/restorations/${String(caseId)}/application`);
  expect(response.status).toBe(401);
  const { rows } = await here.clinic.pool.query('select content_type, encode(scan, $2) as data from restoration where case_id = $1', [caseId, 'base64']);
  expect(rows).toEqual([{ content_type: 'image/png', data: png }]);
});

it('D2 a registrar finds a receipt by its number, as much of its person as a document shows, and never what was deleted; every look is written down', async () => {
  const person = await here.person();
  const result = await person.add(resultOf(person.id));
  const receiptId = randomUUID();
  await person.erase('all', { receiptId, number: 'К07-0042' });
  const answer = await first.ask('POST', '/identity/erasures/find', { number: ' К07-0042 ' }, json);
  expect(at(answer.body, 'receipts')).toMatchObject([{ receiptId, number: 'К07-0042', counts: { results: 1 }, openCase: null, person: { birthDay: '04-03' } }]);
  expect(JSON.stringify(answer.body)).not.toMatch(new RegExp(`${result.word}|${result.item}|1951|Петровна`));
  expect(at((await first.ask('POST', '/identity/erasures/find', { number: 'К07-9999' }, json)).body, 'receipts')).toEqual([]);
  const caseId = String(at((await open(first, receiptId)).body, 'caseId'));
  expect(at((await second.ask('POST', '/identity/erasures/find', { number: 'К07-0042' }, json)).body, 'receipts', 0, 'openCase')).toBe(caseId);
  expect(JSON.stringify((await second.ask('GET', '/identity/cases?_count=200')).body)).toContain(caseId);
  expect((await second.ask('GET', `/identity/restorations/${caseId}/application`)).body).toContain('%PDF-');
  await decide(second, caseId, 'confirm');
  const { rows } = await here.clinic.pool.query('select action, staff from identity_audit where patient = $1 order by number', [person.id]);
  expect(rows).toEqual([
    { action: 'items_erased', staff: null },
    { action: 'receipt_seen', staff: first.id },
    { action: 'restore_opened', staff: first.id },
    { action: 'receipt_seen', staff: second.id },
    { action: 'application_seen', staff: second.id },
    { action: 'case_decided', staff: second.id },
    { action: 'restore_confirmed', staff: second.id },
  ].filter(({ action }) => action !== 'case_decided'));
});

it('D2 only staff: nobody else finds, opens, reads, confirms or refuses', async () => {
  const person = await here.person();
  await person.add(resultOf(person.id));
  const receipt = await erased(person, 'all');
  const caseId = String(at((await open(first, receipt)).body, 'caseId'));
  const asks: Record<string, Ask> = { nobody: client(here.clinic.url, null), system: here.all, device: person.kiosk.ask, deviceWithSignIn: person.asDevice, owner: person.ask };
  for (const [role, ask] of Object.entries(asks)) {
    const answers = [
      await ask('POST', '/identity/erasures/find', { number: 'x' }, json),
      await open({ ask }, receipt),
      await ask('GET', `/identity/restorations/${caseId}/application`),
      await decide({ ask }, caseId, 'confirm'),
      await decide({ ask }, caseId, 'refuse'),
    ];
    expect([role, answers.map(({ status }) => status)]).toEqual([role, Array.from({ length: 5 }, () => (role === 'nobody' ? 401 : 403))]);
  }
});
