import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { servePort, type Port } from '../../../backend/server/port.ts';
import type { Dispatch, Origin } from '../../../backend/server/dispatch.ts';
import { limits, type FromBackend, type Reply } from '../../../shared/rpc/wire.ts';

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

function serve(dispatch: Dispatch, now: () => number = () => 0) {
  const { port1: page, port2 } = new MessageChannel();
  open.push(page);
  const replies = new Map<number, Reply>();
  page.on('message', (message: FromBackend) => {
    if (message.type === 'reply') replies.set(message.id, message.reply);
  });
  const port: Port = {
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) => port2.on(event, (data: unknown) => listener({ data })),
    postMessage: (message) => port2.postMessage(message),
    start: () => port2.start(),
    close: () => port2.close(),
  };
  servePort(port, null, { dispatch, monotonicNow: now, onClosed: () => undefined });
  const settled = async (count: number) => {
    while (replies.size < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { page, replies, settled };
}

const codes = (replies: Map<number, Reply>) => [...replies.values()].map((reply) => (reply.ok ? 'ok' : reply.error.code));

test('H21 calls beyond eight in flight are answered at once and the first eight are not lost', async () => {
  const finish: (() => void)[] = [];
  const { page, replies, settled } = serve(() => new Promise((resolve) => finish.push(() => resolve({ ok: true, value: 1 }))));
  for (let id = 0; id < 20; id += 1) page.postMessage({ id, channel: 'x', input: {} });
  await settled(12);
  expect(codes(replies)).toEqual(Array.from({ length: 12 }, () => 'too_many_calls'));
  finish.forEach((done) => done());
  await settled(20);
  expect(codes(replies).filter((code) => code === 'ok')).toHaveLength(limits.callsInFlight);
});

test('H21 a flood of 20,000 calls is answered call by call, fifty of them with work, and refills with time', async () => {
  let now = 0;
  let worked = 0;
  const dispatch = (origin: Origin): Promise<Reply> => {
    if (!origin.take()) return Promise.resolve({ ok: false, error: { code: 'too_many_calls' } });
    worked += 1;
    return Promise.resolve({ ok: true, value: null });
  };
  const { page, settled } = serve(dispatch, () => now);
  for (let id = 0; id < 20_000; id += 1) page.postMessage({ id, channel: 'x', input: {} });
  await settled(20_000);
  expect(worked).toBeLessThanOrEqual(limits.callsPerSecond);
  expect(worked).toBeGreaterThanOrEqual(limits.callsInFlight);
  const before = worked;
  now = 1_000;
  page.postMessage({ id: 20_000, channel: 'x', input: {} });
  await settled(20_001);
  expect(worked).toBe(before + 1);
});

test('H21 what is not a request is not answered and harms nothing', async () => {
  const { page, replies, settled } = serve(() => Promise.resolve({ ok: true, value: 'fine' }));
  for (const nonsense of [null, 7, 'x', [], {}, { id: -1, channel: 'x' }, { id: 1.5, channel: 'x' }, { id: 1 }, { id: 2, channel: 'x'.repeat(200) }, new Map()]) page.postMessage(nonsense);
  page.postMessage({ id: 3, channel: 'x', input: {} });
  await settled(1);
  expect([...replies]).toEqual([[3, { ok: true, value: 'fine' }]]);
});
