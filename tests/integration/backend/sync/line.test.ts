import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { retryDelay } from '../../../../backend/sync/failure.ts';
import { eventually } from '../../../support/backend.ts';
import { refuse, startScriptedServer, type Answer, type ScriptedServer } from '../../../support/scriptedServer.ts';
import { syncDevice, type SyncDevice } from '../../../support/syncDevice.ts';

let server: ScriptedServer;
let device: SyncDevice | null;

beforeEach(async () => {
  server = await startScriptedServer();
  device = null;
});
afterEach(async () => {
  await device?.stop();
  await server.stop();
});

function start(options: Parameters<typeof syncDevice>[1] = { speed: 1 }): SyncDevice {
  device = syncDevice(server, options);
  device.engine.start();
  return device;
}
const lineIs = (line: 'up' | 'down', withinMs: number) => eventually(() => device?.engine.status().line, (now) => now === line, withinMs);

test('O4 the line is down within three seconds after the server dies and up within three after it returns', async () => {
  const { engine } = start();
  await lineIs('up', 3_000);
  await eventually(() => server.heard.some(({ path }) => path === '/events'), Boolean);
  for (let round = 0; round < 3; round += 1) {
    await server.pause();
    await lineIs('down', 3_000);
    expect(engine.status()).toMatchObject({ failure: 'unreachable', lastContactAt: expect.any(Number) });
    await server.resume();
    await lineIs('up', 3_000);
    expect(engine.status()).toMatchObject({ failure: null });
  }
});

test('O4 a nudge brings what is new at once, without waiting for the next poll', async () => {
  const { notes } = start();
  await eventually(() => server.heard.filter(({ path }) => path === '/events').length > 0 && device?.engine.firstLoad() === null, Boolean);
  // Two rounds begin without anybody's word, at the start and when the stream has opened: only the third is surely the nudge's.
  for (const text of ['first', 'second', 'third']) {
    const id = randomUUID();
    server.state.shared.push({ type: 'Communication', id, version: 1, content: { text } });
    server.nudge();
    const seen = await eventually(notes, (all) => all.includes(`${id} ${text}`), 3_000);
    expect(seen).toContain(`${id} ${text}`);
  }
});

test('F7 a clock ten years wrong does not keep the device out, and its error is measured', async () => {
  const tenYears = 10 * 365 * 86_400_000;
  const { engine, parts } = start({ speed: 1, wallAheadMs: tenYears });
  await lineIs('up', 3_000);
  await eventually(() => engine.firstLoad(), (loading) => loading === null);
  expect(Math.abs(engine.status().clockOffsetMs + tenYears)).toBeLessThan(2_000);
  expect(Math.abs(parts.now() - Date.now())).toBeLessThan(2_000);
});

const notTheServer: readonly (readonly [string, Answer])[] = [
  ['a page of a captive portal', 'portal'],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/login', 'content-type': 'text/html' } }],
  ['a cut connection', 'cut'],
];
test.each(notTheServer)('F4 %s is not the clinic: the line is down, nothing is taken and nobody else is asked', async (_what, answer) => {
  server.state.feed = () => answer;
  const { engine, notes } = start();
  await eventually(() => engine.status(), ({ failure }) => failure === 'unreachable');
  expect(engine.status().line).toBe('down');
  expect(notes()).toEqual([]);
});

test('F23 a device the server no longer knows keeps its queue and says why it stands still', async () => {
  server.state.clockAheadMs = 0;
  const one = syncDevice(server);
  device = one;
  const { commandId } = one.cancel();
  server.state.write = () => ({ status: 401, body: { resourceType: 'OperationOutcome', issue: [] } });
  one.engine.start();
  await eventually(() => one.engine.status().failure, (failure) => failure === 'refused_device');
  expect(one.stateOf(commandId)).toBe('sent');
  // It asked for a new token before it believed that.
  expect(server.state.tokens).toBeGreaterThanOrEqual(2);
});

test('R4 a wrong password is asked of the server once, a forgotten device token twice', async () => {
  const { parts } = start();
  const asked = () => server.heard.filter(({ path }) => path === '/identity/sign-in').length;
  const signIn = () => parts.clinic.send({ method: 'POST', path: '/identity/sign-in', body: {}, as: 'device' });
  server.state.write = () => refuse(401, 'wrong_login');
  expect(await signIn()).toMatchObject({ status: 401, refusal: 'wrong_login' });
  expect(asked()).toBe(1);
  const tokens = server.state.tokens;
  server.state.write = ({ headers }) => (headers.authorization === `Bearer token-${tokens}` ? refuse(401, 'no_token') : { status: 200, body: {} });
  expect(await signIn()).toMatchObject({ status: 200 });
  expect([asked(), server.state.tokens]).toEqual([3, tokens + 1]);
});

test('F21 a server that finds this build too old keeps the queue waiting', async () => {
  server.state.feed = () => ({ status: 426, body: { resourceType: 'OperationOutcome', issue: [] } });
  const { engine } = start();
  await eventually(() => engine.status().failure, (failure) => failure === 'wire_too_old');
  expect(engine.status().line).toBe('up');
});

test('H31 no proxy of the environment is ever asked', async () => {
  process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:9';
  try {
    start();
    expect(await lineIs('up', 3_000)).toBe('up');
  } finally {
    delete process.env['HTTP_PROXY'];
    delete process.env['http_proxy'];
  }
});

test('F29 five hundred devices do not return in the same instant, and a cut line is tried every two seconds at first', () => {
  const delays = Array.from({ length: 500 }, (_, index) => retryDelay('unreachable', 1, index / 500));
  expect(Math.max(...delays)).toBeLessThan(2_000);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1_000);
  expect(new Set(delays.map(Math.round)).size).toBeGreaterThan(400);
  expect(retryDelay('unreachable', 500, 0)).toBe(15_000);
  expect(retryDelay('refused_device', 1, 0)).toBe(15_000);
});
