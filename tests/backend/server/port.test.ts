import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { judgeInput } from '../../../backend/server/plainInput.ts';
import { servePort, type Port } from '../../../backend/server/port.ts';
import { createAllowance, strikesForgiven } from '../../../backend/server/rateLimit.ts';
import type { Dispatch } from '../../../backend/server/dispatch.ts';
import { limits, type FromBackend, type Reply } from '../../../shared/rpc/wire.ts';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

const granted = limits.callsPerSecond + limits.callsInFlight;
const fine: Dispatch = () => Promise.resolve({ ok: true, value: 'fine' });
const judging: Dispatch = (_origin, _channel, input) => Promise.resolve({ ok: false, error: { code: judgeInput(input) } });

function serve(dispatch: Dispatch, clock = { now: 0 }, allowance = createAllowance(() => clock.now)) {
  const { port1: page, port2 } = new MessageChannel();
  open.push(page);
  const replies: { id: number; reply: Reply }[] = [];
  const state = { hostile: 0, closed: false };
  page.on('message', (message: FromBackend) => {
    if (message.type === 'reply') replies.push(message);
  });
  page.on('close', () => {
    state.closed = true;
  });
  const port: Port = {
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) => port2.on(event, (data: unknown) => listener({ data })),
    postMessage: (message) => port2.postMessage(message),
    start: () => port2.start(),
    close: () => port2.close(),
  };
  const onHostile = () => void (state.hostile += 1);
  servePort(port, null, { dispatch, allowance, onHostile, onClosed: () => undefined });
  const until = async (isSo: () => boolean) => {
    const from = performance.now();
    while (!isSo()) {
      await new Promise((resolve) => setImmediate(resolve));
      if (performance.now() - from > hangMs) throw new Error('nothing more came');
    }
  };
  let lastId = 0;
  return {
    page, replies, clock, allowance, state,
    send(count: number, input: unknown = {}): void {
      for (let sent = 0; sent < count; sent += 1) page.postMessage({ id: (lastId += 1), channel: 'x', input });
    },
    answered: (count: number) => until(() => replies.length >= count),
    closed: () => until(() => state.closed),
    codes: () => replies.map(({ reply }) => (reply.ok ? 'ok' : reply.error.code)),
  };
}

/** A hundred times what the slowest of them takes. */
const hangMs = 8_000;
const countOf = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length;

test('X2 an object with an endless length where a name or a number was due costs nothing', async () => {
  let web: unknown[] = ['x', 'x'];
  for (let depth = 0; depth < 22; depth += 1) web = [web, web];
  const { page, send, replies, answered } = serve(fine);
  const from = performance.now();
  page.postMessage({ id: 7, channel: { length: web }, input: {} });
  page.postMessage({ id: { length: web }, channel: 'x', input: {} });
  page.postMessage({ length: web });
  send(1);
  await answered(2);
  // Half a minute of this process, when the lists are walked.
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(replies.map(({ id }) => id)).toEqual([7, 1]);
});

test('H21 calls beyond eight in flight are answered at once and the first eight are not lost', async () => {
  const finish: (() => void)[] = [];
  const { send, codes, answered } = serve(() => new Promise((resolve) => finish.push(() => resolve({ ok: true, value: 1 }))));
  send(20);
  await answered(12);
  expect(codes()).toEqual(Array.from({ length: 12 }, () => 'too_many_calls'));
  finish.forEach((done) => done());
  await answered(20);
  expect(countOf(codes(), 'ok')).toBe(limits.callsInFlight);
});

test('H21 a window has fifty calls a second and the eight that may come bunched; the rest is refused until time has passed', async () => {
  const { send, codes, answered, clock, state } = serve(fine);
  send(granted + 20);
  await answered(granted + 20);
  expect(countOf(codes(), 'ok')).toBe(granted);
  expect(countOf(codes(), 'too_many_calls')).toBe(20);
  clock.now += 100;
  send(10);
  await answered(granted + 30);
  expect(countOf(codes(), 'ok')).toBe(granted + limits.callsPerSecond / 10);
  expect(state).toEqual({ hostile: 0, closed: false });
});

test('H21 a flood of 100,000 calls ends with the port closed, after the calls of a second and a few more', async () => {
  let worked = 0;
  const { send, codes, closed, state } = serve((...call) => ((worked += 1), fine(...call)));
  send(100_000);
  await closed();
  expect(worked).toBeLessThanOrEqual(granted);
  expect(countOf(codes(), 'too_many_calls')).toBeLessThanOrEqual(strikesForgiven);
  expect(state.hostile).toBe(1);
});

test('H21 a window that is connected anew goes on with the allowance it had', async () => {
  const first = serve(fine);
  first.send(granted + strikesForgiven);
  await first.answered(granted + strikesForgiven);
  const second = serve(fine, first.clock, first.allowance);
  second.send(1);
  await second.closed();
  expect([first.state.hostile, second.state.hostile, second.replies.length]).toEqual([0, 1, 0]);
});

test('H21 what our preload sends in a minute of hard work is never refused, also when it arrives bunched', async () => {
  const { send, codes, answered, clock } = serve(fine);
  let sent = 0;
  for (let second = 0; second < 60; second += 1) {
    clock.now += 1_000;
    send(limits.callsPerSecond);
    await answered((sent += limits.callsPerSecond));
  }
  clock.now += 840;
  send(limits.callsInFlight + 42);
  await answered(sent + limits.callsInFlight + 42);
  expect(countOf(codes(), 'ok')).toBe(sent + 50);
});

test('X2 what is not a request is not answered, and a window that sends nothing else is ended', async () => {
  const { page, send, replies, answered, closed, state } = serve(fine);
  const nonsense = [null, 7, 'x', [], {}, { id: -1, channel: 'x' }, { id: 1.5, channel: 'x' }, { id: 1 }, { id: 2, channel: 'x'.repeat(200) }, new Map()];
  for (const message of nonsense) page.postMessage(message);
  send(1);
  await answered(3);
  // One that has a number at least is told so; its page would wait for its deadline otherwise.
  expect(replies.map(({ id, reply }) => [id, reply.ok ? reply.value : reply.error.code])).toEqual([[1, 'unknown_channel'], [2, 'unknown_channel'], [1, 'fine']]);
  expect(state.hostile).toBe(0);
  for (let more = 0; more < strikesForgiven; more += 1) page.postMessage(null);
  await closed();
  expect(state.hostile).toBe(1);
});

test('X2 two calls with one number are both answered under it', async () => {
  const { page, replies, answered } = serve(fine);
  page.postMessage({ id: 5, channel: 'x', input: 1 });
  page.postMessage({ id: 5, channel: 'y', input: 2 });
  await answered(2);
  expect(replies.map(({ id }) => id)).toEqual([5, 5]);
});

test('H21 the third message far above the limit ends the window, granted or not', async () => {
  const huge = { text: 'я'.repeat(limits.messageBytes) };
  const first = serve(judging);
  first.send(2, huge);
  await first.answered(2);
  expect([first.codes(), first.state.hostile]).toEqual([['too_large', 'too_large'], 0]);
  first.send(1, huge);
  await first.closed();
  expect(first.state.hostile).toBe(1);

  const second = serve(judging);
  second.send(granted);
  await second.answered(granted);
  second.send(3, huge);
  await second.closed();
  expect(second.state.hostile).toBe(1);

  const third = serve(judging);
  for (let sent = 0; sent < 3; sent += 1) third.page.postMessage([huge]);
  await third.closed();
  expect(third.state.hostile).toBe(1);
});

test('H21 of twenty messages far above the limit sent at once no more than three are looked at', async () => {
  const first = serve(judging);
  first.send(20, { list: Array.from({ length: 20_000 }, () => 1) });
  await first.closed();
  expect(first.codes().length).toBeLessThanOrEqual(3);
  expect(first.state.hostile).toBe(1);
});

test('H21 between two calls of one window every other window gets its turn, however long a call takes', async () => {
  const order: string[] = [];
  const slow: Dispatch = (_origin, _channel, input) => {
    order.push(String(input));
    // A query runs to its end without giving way.
    for (const until = performance.now() + 5; performance.now() < until; ) continue;
    return Promise.resolve({ ok: true, value: null });
  };
  const greedy = serve(slow);
  const patient = serve(slow);
  greedy.send(granted, 'greedy');
  patient.send(1, 'patient');
  await Promise.all([greedy.answered(granted), patient.answered(1)]);
  expect(order.indexOf('patient')).toBeLessThan(3);
});
