import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defaultConfig } from '../../../../clinic-server/config.ts';
import { ownCountersOnly } from '../../../../clinic-server/counters/settings.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { startServer } from '../../../../clinic-server/server.ts';
import { addDays, dayOf, instant, moscowDay, startOf, type MoscowDay } from '../../../../shared/lib/moscow.ts';
import type { Profile } from '../../../../shared/rpc/shell.ts';
import { enrolDevice, type TestDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { at, refusal, type Ask } from '../../../support/fhirClient.ts';
import { staffAt } from '../../../support/staffDesk.ts';

const json = { 'content-type': 'application/json' };
const hour = 3_600_000;
const config = { counters: { ...ownCountersOnly, threshold: 5 } };
/** Long ago: an enrolment code lives by the machine's own clock. */
let now = startOf(moscowDay('2025-11-26')) + 10 * hour;
let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic({ now: () => instant(now), config });
}, 120_000);
beforeEach(async () => {
  await clinic.pool.query('truncate use_total, use_batch, use_week');
});
afterAll(() => clinic.stop());

const device = (profile: Profile = 'kiosk'): Promise<TestDevice> => enrolDevice(clinic, { profile, now });
const today = (): MoscowDay => dayOf(instant(now));
const tell = (ask: Ask, day: MoscowDay, totals: object, batchId = randomUUID()) => ask('POST', '/counters', { batchId, day, totals }, json);
const sums = async () => (await clinic.pool.query<{ day: string; profile: string; event: string; count: string }>('select day::text, profile, event, count from use_total order by day, profile, event')).rows.map(({ day, profile, event, count }) => `${day} ${profile} ${event} ${count}`);

/** What an administrator sees of one event; the week is the test's. */
async function row(ask: Ask, week: string, event: string, profile: Profile = 'kiosk'): Promise<unknown> {
  const answer = await ask('GET', `/counters?week=${week}`);
  expect(answer.status).toBe(200);
  const rows = at(answer.body, 'rows') as { profile: string; event: string }[];
  return rows.find((one) => one.event === event && one.profile === profile);
}

const administrator = async (): Promise<Ask> => (await staffAt(clinic, await device('reception'), 'administrator')).ask;

it('D6 a batch counts once, however often it is sent, at two servers at once too', async () => {
  const kiosk = await device();
  const other = await clinic.another();
  const day = addDays(today(), -1);
  const batchId = randomUUID();
  const send = (url: string) => fetch(`${url}/counters`, { method: 'POST', headers: { ...json, authorization: `Bearer ${kiosk.token}` }, body: JSON.stringify({ batchId, day, totals: { 'screen.home': 7, printed: 2 } }) });
  const answers = await Promise.all([clinic.url, other.url, clinic.url, other.url, other.url, clinic.url].map(send));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(await answers[0]?.json()).toEqual({ threshold: 5 });
  await tell(kiosk.ask, day, { 'screen.home': 1 });
  expect(await sums()).toEqual([`${day} kiosk printed 2`, `${day} kiosk screen.home 8`]);
});

it('D6 nothing but the closed list is taken: no words, no ids, no time, no nothing and no minus', async () => {
  const { ask } = await device();
  const day = addDays(today(), -1);
  for (const totals of [{ 'screen.Иванова': 1 }, { 'screen.home': 0 }, { 'screen.home': -4 }, { 'screen.home': 1.5 }, { 'screen.home': '5' }, { __proto__: 5, 'screen.hom': 1 }, { 'screen.home': 1e9 }]) {
    expect(refusal(await tell(ask, day, totals))).toBe('400 invalid_request');
  }
  for (const more of [{ patient: randomUUID() }, { hour: 11 }, { device: 'K01' }]) {
    expect(refusal(await ask('POST', '/counters', { batchId: randomUUID(), day, totals: { printed: 1 }, ...more }, json))).toBe('400 invalid_request');
  }
  expect(refusal(await tell(ask, '2025-11-25T10:00' as MoscowDay, { printed: 1 }))).toBe('400 invalid_request');
  expect(await sums()).toEqual([]);
});

it('D6 what is kept says nothing about the device, and only devices may tell', async () => {
  const kiosk = await device();
  expect((await tell(kiosk.ask, addDays(today(), -1), { 'signIn.esia': 6 })).status).toBe(200);
  const { rows } = await clinic.pool.query<{ kept: string }>(
    `select (select json_agg(t)::text from use_total t) || (select json_agg(b)::text from use_batch b) || (select json_agg(w)::text from use_week w) as kept`,
  );
  expect(rows[0]?.kept).toContain('signIn.esia');
  for (const mark of [kiosk.id, '12:', '10:', 'K0', 'К0']) expect(rows[0]?.kept).not.toContain(mark);

  const desk = await device('reception');
  for (const role of ['registrar', 'seniorRegistrar', 'administrator'] as const) {
    const staff = await staffAt(clinic, desk, role);
    expect(refusal(await tell(staff.ask, addDays(today(), -1), { printed: 1 }))).toBe('403 forbidden');
    expect((await staff.ask('GET', '/counters')).status).toBe(role === 'administrator' ? 200 : 403);
  }
  expect(refusal(await kiosk.ask('GET', '/counters'))).toBe('403 forbidden');
  for (const path of ['/counters', '/%63ounters', '//counters']) expect((await fetch(`${clinic.url}${path}`)).status).toBe(401);
});

it('D6 a day that is over is taken, today and what is too old are not, and what is late counts for the day it comes', async () => {
  const { ask } = await device();
  expect(refusal(await tell(ask, today(), { printed: 1 }))).toBe('422 day_not_over');
  expect(refusal(await tell(ask, addDays(today(), 1), { printed: 1 }))).toBe('422 day_not_over');
  expect(refusal(await tell(ask, addDays(today(), -61), { printed: 1 }))).toBe('422 day_gone');
  for (const back of [-1, -2, -60]) expect((await tell(ask, addDays(today(), back), { printed: 3 })).status).toBe(200);
  expect(await sums()).toEqual([`${addDays(today(), -1)} kiosk printed 3`, `${today()} kiosk printed 6`]);
});

it('D6 a day is shown when it can grow no more, and never changes then', async () => {
  const monday = moscowDay('2025-11-24');
  now = startOf(moscowDay('2025-11-25')) + 10 * hour;
  await tell((await device()).ask, monday, { 'screen.home': 8, printed: 4 });
  const seen: unknown[] = [];
  for (const later of [10 * hour, 23.9 * hour, 24.9 * hour, 25.1 * hour, 40 * hour, 75 * hour]) {
    now = startOf(moscowDay('2025-11-25')) + later;
    seen.push(at(await row(await administrator(), monday, 'screen.home'), 'days', 0));
    await tell((await device()).ask, monday, { 'screen.home': 100 });
  }
  // The second hundred came while the day was still open and hidden.
  expect(seen).toEqual([null, null, null, 208, 208, 208]);
});

it('D6 few and none look the same, and a sum that would tell a hidden day is not told', async () => {
  const week = [12, 9, 8, 30, 7, 4, 0];
  for (const [index, count] of week.entries()) {
    now = startOf(addDays(moscowDay('2025-11-18'), index)) + 10 * hour;
    const day = addDays(moscowDay('2025-11-17'), index);
    const { ask } = await device();
    await tell(ask, day, { 'screen.help': 3, 'screen.home': 9, ...(count === 0 ? {} : { 'screen.prices': count }) });
  }
  now = startOf(moscowDay('2025-11-24')) + 10 * hour;
  const sunday = await administrator();
  expect(await row(sunday, '2025-11-17', 'screen.prices')).toEqual({ profile: 'kiosk', event: 'screen.prices', days: [12, 9, 8, 30, 7, null, null], total: null });
  now = startOf(moscowDay('2025-11-25')) + 10 * hour;
  const ask = await administrator();
  expect(await row(ask, '2025-11-17', 'screen.prices')).toMatchObject({ days: [12, 9, 8, 30, 7, null, null], total: { exact: false, count: 66 } });
  expect(await row(ask, '2025-11-17', 'screen.home')).toMatchObject({ days: [9, 9, 9, 9, 9, 9, 9], total: { exact: true, count: 63 } });
  expect(await row(ask, '2025-11-17', 'screen.help')).toMatchObject({ days: [null, null, null, null, null, null, null], total: { exact: true, count: 21 } });
  expect(await row(ask, '2025-11-17', 'printed')).toMatchObject({ days: [null, null, null, null, null, null, null], total: { exact: false, count: 0 } });
  expect(await row(ask, '2025-11-17', 'screen.home', 'satellite')).toMatchObject({ total: { exact: false, count: 0 } });
  for (const wrong of ['2025-11-18', 'monday', '2025-11-17&week=2025-11-24']) expect(refusal(await ask('GET', `/counters?week=${wrong}`))).toBe('400 not_a_week');
});

it('D6 a week keeps the threshold it began with, whatever the clinic decides later', async () => {
  now = startOf(moscowDay('2025-12-02')) + 10 * hour;
  await tell((await device()).ask, moscowDay('2025-12-01'), { 'screen.home': 8 });
  now = startOf(moscowDay('2025-12-03')) + 10 * hour;
  const stricter = await startServer({ pool: clinic.pool, log: createLog('silent'), now: () => instant(now), config: { ...defaultConfig, counters: { ...ownCountersOnly, threshold: 10 } } });
  try {
    const there = { url: stricter.url, pool: clinic.pool };
    const { ask } = await staffAt(there, await enrolDevice(there, { profile: 'reception', now }), 'administrator');
    expect(await row(ask, '2025-12-01', 'screen.home')).toMatchObject({ days: [8, null, null, null, null, null, null] });
    expect(at((await ask('GET', '/counters?week=2025-12-01')).body, 'threshold')).toBe(5);
    expect(at((await ask('GET', '/counters?week=2025-12-08')).body, 'threshold')).toBe(10);
  } finally {
    await stricter.stop();
  }
});
