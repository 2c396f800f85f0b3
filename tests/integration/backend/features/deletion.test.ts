import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Deletable } from '../../../../shared/features/deletion.ts';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { enrolDevice, issueEnrolmentCode } from '../../../support/clinicDevice.ts';
import { startCuttableLine, type CuttableLine } from '../../../support/cutLine.ts';
import { scanOf } from '../../../support/erasureClinic.ts';
import { keep, orderOf, resultOf, visitOf, type Thing } from '../../../support/erasureTable.ts';
import { startFamilyClinic, type FamilyClinic, type Relative } from '../../../support/familyClinic.ts';
import { at, system } from '../../../support/fhirClient.ts';
import { publishBoth } from '../../../support/publishedDocuments.ts';
import { staffAt } from '../../../support/staffDesk.ts';

let here: FamilyClinic;
let near: TestBackend;
let far: TestBackend;
let line: CuttableLine;

beforeAll(async () => {
  here = await startFamilyClinic();
  await publishBoth(here.clinic);
  line = await startCuttableLine(here.clinic.url);
}, 120_000);
// A kiosk's backend serves one person and ends with them.
beforeEach(async () => {
  near = await startBackend({ server: here.clinic.url, code: await issueEnrolmentCode(here.clinic.pool) });
  far = await startBackend({ server: line.url, code: await issueEnrolmentCode(here.clinic.pool) });
  for (const kiosk of [near, far]) await eventually(() => kiosk.call('device.state', {}), ({ state }) => state === 'ready', 60_000);
}, 120_000);
afterEach(async () => {
  line.mend();
  for (const kiosk of [near, far]) {
    await kiosk.stop(true);
    rmSync(kiosk.userDataPath, { recursive: true, force: true });
  }
}, 60_000);
afterAll(async () => {
  await line.stop();
  await here.stop();
});

const all = { kind: null, months: null, offset: 0, limit: 50 } as const;

/** Ids of everything the cabinet of this kiosk shows. */
async function shown(kiosk: TestBackend): Promise<string[]> {
  // Three calls a look: below the fifty a second that a window may make.
  await new Promise((resolve) => setTimeout(resolve, 75));
  const [results, visits, orders] = [await kiosk.call('results.list', all), await kiosk.call('appointments.mine', {}), await kiosk.call('orders.mine', { offset: 0, limit: 50 })];
  return [...results.lines.map(({ reportId }) => reportId), ...visits.past.map(({ id }) => id), ...visits.upcoming.map(({ id }) => id), ...orders.orders.map(({ orderId }) => orderId)].toSorted();
}

const ids = (things: readonly Thing[]) => things.map(({ item }) => item).toSorted();
const shows = (kiosk: TestBackend, things: readonly Thing[]) => eventually(() => shown(kiosk), (seen) => JSON.stringify(seen) === JSON.stringify(ids(things)), 20_000);
const settled = (kiosk: TestBackend, commandId: string) => eventually(() => kiosk.call('sync.outcome', { commandId, waitMs: 1_000 }), ({ state }) => state === 'applied' || state === 'refused', 30_000);

async function erase(kiosk: TestBackend, of: Deletable) {
  const [commandId, receiptId] = [randomUUID(), randomUUID()];
  return { commandId, ...(await kiosk.call('deletion.erase', { commandId, receiptId, of })) };
}

/** Past visits name a doctor, as a kiosk shows them. */
function visit(owner: string, more?: Parameters<typeof visitOf>[1]): Thing {
  const thing = visitOf(owner, more);
  const [appointment, ...rest] = thing.rows;
  if (appointment?.resourceType !== 'Appointment') throw new Error('no visit');
  const doctor = { actor: { reference: `PractitionerRole/${here.small.roleIds[0]}` }, status: 'accepted' as const };
  return { ...thing, rows: [{ ...appointment, participant: [...appointment.participant, doctor] }, ...rest] };
}

async function person(): Promise<{ readonly who: Relative; readonly closed: readonly [Thing, Thing, Thing, Thing]; readonly ahead: readonly [Thing, Thing] }> {
  const who = await here.person(50);
  const kept = (thing: Thing) => keep(system(here.clinic), who.id, thing);
  return {
    who,
    closed: [await kept(visit(who.id)), await kept(resultOf(who.id)), await kept(orderOf(who.id)), await kept(resultOf(who.id, { hoursAgo: 90 }))],
    ahead: [await kept(visit(who.id, { status: 'booked', hoursAgo: -48 })), await kept(orderOf(who.id, { state: 'sent' }))],
  };
}

const signIn = ({ login, password }: Relative, ...kiosks: readonly TestBackend[]) =>
  Promise.all(kiosks.map((kiosk) => kiosk.call('identity.signIn', { login, password })));

it('D1 deleted at one kiosk it is gone at once, and at the other one too, which had no line and brings edits from before; a restore brings exactly that back to both', async () => {
  const { who, closed, ahead } = await person();
  const [past, result, order, older] = closed;
  await signIn(who, near, far);
  await Promise.all([shows(near, [...closed, ...ahead]), shows(far, [...closed, ...ahead])]);

  line.cut();
  const [seen, cancelled] = [randomUUID(), randomUUID()];
  await far.call('results.seen', { commandId: seen, reportId: result.item });
  await far.call('orders.cancel', { commandId: cancelled, orderId: ahead[1].item });

  // Meanwhile, where there is a line, it is cancelled too, and then everything is deleted.
  const own = randomUUID();
  await near.call('orders.cancel', { commandId: own, orderId: ahead[1].item });
  expect((await settled(near, own)).state).toBe('applied');
  expect(await near.call('deletion.plan', { of: { scope: 'all' } })).toMatchObject({ goes: { visits: 1, results: 2, orders: 2, waiting: 0 }, ahead: { visits: 1, orders: 0 } });
  const { commandId, number, receiptId, counts } = await erase(near, { scope: 'all' });
  expect(await shown(near)).toEqual([ahead[0].item]);
  expect([number, counts]).toEqual([expect.stringMatching(/^.{2,}-\d{4}$/), { visits: 1, results: 2, orders: 2, waiting: 0 }]);
  expect(await settled(near, commandId)).toEqual({ state: 'applied', refusal: null });
  expect(await near.call('deletion.receipts', {})).toMatchObject({ complete: true, receipts: [{ receiptId, number, state: 'done', counts, what: 'all' }] });

  line.mend();
  await shows(far, [ahead[0]]);
  expect([(await settled(far, seen)).state, await settled(far, cancelled)]).toEqual(['refused', { state: 'refused', refusal: 'not_active' }]);
  for (const kiosk of [near, far]) {
    for (const { item } of [result, older]) expect((await kiosk.call('results.one', { reportId: item })).report).toBeNull();
    expect((await kiosk.call('appointments.one', { appointmentId: past.item })).visit).toBeNull();
    for (const { item } of [order, ahead[1]]) expect((await kiosk.call('orders.one', { orderId: item })).order).toBeNull();
    expect(await kiosk.call('results.trend', { code: '3016-3' })).toMatchObject({ points: [], name: null });
    expect(await kiosk.refusal('papers.open', { binaryId: result.file })).toBe('not_found');
    expect(await kiosk.call('deletion.plan', { of: { scope: 'all' } })).toMatchObject({ goes: { visits: 0, results: 0, orders: 0 } });
  }

  const staff = async () => staffAt(here.clinic, await enrolDevice(here.clinic, { profile: 'reception' }));
  const json = { 'content-type': 'application/json' };
  const opened = await (await staff()).ask('POST', '/identity/restorations', { receiptId, documentSeen: true, scan: scanOf() }, json);
  expect((await (await staff()).ask('POST', `/identity/restorations/${String(at(opened.body, 'caseId'))}/confirm`, {}, json)).status).toBe(204);
  await Promise.all([shows(near, [...closed, ...ahead]), shows(far, [...closed, ...ahead])]);
  expect((await near.call('deletion.receipts', {})).receipts).toMatchObject([{ receiptId, state: 'restored' }]);
}, 120_000);

it('D1 without a line it is gone from this kiosk at once, whoever signs in, and from everywhere as soon as there is one', async () => {
  const { who, closed, ahead } = await person();
  const [past, result, ...others] = closed;
  await signIn(who, near, far);
  await Promise.all([shows(near, [...closed, ...ahead]), shows(far, [...closed, ...ahead])]);
  line.cut();
  const asked = [await erase(far, { scope: 'item', kind: 'visits', itemId: past.item }), await erase(far, { scope: 'item', kind: 'results', itemId: result.item })];
  expect(await shown(far)).toEqual(ids([...others, ...ahead]));
  expect(await far.call('deletion.receipts', {})).toMatchObject({ complete: false, receipts: [{ state: 'sending' }, { state: 'sending' }] });
  expect(await far.refusal('deletion.erase', { commandId: randomUUID(), receiptId: randomUUID(), of: { scope: 'item', kind: 'visits', itemId: past.item } })).toBe('not_found');
  expect(await far.refusal('deletion.erase', { commandId: randomUUID(), receiptId: randomUUID(), of: { scope: 'item', kind: 'orders', itemId: ahead[1].item } })).toBe('still_ahead');
  // What the clinic writes meanwhile does not bring it back before the centre has answered.
  await keep(system(here.clinic), who.id, past);
  await keep(system(here.clinic), who.id, result);
  line.mend();
  for (const { commandId } of asked) expect(await settled(far, commandId)).toEqual({ state: 'applied', refusal: null });
  await Promise.all([shows(near, [...others, ...ahead]), shows(far, [...others, ...ahead])]);
}, 120_000);

it('D1 refused by the centre, nothing is gone: what was taken off the screen comes back whole', async () => {
  const { who, closed, ahead } = await person();
  const order = closed[2];
  await signIn(who, far);
  await shows(far, [...closed, ...ahead]);
  line.cut();
  // Of one line alone the centre has a newer word: the other one has to come back as it was.
  await keep(system(here.clinic), who.id, { ...order, rows: order.rows.slice(0, 1).map((row) => (row.resourceType === 'ServiceRequest' ? { ...row, status: 'active' as const, extension: (row.extension ?? []).map((one) => (one.valueCode === 'done' ? { ...one, valueCode: 'ready' } : one)) } : row)) });
  const { commandId } = await erase(far, { scope: 'item', kind: 'orders', itemId: order.item });
  expect(await shown(far)).not.toContain(order.item);
  line.mend();
  expect(await settled(far, commandId)).toEqual({ state: 'refused', refusal: 'still_ahead' });
  await shows(far, [...closed, ...ahead]);
  expect((await far.call('orders.one', { orderId: order.item })).order).toMatchObject({ state: 'ready', count: 2 });
  expect((await far.call('deletion.receipts', {})).receipts).toMatchObject([{ state: 'refused', refusal: 'still_ahead' }]);
}, 120_000);
