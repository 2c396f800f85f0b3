import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startBackend, type BackendOptions, type TestBackend } from './backend.ts';
import { memoryKeychain } from './memoryKeychain.ts';
import { startScriptedServer } from './scriptedServer.ts';

/** A kiosk that has worked: its folder, its keychain and its server. `crashed`: it was killed, so its last commits are in the log only. */
export async function enrolledDevice({ crashed = false, told = {} }: { crashed?: boolean; told?: Record<string, unknown> } = {}) {
  const server = await startScriptedServer();
  Object.assign(server.state.told, told);
  const keychain = memoryKeychain();
  const worked = mkdtempSync(join(tmpdir(), 'kabinet-device-'));
  const folder = crashed ? mkdtempSync(join(tmpdir(), 'kabinet-device-')) : worked;
  const running = new Set<TestBackend>();

  async function start(options: Partial<BackendOptions> = {}): Promise<TestBackend> {
    const backend = await startBackend({ server: server.url, code: null, userDataPath: folder, keychain, ...options });
    running.add(backend);
    return backend;
  }

  async function stopAll(): Promise<void> {
    await Promise.all([...running].map((backend) => backend.stop(true)));
    running.clear();
  }

  const first = await start({ code: 'CODE', userDataPath: worked });
  await eventually(() => first.call('device.state', {}), ({ state }) => state === 'ready');
  if (crashed) for (const name of ['device.json', 'kabinet.db', 'kabinet.db-wal']) copyFileSync(join(worked, name), join(folder, name));
  await stopAll();

  return {
    ...{ server, keychain, folder, start, stopAll },
    /** What a start with these circumstances says; the backend goes on running until `stopAll`. */
    async stateAfter(options: Partial<BackendOptions> = {}) {
      const backend = await start(options);
      return eventually(() => backend.call('device.state', {}), ({ state }) => state !== 'starting' && state !== 'loading');
    },
    path: (name: string) => join(folder, name),
    /** Name and content of everything in the folder; the index of the log is made anew by whoever looks and holds nothing of its own. */
    fingerprint: () => fingerprintOf(folder),
    account(kind: 'database' | 'database-next' | 'device'): string {
      const account = [...keychain.secrets.keys()].find((name) => name.endsWith(`:${kind}`));
      if (!account) throw new Error(`no ${kind} key in the keychain`);
      return account;
    },
    async stop(): Promise<void> {
      await stopAll();
      await server.stop();
      for (const gone of new Set([worked, folder])) rmSync(gone, { recursive: true, force: true });
    },
  };
}

export type EnrolledDevice = Awaited<ReturnType<typeof enrolledDevice>>;

function fingerprintOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => !name.endsWith('-shm'));
  return Object.fromEntries(names.toSorted().map((name) => [name, whatIs(join(folder, name))]));
}

function whatIs(path: string): string {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  return found.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder';
}
