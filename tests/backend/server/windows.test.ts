import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createHandlers, syncRules } from '../../../backend/features/index.ts';
import { systemKeychain } from '../../../backend/secrets/keychain.ts';
import { createBackend } from '../../../backend/server/backend.ts';
import type { Port } from '../../../backend/server/port.ts';
import { strikesForgiven } from '../../../backend/server/rateLimit.ts';
import { limits, type FromBackend } from '../../../shared/rpc/wire.ts';
import type { FromBackendToShell } from '../../../shared/rpc/shell.ts';
import { createFakeClock } from '../../support/fakeClock.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';

/** A backend that stands by: it opens nothing, and its windows are served all the same. */
function standby() {
  const clock = createFakeClock();
  const said: FromBackendToShell[] = [];
  const keychain = memoryKeychain();
  const backend = createBackend({
    ports: { wallNow: clock.now, monotonicNow: clock.now, after: clock.after, random: () => 0.5, newId: () => crypto.randomUUID() },
    keychain: systemKeychain(keychain.load, (answer) => answer),
    createHandlers,
    rules: syncRules,
    post: (message) => said.push(message),
    ended: () => undefined,
    reportBug: () => undefined,
  });

  function open(windowId: number) {
    const { port1: page, port2 } = new MessageChannel();
    const state = { answers: [] as string[], isClosed: false };
    page.on('message', (message: FromBackend) => {
      if (message.type === 'reply') state.answers.push(message.reply.ok ? 'ok' : message.reply.error.code);
    });
    page.on('close', () => {
      state.isClosed = true;
    });
    const port: Port = {
      on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) => port2.on(event, (data: unknown) => listener({ data })),
      postMessage: (message) => port2.postMessage(message),
      start: () => port2.start(),
      close: () => port2.close(),
    };
    backend.connect(windowId, null, port);
    async function call(count: number): Promise<readonly string[]> {
      const before = state.answers.length;
      for (let id = 0; id < count; id += 1) page.postMessage({ id, channel: 'device.state', input: {} });
      while (state.answers.length < before + count && !state.isClosed) await new Promise((resolve) => setImmediate(resolve));
      return state.answers.slice(before);
    }
    return { call, state, close: () => page.close() };
  }
  return { backend, open, said, clock };
}

const all = limits.callsPerSecond + limits.callsInFlight;
const hostile = (said: readonly FromBackendToShell[]) => said.flatMap((message) => (message.type === 'hostile' ? [message.windowId] : []));

test('H21 a page that loads again goes on with the allowance of its window, and another window has its own', async () => {
  const { open, said } = standby();
  expect(new Set(await open(7).call(all))).toEqual(new Set(['ok']));
  const again = open(7);
  expect(await again.call(3)).toEqual(['too_many_calls', 'too_many_calls', 'too_many_calls']);
  const other = open(8);
  expect(await other.call(3)).toEqual(['ok', 'ok', 'ok']);
  expect(hostile(said)).toEqual([]);
  again.close();
  other.close();
});

test('H21 main hears which window is hostile, once, and the window beside it is served on', async () => {
  const { open, said, clock } = standby();
  const beside = open(8);
  const bad = open(7);
  await bad.call(all + strikesForgiven + 1);
  expect(bad.state.isClosed).toBe(true);
  expect(hostile(said)).toEqual([7]);
  clock.advance(1_000);
  expect(await beside.call(5)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  beside.close();
});

test('H21 a window that is gone leaves nothing behind: its number begins anew', async () => {
  const { backend, open } = standby();
  await open(7).call(all);
  backend.windowGone(7);
  const next = open(7);
  expect(await next.call(1)).toEqual(['ok']);
  next.close();
});
