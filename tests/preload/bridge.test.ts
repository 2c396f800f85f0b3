import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limits, type KabinetBridge, type Reply, type Request } from '../../shared/rpc/wire.ts';

type PortEvent = { ports: MessagePort[] };
type Handler = (event: PortEvent) => void;

const electron = vi.hoisted(() => ({ exposed: new Map<string, unknown>(), handlers: new Map<string, (event: { ports: MessagePort[] }) => void>() }));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => electron.exposed.set(name, api) },
  ipcRenderer: { on: (name: string, handler: Handler) => electron.handlers.set(name, handler) },
}));

const open: MessagePort[] = [];

/** A backend's end of a real port, handed to the preload as main does it. */
function connect(answer: (request: Request, port: MessagePort) => void) {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  const received: Request[] = [];
  port1.addEventListener('message', ({ data }: MessageEvent<Request>) => {
    received.push(data);
    answer(data, port1);
  });
  port1.start();
  electron.handlers.get('backend-port')?.({ ports: [port2] });
  return { received, port: port1 };
}

const echo = (request: Request, port: MessagePort) => port.postMessage({ type: 'reply', id: request.id, reply: { ok: true, value: request.channel } });
const silent = () => {};
const bridge = () => electron.exposed.get('kabinet') as KabinetBridge;
const settled = async (calls: readonly Promise<Reply>[]) => Promise.all(calls);
const refused = (code: string): Reply => ({ ok: false, error: { code } });
const untilReceived = (received: readonly Request[], count: number) => vi.waitFor(() => expect(received).toHaveLength(count));

beforeEach(async () => {
  vi.resetModules();
  electron.exposed.clear();
  electron.handlers.clear();
  await import('../../preload/index.ts');
});
afterEach(() => {
  vi.useRealTimers();
  for (const port of open.splice(0)) port.close();
});

describe('the bridge between page and backend', () => {
  it('H19 the page gets one name with two functions and nothing of Electron', () => {
    expect([...electron.exposed.keys()]).toEqual(['kabinet']);
    expect(Object.entries(bridge()).map(([name, value]) => [name, typeof value])).toEqual([['call', 'function'], ['onChanged', 'function']]);
    expect([...electron.handlers.keys()]).toEqual(['backend-port']);
  });

  it('H19 a call made before the backend is there waits and is answered', async () => {
    const call = bridge().call('schedule.days', {});
    connect(echo);
    expect(await call).toEqual({ ok: true, value: 'schedule.days' });
  });

  it('H21 never more than eight calls are under way, and all are answered', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let underWay = 0;
    connect((request, port) => {
      underWay += 1;
      most = Math.max(most, underWay);
      waiting.push(() => {
        underWay -= 1;
        echo(request, port);
      });
      setTimeout(() => waiting.shift()?.(), 2);
    });
    const replies = await settled(Array.from({ length: limits.callsPerSecond }, (_, index) => bridge().call(`c${index}`, {})));
    expect(replies.every((reply) => reply.ok)).toBe(true);
    expect(most).toBe(limits.callsInFlight);
  });

  it('H21 a flood is refused at once beyond what a second allows, and the next second allows more', async () => {
    vi.useFakeTimers();
    const { received } = connect(silent);
    const calls = Array.from({ length: 10_000 }, () => bridge().call('flood', {}));
    const refusals = await settled(calls.slice(limits.callsPerSecond));
    expect(refusals).toHaveLength(10_000 - limits.callsPerSecond);
    expect(refusals.every((reply) => !reply.ok && reply.error.code === 'too_many_calls')).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    connect(echo);
    expect(await bridge().call('later', {})).toEqual({ ok: true, value: 'later' });
    expect(received.length).toBeLessThanOrEqual(limits.callsInFlight);
  });

  it('H21 calls that wait are refused beyond sixty-four, however slowly they came', async () => {
    vi.useFakeTimers();
    const calls: Promise<Reply>[] = [];
    for (let call = 0; call < limits.queuedCalls + 6; call += 1) {
      calls.push(bridge().call('slow', {}));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(await settled(calls.slice(limits.queuedCalls))).toEqual(Array.from({ length: 6 }, () => refused('too_many_calls')));
  });

  it('O3 without a backend a call says after the deadline that nothing was done', async () => {
    vi.useFakeTimers();
    const call = bridge().call('appointments.book', {});
    await vi.advanceTimersByTimeAsync(limits.deadlineMs);
    expect(await call).toEqual(refused('not_ready'));
  });

  it('O3 a backend that does not answer is told apart from one that never got the call', async () => {
    const { received } = connect(silent);
    await untilReceived(received, 0);
    vi.useFakeTimers();
    const call = bridge().call('appointments.book', {});
    await vi.advanceTimersByTimeAsync(limits.deadlineMs);
    expect(await call).toEqual(refused('timed_out'));
  });

  it('H21 a call that ran out of time makes room for the next', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { received } = connect(silent);
    const calls = Array.from({ length: limits.callsInFlight }, () => bridge().call('hang', {}));
    await vi.advanceTimersByTimeAsync(limits.deadlineMs);
    expect((await settled(calls)).every((reply) => !reply.ok)).toBe(true);
    void bridge().call('after', {});
    vi.useRealTimers();
    await untilReceived(received, limits.callsInFlight + 1);
    expect(received.at(-1)?.channel).toBe('after');
  });

  it('O3 calls under way when the backend dies are answered backend_restarted, waiting ones go to the new one', async () => {
    const { received } = connect(silent);
    const lost = Array.from({ length: limits.callsInFlight }, (_, index) => bridge().call(`lost${index}`, {}));
    const kept = Array.from({ length: 20 }, (_, index) => bridge().call(`kept${index}`, {}));
    await untilReceived(received, limits.callsInFlight);
    connect(echo);
    expect(await settled(lost)).toEqual(lost.map(() => refused('backend_restarted')));
    expect(await settled(kept)).toEqual(kept.map((_, index) => ({ ok: true, value: `kept${index}` })));
  });

  it('O3 when the backend goes, calls under way are answered at once and later ones wait for the next backend', async () => {
    const { received, port } = connect(silent);
    const lost = bridge().call('lost', {});
    await untilReceived(received, 1);
    port.close();
    expect(await lost).toEqual(refused('backend_restarted'));
    const later = bridge().call('later', {});
    connect(echo);
    expect(await later).toEqual({ ok: true, value: 'later' });
  });

  it('H37 listeners hear that another backend has taken over, but not that the first one came', async () => {
    const heard: (readonly string[])[] = [];
    bridge().onChanged((topics) => heard.push(topics));
    connect(echo);
    await bridge().call('x', {});
    expect(heard).toEqual([]);
    connect(echo);
    await bridge().call('x', {});
    expect(heard).toEqual([['backend']]);
    open.at(-2)?.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    connect(echo);
    await bridge().call('x', {});
    expect(heard).toEqual([['backend'], ['backend']]);
  });

  it('W3 changes reach every listener until it goes, and one that throws keeps nobody else from hearing', async () => {
    const heard: string[] = [];
    const errors: unknown[] = [];
    const catchError = (error: unknown) => errors.push(error);
    process.on('uncaughtException', catchError);
    const known = process.listeners('uncaughtException').filter((listener) => listener !== catchError);
    known.forEach((listener) => process.off('uncaughtException', listener));
    bridge().onChanged(() => {
      throw new Error('a broken screen');
    });
    const stop = bridge().onChanged((topics) => heard.push(...topics));
    const { port } = connect(echo);
    port.postMessage({ type: 'changed', topics: ['schedule'] });
    await vi.waitFor(() => expect(heard).toEqual(['schedule']));
    stop();
    port.postMessage({ type: 'changed', topics: ['doctors'] });
    await bridge().call('x', {});
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    known.forEach((listener) => process.on('uncaughtException', listener));
    process.off('uncaughtException', catchError);
    expect(heard).toEqual(['schedule']);
  });

  it('X1 what cannot cross the port is refused and the next call works', async () => {
    connect(echo);
    expect(await bridge().call('x', { run: () => 1 })).toEqual(refused('invalid_input'));
    expect(await bridge().call('x', Symbol('s'))).toEqual(refused('invalid_input'));
    expect(await bridge().call('y', { text: '\ud800\u0000ё' })).toEqual({ ok: true, value: 'y' });
  });

  it('X2 answers nobody waits for, twice or to a foreign number, do no harm', async () => {
    const { port } = connect((request, it) => {
      echo(request, it);
      echo(request, it);
    });
    port.postMessage({ type: 'reply', id: 999_999, reply: { ok: true, value: 'ghost' } });
    expect(await bridge().call('a', {})).toEqual({ ok: true, value: 'a' });
    expect(await bridge().call('b', {})).toEqual({ ok: true, value: 'b' });
  });
});
