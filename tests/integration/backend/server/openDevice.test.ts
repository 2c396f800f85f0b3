import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, startBackend, type TestBackend } from '../../../support/backend.ts';
import { memoryKeychain, type MemoryKeychain } from '../../../support/memoryKeychain.ts';
import { startScriptedServer, type ScriptedServer } from '../../../support/scriptedServer.ts';

let server: ScriptedServer;
let keychain: MemoryKeychain;
let userDataPath: string;
let last: TestBackend | null;

beforeEach(async () => {
  server = await startScriptedServer();
  keychain = memoryKeychain();
  userDataPath = mkdtempSync(join(tmpdir(), 'kabinet-device-'));
  last = null;
});
afterEach(async () => {
  await last?.stop(true);
  await server.stop();
  rmSync(userDataPath, { recursive: true, force: true });
});

async function start(code: string | null, more: { profile?: 'kiosk' | 'reception'; server?: string } = {}): Promise<TestBackend> {
  last = await startBackend({ server: server.url, code, userDataPath, keychain, ...more });
  return last;
}

async function enrolled(): Promise<void> {
  const backend = await start('CODE');
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready');
  await backend.stop(true);
}

const database = () => join(userDataPath, 'kabinet.db');
const sha = () => createHash('sha256').update(readFileSync(database())).digest('hex');
/** The device's name on the screen is proved once, in `keyStates.test.ts`. */
async function problemOf(code: string | null = null, more = {}): Promise<object> {
  const { device: _named, profile: _profile, ...state } = { device: null, profile: null, ...(await (await start(code, more)).call('device.state', {})) };
  return state;
}

function keyAccount(): string {
  const account = [...keychain.secrets.keys()].find((name) => name.endsWith(':database'));
  if (!account) throw new Error('no key in the keychain');
  return account;
}

test('O3 a device without an enrolment code says so and makes no file', async () => {
  expect(await problemOf()).toEqual({ state: 'problem', problem: 'not_enrolled' });
  expect(readdirSync(userDataPath)).toEqual([]);
});

test('O3 a refused code is told, and a right one afterwards makes the device work', async () => {
  server.state.enrolStatus = 403;
  expect(await problemOf('WRONG')).toEqual({ state: 'problem', problem: 'enrolment_refused' });
  await last?.stop(true);
  server.state.enrolStatus = 201;
  await enrolled();
});

test('O5 a first start without a line waits and works as soon as the server is there', async () => {
  await server.pause();
  const backend = await start('CODE');
  expect(await backend.call('device.state', {})).toEqual({ state: 'starting' });
  expect(await backend.refusal('notices.current', {})).toBe('not_ready');
  await server.resume();
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 5_000);
});

test('O5 an enrolled device starts without a code, and a second code for the same clinic is ignored', async () => {
  await enrolled();
  const asked = server.state.enrolments;
  expect(await problemOf()).toMatchObject({ state: 'ready', code: 'К07' });
  await last?.stop(true);
  expect(await problemOf('ANOTHER')).toMatchObject({ state: 'ready' });
  expect(server.state.enrolments).toBe(asked);
});

test('O3 another profile or another clinic on the same folder is refused and changes nothing', async () => {
  await enrolled();
  const before = sha();
  expect(await problemOf('CODE', { profile: 'reception' })).toEqual({ state: 'problem', problem: 'enrolment_refused' });
  expect(await problemOf('CODE', { server: 'http://127.0.0.1:9' })).toEqual({ state: 'problem', problem: 'enrolment_refused' });
  expect(sha()).toBe(before);
});

const losses: readonly (readonly [string, string, () => void])[] = [
  ['its key is gone from the keychain', 'key_missing', () => keychain.secrets.delete(keyAccount())],
  ['the keychain holds another key', 'key_wrong', () => keychain.secrets.set(keyAccount(), Buffer.alloc(32, 9).toString('base64'))],
  ['the keychain holds nonsense', 'key_missing', () => keychain.secrets.set(keyAccount(), 'nonsense')],
  ['the keychain is locked', 'keychain_unavailable', () => void (keychain.state.locked = true)],
  ['there is no keychain', 'keychain_unavailable', () => void (keychain.state.absent = true)],
  ['device.json is gone', 'key_missing', () => unlinkSync(join(userDataPath, 'device.json'))],
  ['device.json is damaged', 'file_damaged', () => writeFileSync(join(userDataPath, 'device.json'), '{')],
  [
    'a bit of the file has flipped',
    'file_damaged',
    () => {
      const bytes = readFileSync(database());
      bytes[700] = (bytes[700] ?? 0) ^ 1;
      writeFileSync(database(), bytes);
    },
  ],
  [
    'a newer build has used it',
    'database_from_the_future',
    () => {
      const sqlite = new Sqlite(database());
      sqlite.pragma(`cipher = 'sqlcipher'`);
      sqlite.pragma(`key = "x'${Buffer.from(keychain.secrets.get(keyAccount()) ?? '', 'base64').toString('hex')}'"`);
      sqlite.pragma('user_version = 4000');
      sqlite.close();
    },
  ],
];

for (const [what, problem, lose] of losses) {
  test(`H41 when ${what} the device says ${problem} and the file stays as it is`, async () => {
    await enrolled();
    lose();
    const before = sha();
    expect(await problemOf()).toEqual({ state: 'problem', problem });
    expect(await problemOf('CODE')).toEqual({ state: 'problem', problem });
    expect(await last?.refusal('notices.current', {})).toBe('not_ready');
    await last?.stop(true);
    expect(sha()).toBe(before);
  });
}

test('H41 a missing or an empty file of an enrolled device is not replaced by a new one', async () => {
  await enrolled();
  truncateSync(database());
  expect(await problemOf('CODE')).toEqual({ state: 'problem', problem: 'file_missing' });
  expect(readFileSync(database())).toHaveLength(0);
  unlinkSync(database());
  expect(await problemOf('CODE')).toEqual({ state: 'problem', problem: 'file_missing' });
  expect(readdirSync(userDataPath)).toEqual(['device.json', 'kabinet.db-mark']);
});

test('H41 nothing of the key is in the folder of the device', async () => {
  await enrolled();
  const key = Buffer.from(keychain.secrets.get(keyAccount()) ?? '', 'base64');
  expect(key).toHaveLength(32);
  for (const name of readdirSync(userDataPath)) {
    const bytes = readFileSync(join(userDataPath, name));
    expect(bytes.includes(key) || bytes.includes(key.toString('hex')) || bytes.includes(key.toString('base64'))).toBe(false);
  }
});

test('O3 a standby opens nothing, and leaving closes everything before it says so', async () => {
  await enrolled();
  const backend = await start(null);
  await backend.said('ready');
  expect(backend.toShell).toContainEqual({ type: 'policy', idleSeconds: 60, warnSeconds: 20 });
  await backend.call('identity.leave', { reason: 'left' });
  await backend.said('left');
  expect(readdirSync(userDataPath).toSorted()).toEqual(['device.json', 'kabinet.db', 'kabinet.db-mark']);
  expect(await backend.refusal('notices.current', {})).toBe('not_ready');
});
