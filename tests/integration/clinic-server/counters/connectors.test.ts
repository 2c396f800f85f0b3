import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { defaultConfig, type ServerConfig } from '../../../../clinic-server/config.ts';
import { exportTotals, pauseMs } from '../../../../clinic-server/counters/exportTotals.ts';
import { connectorsOf, exportInRounds } from '../../../../clinic-server/counters/exportRounds.ts';
import { ownCountersOnly, parseCounters, readCountersFile } from '../../../../clinic-server/counters/settings.ts';
import type { ServerParts } from '../../../../clinic-server/http/parts.ts';
import { createLog } from '../../../../clinic-server/log.ts';
import { startServer } from '../../../../clinic-server/server.ts';
import { instant, moscowDay, startOf } from '../../../../shared/lib/moscow.ts';
import { startClinic, type TestClinic } from '../../../support/clinicServer.ts';

const hour = 3_600_000;
const secrets = { token: 'yandex-secret-7f3a', apiSecret: 'google-secret-91bc' };
const afternoon = startOf(moscowDay('2026-11-26')) + 14 * hour;
let now = afternoon;
let clinic: TestClinic;

/** Somebody outside the clinic: a real server that keeps what it was sent, and answers as it is told. */
async function standIn() {
  const got: { url: string; body: string; from: string; headers: string }[] = [];
  const state = { answer: 200 as number | 'hangs up' };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8'), from: request.socket.remoteAddress ?? '', headers: JSON.stringify(request.headers) });
      if (state.answer === 'hangs up') request.socket.destroy();
      else response.writeHead(state.answer, state.answer === 302 ? { location: 'http://127.0.0.1:9/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return { got, state, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/collect`, stop: () => new Promise((done) => server.close(done)) };
}

let outside: Awaited<ReturnType<typeof standIn>>;
let written = '';
let parts: ServerParts;

const settings = (who: 'yandexMetrika' | 'googleAnalytics' | 'both') =>
  parseCounters(
    {
      ...(who === 'googleAnalytics' ? {} : { yandexMetrika: { counterId: '12345678', token: secrets.token, page: 'https://clinic.example/kiosk', url: outside.url } }),
      ...(who === 'yandexMetrika' ? {} : { googleAnalytics: { measurementId: 'G-ABCD1234', apiSecret: secrets.apiSecret, url: outside.url } }),
    },
    false,
  );
const told = (who: Parameters<typeof settings>[0]): ServerParts => ({ ...parts, config: { ...parts.config, counters: settings(who) } });

async function round(who: 'yandexMetrika' | 'googleAnalytics'): Promise<void> {
  const with_ = told(who);
  for (const connector of connectorsOf(with_)) await exportTotals(with_, connector);
}

/** Totals as devices have left them: days of the same week, some shown, some hidden, one still open. */
async function fill(rows: readonly (readonly [day: string, event: string, count: number])[]): Promise<void> {
  for (const [day, event, count] of rows) await clinic.pool.query(`insert into use_total (day, profile, event, count) values ($1, 'kiosk', $2, $3)`, [day, event, count]);
}
const some = [['2026-11-23', 'screen.home', 41], ['2026-11-24', 'screen.home', 37], ['2026-11-24', 'printed', 4], ['2026-11-25', 'screen.home', 50], ['2026-11-26', 'screen.home', 9], ['2026-11-10', 'screen.home', 77]] as const;

beforeAll(async () => {
  const log = createLog('trace', { write: (line: string) => void (written += line) });
  clinic = await startClinic({ now: () => instant(now), log });
  outside = await standIn();
  ({ parts } = clinic);
}, 120_000);
beforeEach(async () => {
  now = afternoon;
  written = '';
  outside.got.length = 0;
  outside.state.answer = 200;
  await clinic.pool.query('truncate use_total, use_batch, use_week, use_export');
});
afterAll(async () => {
  await clinic.stop();
  await outside.stop();
});

/** One more server, whose rounds are short; until everything that is due has been told. */
async function roundsOf(config: Partial<ServerConfig>, withinMs: number): Promise<void> {
  const server = await startServer({ pool: clinic.pool, log: createLog('silent'), now: () => instant(now), config: { ...defaultConfig, ...config }, more: [(app, all) => exportInRounds(app, all, 20)] });
  const until = Date.now() + withinMs;
  while (outside.got.length < 5 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  await server.stop();
}

const googleEvents = () => outside.got.flatMap(({ body }) => (JSON.parse(body) as { events: { params: { day: string; counted: string; count: number } }[] }).events.map(({ params }) => `${params.day} ${params.counted} ${String(params.count)}`));

it('D6 unless the clinic says so nobody outside is told anything: no connector, no round, no request', async () => {
  await fill(some);
  expect(ownCountersOnly).toEqual({ threshold: 5, yandexMetrika: null, googleAnalytics: null });
  expect(connectorsOf(parts)).toEqual([]);
  await roundsOf({}, 300);
  expect((await clinic.pool.query('select 1 from use_export')).rows).toEqual([]);
  expect(outside.got).toEqual([]);
});

it('D6 a server that has a connector tells it by itself, in rounds', async () => {
  await fill(some);
  await roundsOf({ counters: settings('both') }, 5_000);
  expect(outside.got.filter(({ body }) => body.includes('t=event'))).toHaveLength(2);
  expect(outside.got.filter(({ body }) => body.includes('client_id'))).toHaveLength(1);
});

it('D6 Google Analytics is told the shown totals of the last shown days, once, and nothing that is hidden or still open', async () => {
  await fill(some);
  await round('googleAnalytics');
  await round('googleAnalytics');
  expect(googleEvents()).toEqual(['2026-11-23 screen.home 41', '2026-11-24 screen.home 37']);
  const [request] = outside.got;
  expect(outside.got).toHaveLength(1);
  expect(request?.url).toBe(`/collect?measurement_id=G-ABCD1234&api_secret=${secrets.apiSecret}`);
  const body = JSON.parse(request?.body ?? '') as { client_id: string; consent: object; user_id?: string };
  expect(Object.keys(body).toSorted()).toEqual(['client_id', 'consent', 'events']);
  expect(body.consent).toEqual({ ad_user_data: 'DENIED', ad_personalization: 'DENIED' });
  now += 24 * hour;
  await round('googleAnalytics');
  expect(googleEvents().at(-1)).toBe('2026-11-25 screen.home 50');
  // Two sendings, two clients: nothing there belongs together.
  expect((JSON.parse(outside.got[1]?.body ?? '') as { client_id: string }).client_id).not.toBe(body.client_id);
});

it('D6 Yandex.Metrika is told a cell as a page view and an event of a client nobody has met, with the token in the body', async () => {
  await fill(some);
  await round('yandexMetrika');
  await round('yandexMetrika');
  expect(outside.got.map(({ url }) => url)).toEqual(['/collect', '/collect', '/collect', '/collect']);
  const fields = outside.got.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  expect(fields.map(({ t, ea }) => `${t ?? ''} ${ea ?? ''}`)).toEqual(['pageview ', 'event kabinet.screen.home', 'pageview ', 'event kabinet.screen.home']);
  expect(fields.every(({ tid, ms }) => tid === '12345678' && ms === secrets.token)).toBe(true);
  expect(fields[0]?.['cid']).toBe(fields[1]?.['cid']);
  expect(fields[2]?.['cid']).not.toBe(fields[0]?.['cid']);
  expect(fields[0]?.['cid']).toMatch(/^\d{19}$/);
  expect(fields.filter(({ t }) => t === 'event').map(({ params }) => JSON.parse(params ?? '') as unknown)).toEqual([{ kabinet: { kiosk: { '2026-11-23': { 'screen.home': 41 } } } }, { kabinet: { kiosk: { '2026-11-24': { 'screen.home': 37 } } } }]);
});

it('D6 a refusal is tried again later and longer each time; what may have arrived never is', async () => {
  await fill(some);
  outside.state.answer = 503;
  await round('googleAnalytics');
  now += pauseMs(1) - 1_000;
  await round('googleAnalytics');
  expect(outside.got).toHaveLength(1);
  now += 2_000;
  await round('googleAnalytics');
  expect(outside.got).toHaveLength(2);
  now += pauseMs(1);
  await round('googleAnalytics');
  expect(outside.got).toHaveLength(2);
  now += pauseMs(2);
  outside.state.answer = 302;
  await round('googleAnalytics');
  now += pauseMs(3);
  outside.state.answer = 'hangs up';
  await round('googleAnalytics');
  expect(outside.got).toHaveLength(4);
  outside.state.answer = 200;
  now += 5 * hour;
  await round('googleAnalytics');
  expect(outside.got).toHaveLength(4);
  expect([1, 2, 3, 20].map(pauseMs)).toEqual([60_000, 120_000, 240_000, 6 * hour]);
});

it('D6 nobody at the other end is a refusal too, and a page view that broke off keeps the cell for later', async () => {
  await fill(some);
  const dead = { ...told('googleAnalytics') };
  const [nobody] = connectorsOf({ ...dead, config: { ...dead.config, counters: { ...settings('googleAnalytics'), googleAnalytics: { measurementId: 'G-ABCD1234', apiSecret: secrets.apiSecret, url: 'http://127.0.0.1:9/collect' } } } });
  if (nobody) await exportTotals(dead, nobody);
  now += pauseMs(1);
  await round('googleAnalytics');
  expect(googleEvents()).toEqual(['2026-11-23 screen.home 41', '2026-11-24 screen.home 37']);
  outside.got.length = 0;
  outside.state.answer = 'hangs up';
  await round('yandexMetrika');
  expect(outside.got).toHaveLength(1);
  outside.state.answer = 200;
  now += pauseMs(1);
  await round('yandexMetrika');
  expect(outside.got.slice(1).filter(({ body }) => body.includes('t=event'))).toHaveLength(2);
});

it('D6 two servers at once tell a cell once, and one that died in between does not tell it again', async () => {
  await fill(some);
  await Promise.all([round('googleAnalytics'), round('googleAnalytics'), round('googleAnalytics')]);
  expect(googleEvents().toSorted()).toEqual(['2026-11-23 screen.home 41', '2026-11-24 screen.home 37']);
  await clinic.pool.query(`update use_export set state = 'claimed'`);
  await round('googleAnalytics');
  expect(googleEvents()).toHaveLength(2);
});

it('D6 no secret and no address of a connector is ever logged', async () => {
  await fill(some);
  for (const answer of [503, 'hangs up', 500, 200] as const) {
    await clinic.pool.query('truncate use_export');
    outside.state.answer = answer;
    await round('googleAnalytics');
    await round('yandexMetrika');
  }
  expect(written).toContain('counters not taken');
  for (const secret of [secrets.token, secrets.apiSecret, outside.url, 'collect', '12345678', 'G-ABCD1234']) expect(written).not.toContain(secret);
});

it('D6 a threshold below three, a secret over an open line in production and an unknown field stop the start', () => {
  expect(() => parseCounters({ threshold: 2 }, false)).toThrow();
  expect(parseCounters({ threshold: 3 }, false).threshold).toBe(3);
  expect(() => parseCounters({ googleAnalytics: { measurementId: 'G-ABCD1234', apiSecret: 'x', url: outside.url } }, true)).toThrow(/https/);
  expect(() => parseCounters({ googleAnalitics: null }, false)).toThrow();
  const folder = mkdtempSync(join(tmpdir(), 'kabinet-counters-'));
  try {
    const file = join(folder, `${randomUUID()}.json`);
    writeFileSync(file, JSON.stringify({ googleAnalytics: { measurementId: 'G-ABCD1234', apiSecret: 'x' }, yandexMetrika: { counterId: '1', token: 'y', page: 'https://clinic.example/' } }));
    expect(readCountersFile(file, true)).toMatchObject({ threshold: 5, googleAnalytics: { url: 'https://www.google-analytics.com/mp/collect' }, yandexMetrika: { url: 'https://mc.yandex.ru/collect' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
