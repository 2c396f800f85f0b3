import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../../backend/db/open.ts';
import { createCounting } from '../../../../backend/server/counting.ts';
import { lastTold } from '../../../../backend/server/countingStore.ts';
import { Unreachable, type ClinicApi } from '../../../../backend/sync/clinicApi.ts';
import { instant, moscowDay, startOf } from '../../../../shared/lib/moscow.ts';
import { enrolDevice } from '../../../support/clinicDevice.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';
import { createFakeClock } from '../../../support/fakeClock.ts';
import { codeOf } from '../../../support/fhirClient.ts';

const [minute, hour] = [60_000, 3_600_000];
/** Long ago: an enrolment code lives by the machine's own clock. */
const begin = startOf(moscowDay('2025-11-24')) + 9 * hour;
let now = begin;
let clinic: TestClinic;

beforeAll(async () => {
  clinic = await startClinic({ now: () => instant(now) });
}, 120_000);
beforeEach(async () => {
  now = begin;
  await clinic.pool.query('truncate use_total, use_batch, use_week');
});
afterAll(() => clinic.stop());

const sums = async () =>
  (await clinic.pool.query<{ day: string; event: string; count: string }>('select day::text, event, count from use_total order by day, event')).rows.map(({ day, event, count }) => `${day} ${event} ${count}`);

type Line = 'up' | 'down' | 'breaks off' | 'answers are lost';

/** The counters of a kiosk over its real file and real HTTP; each visit is a process of its own, as on a kiosk. */
async function kiosk() {
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-counting-'));
  const options = { path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null } as const;
  openDatabase(options, false).close();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const state = { line: 'up' as Line, offset: 0, bugs: [] as unknown[], sent: [] as string[] };

  function start() {
    const db = openDatabase(options, true);
    const clock = createFakeClock();
    const inFlight = new Set<Promise<unknown>>();
    const send: ClinicApi['send'] = async ({ method, path, body }) => {
      if (state.line === 'down' || state.line === 'breaks off') throw new Unreachable('down');
      state.sent.push(JSON.stringify(body));
      const answer = await (await enrolDevice(clinic, { now })).ask(method, path, body, { 'content-type': 'application/json' });
      if (state.line === 'answers are lost') throw new Unreachable('lost');
      return { status: answer.status, body: answer.body, refusal: answer.status < 400 ? null : String(codeOf(answer)), retryAfterMs: null };
    };
    const counting = createCounting({
      db,
      clinic: {
        send(request) {
          const answer = send(request);
          inFlight.add(answer);
          return answer.finally(() => inFlight.delete(answer));
        },
      },
      ports: { after: clock.after, monotonicNow: clock.now, newId: randomUUID },
      now: () => instant(now + state.offset),
      isTimeKnown: () => state.line !== 'down',
      reportBug: (error) => void state.bugs.push(error),
    });
    return {
      db, counting, clock,
      /** Until nothing is on its way any more. */
      async settle(milliseconds = 2_000) {
        clock.advance(milliseconds);
        do {
          await Promise.allSettled(inFlight);
          await new Promise((resolve) => setImmediate(resolve));
        } while (inFlight.size > 0);
      },
      end() {
        counting.end();
        db.close();
      },
    };
  }

  return {
    state, start,
    async visit(...events: Parameters<ReturnType<typeof start>['counting']['count']>[0][]) {
      const process = start();
      for (const event of events) process.counting.count(event);
      await process.settle();
      process.end();
    },
  };
}

it('D6 totals of a day that is over go to the clinic once: over lost answers, new processes and days without a line', async () => {
  const device = await kiosk();
  await device.visit('screen.home', 'screen.prices');
  await device.visit('screen.home', 'signIn.esia');
  expect(device.state.sent).toEqual([]);

  now += 24 * hour;
  device.state.line = 'answers are lost';
  await device.visit('screen.home');
  await device.visit('screen.home');
  device.state.line = 'down';
  await device.visit('screen.home');
  now += 24 * hour;
  await device.visit('screen.home');
  device.state.line = 'up';
  await device.visit('screen.home');
  await device.visit('screen.home');
  expect(await sums()).toEqual(['2025-11-24 screen.home 2', '2025-11-24 screen.prices 1', '2025-11-24 signIn.esia 1', '2025-11-25 screen.home 3']);
  // The lost ones and the one that was answered are the same batch, byte for byte.
  expect(device.state.sent).toHaveLength(4);
  expect(new Set(device.state.sent).size).toBe(2);
  expect(device.state.bugs).toEqual([]);
});

it('D6 an event counts once in a visit, so nobody lifts a number over the threshold alone', async () => {
  const device = await kiosk();
  const visit = device.start();
  for (let round = 0; round < 50; round += 1) {
    visit.counting.count('screen.help');
    await visit.settle();
  }
  visit.counting.newVisit();
  visit.counting.count('screen.help');
  visit.end();
  now += 24 * hour;
  await device.visit();
  await device.visit('screen.home');
  expect(await sums()).toEqual(['2025-11-24 screen.help 2']);
});

it('D6 a booking is counted by where it ended, and only there', async () => {
  const device = await kiosk();
  for (const way of [['doctor'], ['doctor', 'time'], ['doctor', 'time', 'confirm'], ['doctor', 'time', 'confirm', 'done'], []] as const) {
    const { counting, end } = device.start();
    counting.count('screen.home');
    for (const step of way) {
      if (step === 'done') counting.count('booking.done');
      else counting.step(step);
    }
    end();
  }
  now += 24 * hour;
  await device.visit('screen.home');
  expect(await sums()).toEqual(['booking.done 1', 'booking.leftAtConfirm 1', 'booking.leftAtDoctor 1', 'booking.leftAtTime 1', 'screen.home 5'].map((row) => `2025-11-24 ${row}`));
});

it('D6 a clock that was ahead, behind or set anew loses and doubles nothing that was counted while it was right', async () => {
  const device = await kiosk();
  await device.visit('screen.home');
  device.state.offset = 40 * 24 * hour;
  device.state.line = 'down';
  await device.visit('screen.home');
  device.state.offset = -20_000 * 24 * hour;
  await device.visit('screen.home');
  device.state.offset = 0;
  device.state.line = 'up';
  await device.visit('screen.home');
  now += 24 * hour;
  await device.visit('screen.home');
  now += 24 * hour;
  await device.visit('screen.home');
  // What was counted in 1971 belongs to no day; what was counted in a day to come happened before the clock was put right.
  expect(await sums()).toEqual(['2025-11-24 screen.home 3', '2025-11-25 screen.home 1']);
  expect(device.state.bugs).toEqual([]);
});

it('D6 what the device keeps of a day it has told is what may be shown, and nothing of it says when or in which order', async () => {
  const device = await kiosk();
  for (let visit = 0; visit < 6; visit += 1) await device.visit('screen.home', ...(visit < 4 ? (['signIn.password'] as const) : []));
  now += 24 * hour;
  await device.visit('screen.prices');
  const { db, end } = device.start();
  expect(lastTold(db.read)).toEqual({ day: '2025-11-24', threshold: 5, totals: { 'screen.home': 6 } });
  const tables = ['use_count', 'use_day', 'use_told'].map((table) => db.read.all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name));
  expect(tables).toEqual([['day', 'event', 'count'], ['id', 'day', 'totals'], ['only_row', 'day', 'threshold', 'totals']]);
  expect(db.read.all('SELECT day, event, count FROM use_count')).toEqual([{ day: '2025-11-25', event: 'screen.prices', count: 1 }]);
  end();
});

it('D6 totals the clinic will never take are dropped, and do not stand before the others', async () => {
  const device = await kiosk();
  await device.visit('screen.home');
  device.state.line = 'down';
  now += 60 * 24 * hour;
  await device.visit('screen.prices');
  // For the clinic it is a day later, and its memory of batches does not reach that far.
  now += 24 * hour;
  device.state.offset = -2 * hour - 24 * hour + 3 * hour;
  device.state.line = 'up';
  await device.visit('screen.help');
  await device.visit('screen.help');
  device.state.offset = 0;
  await device.visit('screen.help');
  expect(device.state.sent.map((text) => (JSON.parse(text) as { day: string }).day)).toEqual(['2025-11-24', '2026-01-23']);
  expect(await sums()).toEqual(['2026-01-23 screen.help 2', '2026-01-23 screen.prices 1']);
});

it('D6 a full disk and a clinic that is away do not stand in the way of leaving', async () => {
  const device = await kiosk();
  const broken = device.start();
  broken.counting.count('screen.home');
  broken.db.close();
  broken.counting.end();
  expect(device.state.bugs).toHaveLength(1);

  await device.visit('screen.home');
  device.state.line = 'down';
  now += 61 * 24 * hour;
  const { counting, settle, end, clock } = device.start();
  device.state.line = 'breaks off';
  counting.count('screen.home');
  await settle();
  // Not asked again for ten minutes, whatever is counted.
  device.state.line = 'up';
  counting.count('screen.help');
  await settle(minute);
  expect(device.state.sent).toEqual([]);
  clock.advance(10 * minute);
  counting.count('screen.prices');
  await settle();
  end();
  expect(await sums()).toEqual([]);
});
