import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createHandlers, syncRules } from '../../backend/features/index.ts';
import { systemKeychain } from '../../backend/secrets/keychain.ts';
import { createBackend } from '../../backend/server/backend.ts';
import type { Port } from '../../backend/server/port.ts';
import type { Features } from '../../backend/server/runDevice.ts';
import { systemPorts } from '../../backend/server/systemPorts.ts';
import { withDeadline } from '../../backend/server/withDeadline.ts';
import type { EnginePorts } from '../../backend/sync/ports.ts';
import type { Channel, Input, Output } from '../../shared/contract.ts';
import type { FromBackendToShell, Profile } from '../../shared/rpc/shell.ts';
import type { FromBackend, Reply } from '../../shared/rpc/wire.ts';
import { memoryKeychain, type MemoryKeychain } from './memoryKeychain.ts';

export interface BackendOptions {
  readonly server: string;
  /** Enrolment code; null for a device that has been enrolled before (give its folder and keychain). */
  readonly code: string | null;
  readonly profile?: Profile;
  readonly userDataPath?: string;
  readonly keychain?: MemoryKeychain;
  /** How long an answer of the keychain is waited for; for ever when left out. */
  readonly keychainWaitMs?: number;
  /** File of the clinic's recovery key, as `--recovery` gives it. */
  readonly recovery?: string;
  /** File with the clinic's own authority. */
  readonly ca?: string;
  readonly ports?: Partial<EnginePorts>;
  readonly features?: Partial<Features>;
}

/** The whole backend as its process runs it, over a real port, a real encrypted file and real HTTP; only the keychain is in memory. */
export async function startBackend(options: BackendOptions) {
  const userDataPath = options.userDataPath ?? mkdtempSync(join(tmpdir(), 'kabinet-backend-'));
  const keychain = options.keychain ?? memoryKeychain();
  const toShell: FromBackendToShell[] = [];
  const bugs: { error: unknown; where: string }[] = [];
  const onShell = new Set<() => void>();
  let hasEnded = false;
  const backend = createBackend({
    ports: { ...systemPorts, ...options.ports },
    keychain: systemKeychain(keychain.load, (answer) => (options.keychainWaitMs === undefined ? answer : withDeadline(systemPorts, options.keychainWaitMs, answer))),
    createHandlers,
    rules: syncRules,
    ...options.features,
    post: (message) => {
      toShell.push(message);
      onShell.forEach((wake) => wake());
    },
    ended: () => {
      hasEnded = true;
    },
    reportBug: (error, where) => void bugs.push({ error, where }),
  });
  const page = openWindow((port) => backend.connect(1, null, port));
  await backend.promote({
    ...{ userDataPath, profile: options.profile ?? 'kiosk', appVersion: '0.1.0', sqliteBinding: null, ca: options.ca ?? null, recovery: options.recovery ?? null },
    enrolment: options.code === null ? null : { server: options.server, code: options.code },
  });

  return {
    ...{ backend, userDataPath, keychain, toShell, bugs },
    ...page,
    /** Whether its process would be ending now. */
    hasEnded: () => hasEnded,
    /** One more window; `printJob` as main gives it to a print window. */
    openWindow: (windowId: number, printJob: string | null = null) => openWindow((port) => backend.connect(windowId, printJob, port)),
    /** Waits for a message to main. */
    said(type: FromBackendToShell['type']): Promise<void> {
      return new Promise((resolve) => {
        const look = (): void => {
          if (!toShell.some((message) => message.type === type)) return;
          onShell.delete(look);
          resolve();
        };
        onShell.add(look);
        look();
      });
    },
    async stop(keep = false): Promise<void> {
      await backend.leave();
      page.close();
      if (!keep) rmSync(userDataPath, { recursive: true, force: true });
    },
  };
}

export type TestBackend = Awaited<ReturnType<typeof startBackend>>;

function openWindow(connect: (port: Port) => void) {
  const { port1: ours, port2: theirs } = new MessageChannel();
  const waiting = new Map<number, (reply: Reply) => void>();
  const topics: string[] = [];
  let nextId = 0;
  ours.on('message', (message: FromBackend) => {
    if (message.type === 'changed') return void topics.push(...message.topics);
    waiting.get(message.id)?.(message.reply);
    waiting.delete(message.id);
  });
  connect(asElectronPort(theirs));

  function raw(channel: string, input: unknown): Promise<Reply> {
    return new Promise((resolve) => {
      nextId += 1;
      waiting.set(nextId, resolve);
      ours.postMessage({ id: nextId, channel, input });
    });
  }

  return {
    raw,
    /** Every topic the window was told, in order. */
    topics,
    /** The answer of a call that must succeed. */
    async call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
      const reply = await raw(channel, input);
      if (!reply.ok) throw new Error(`${channel} was answered ${reply.error.code}`);
      return reply.value as Output<C>;
    },
    async refusal(channel: Channel, input: unknown): Promise<string> {
      const reply = await raw(channel, input);
      return reply.ok ? 'no refusal' : reply.error.code;
    },
    close: () => ours.close(),
  };
}

/** Electron wraps what arrives into an event; Node hands it over bare. */
function asElectronPort(port: MessagePort): Port {
  return {
    on(event: 'message' | 'close', listener: (message: { data: unknown }) => void) {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }));
      else port.on('close', () => listener({ data: undefined }));
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

/** Polls for what a screen would wait for; fails loudly, with the last thing it saw. */
export async function eventually<T>(look: () => Promise<T> | T, isSo: (value: T) => boolean, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms; last seen ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
