import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, rekeyDatabase, type OpenOptions } from '../../../../backend/db/open.ts';
import { keyCheckOf, readMarker, writeMarker, type DeviceMarker } from '../../../../backend/secrets/deviceMarker.ts';
import { sealKeys } from '../../../../backend/secrets/recovery.ts';
import { makeRecoveryKey, readRecoveryPublicKey } from '../../../../clinic-server/devices/recoveryKeys.ts';
import { eventually } from '../../../support/backend.ts';
import { enrolledDevice, type EnrolledDevice } from '../../../support/enrolledDevice.ts';

let safe: string;
let recoveryFile: string;
let recoveryKey: string;
let device: EnrolledDevice;

beforeEach(async () => {
  safe = mkdtempSync(join(tmpdir(), 'kabinet-safe-'));
  const made = makeRecoveryKey(safe);
  recoveryFile = made.privateFile;
  recoveryKey = readRecoveryPublicKey(made.publicFile);
  device = await enrolledDevice({ told: { recoveryKey } });
  const db = openDatabase(options(storedKey('database')), true);
  db.write((tx) => tx.run(`INSERT INTO counter (name, value) VALUES ('canary', 7341)`));
  db.close();
});
afterEach(async () => {
  await device.stop();
  rmSync(safe, { recursive: true, force: true });
});

const options = (key: Buffer): OpenOptions => ({ path: device.path('kabinet.db'), key, personal: 'personal', binding: null });
const storedKey = (kind: 'database' | 'database-next' | 'device') => Buffer.from(device.keychain.secrets.get(device.account(kind)) ?? '', 'base64');

function marker(): DeviceMarker {
  const read = readMarker(device.folder);
  if (!read) throw new Error('no marker');
  return read;
}

function opens(key: Buffer): boolean {
  try {
    const db = openDatabase(options(key), true);
    const row = db.read.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'canary'`);
    db.close();
    return row?.value === 7341;
  } catch {
    return false;
  }
}

/** The clinic raises the generation; the device hears of it at one start and obeys at the next. */
async function hearOf(keyGeneration: number): Promise<void> {
  device.server.state.told = { recoveryKey, keyGeneration };
  const asked = () => device.server.heard.filter(({ path }) => path === '/device/me').length;
  const before = asked();
  const backend = await device.start();
  await eventually(asked, (count) => count > before);
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready');
  await device.stopAll();
}

/** Ready, with every row, under the key the keychain holds, and with nothing left of the change. */
async function settled(extra: { recovery?: string } = {}): Promise<void> {
  expect(await device.stateAfter(extra)).toMatchObject({ state: 'ready' });
  await device.stopAll();
  expect(marker().next).toBeNull();
  expect(marker().keyCheck).toBe(keyCheckOf(storedKey('database')));
  expect([...device.keychain.secrets.keys()].filter((name) => name.endsWith('-next'))).toEqual([]);
  expect(opens(storedKey('database'))).toBe(true);
}

test('F15 when the clinic raises the key generation, the next start puts the whole file under a new key, once', async () => {
  const old = storedKey('database');
  await hearOf(3);
  expect(storedKey('database')).toEqual(old);
  await settled();
  const changed = storedKey('database');
  expect(changed).not.toEqual(old);
  expect(marker().keyGeneration).toBe(3);
  expect(opens(old)).toBe(false);
  // The same generation, or an older one, changes nothing any more.
  for (const same of [3, 2]) {
    await hearOf(same);
    await settled();
    expect(storedKey('database')).toEqual(changed);
  }
  // The copy for the clinic's recovery key was changed with it.
  device.keychain.secrets.clear();
  await settled({ recovery: recoveryFile });
  expect(storedKey('database')).toEqual(changed);
});

type Seam = readonly [at: string, rekeyed: boolean, happen: (next: Buffer, before: DeviceMarker, nextMarker: DeviceMarker['next']) => void];
const keepNext = (next: Buffer) => void device.keychain.secrets.set(`${device.account('database')}-next`, next.toString('base64'));
const promoteInKeychain = (next: Buffer) => void device.keychain.secrets.set(device.account('database'), next.toString('base64'));

const seams: readonly Seam[] = [
  ['after the new key went into the keychain', false, (next) => keepNext(next)],
  ['after the marker named it', false, (next, before, mark) => (keepNext(next), writeMarker(device.folder, { ...before, next: mark }))],
  ['after the file was under it', true, (next, before, mark) => (keepNext(next), writeMarker(device.folder, { ...before, next: mark }))],
  ['after the keychain was told that it counts now', true, (next, before, mark) => (keepNext(next), promoteInKeychain(next), writeMarker(device.folder, { ...before, next: mark }))],
  ['after the marker was told too', true, (next, before, mark) => (keepNext(next), promoteInKeychain(next), writeMarker(device.folder, { ...before, ...mark, next: null }))],
];

for (const [at, rekeyed, happen] of seams) {
  test(`F15 a change of keys interrupted ${at} leaves a device that opens, with every row, under exactly one key`, async () => {
    const old = storedKey('database');
    const next = randomBytes(32);
    const before = marker();
    const sealed = sealKeys({ databaseKey: next, signingKey: storedKey('device') }, recoveryKey, before.installationId);
    if (rekeyed) rekeyDatabase(options(old), next);
    happen(next, before, { keyCheck: keyCheckOf(next), keyGeneration: 1, recovery: sealed });
    await device.stateAfter();
    await device.stopAll();
    expect([opens(next), opens(old)]).toEqual([rekeyed, !rekeyed]);
    expect(marker()).toMatchObject({ next: null, keyCheck: keyCheckOf(rekeyed ? next : old), keyGeneration: rekeyed ? 1 : 0 });
    expect(storedKey('database')).toEqual(rekeyed ? next : old);
    // And the clinic's recovery key opens whichever it is.
    device.keychain.secrets.clear();
    await settled({ recovery: recoveryFile });
  });
}

for (const rekeyed of [false, true]) {
  test(`F15 F12 a keychain lost in the middle of a change, the file ${rekeyed ? 'already' : 'not yet'} under the new key, is made good by the recovery key`, async () => {
    const next = randomBytes(32);
    const before = marker();
    const recovery = sealKeys({ databaseKey: next, signingKey: storedKey('device') }, recoveryKey, before.installationId);
    if (rekeyed) rekeyDatabase(options(storedKey('database')), next);
    writeMarker(device.folder, { ...before, next: { keyCheck: keyCheckOf(next), keyGeneration: 1, recovery } });
    device.keychain.secrets.clear();
    expect(await device.stateAfter()).toMatchObject({ problem: 'key_missing' });
    await device.stopAll();
    await settled({ recovery: recoveryFile });
  });
}

test('F15 a change that cannot be made keeps nobody from working: the old key stays right, the reason is reported, the next start tries again', async () => {
  const old = storedKey('database');
  await hearOf(1);
  // Another process is in the middle of writing.
  const writer = new Sqlite(device.path('kabinet.db'));
  writer.pragma(`cipher = 'sqlcipher'`);
  writer.pragma(`key = "x'${old.toString('hex')}'"`);
  writer.exec('BEGIN IMMEDIATE');
  // While the other one writes, nothing is taken down: the device says `starting` and goes on when it may.
  const backend = await device.start();
  expect(backend.bugs.map(({ where }) => where)).toEqual(['changing the key']);
  expect(await backend.call('device.state', {})).toEqual({ state: 'starting' });
  expect(marker()).toMatchObject({ next: null, keyGeneration: 0 });
  expect(opens(old)).toBe(true);
  writer.exec('ROLLBACK');
  writer.close();
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 15_000);
  expect(backend.bugs).toHaveLength(1);
  await device.stopAll();
  await settled();
  expect(marker().keyGeneration).toBe(1);
  expect(opens(old)).toBe(false);
});

test('F15 a locked keychain stops a change before the file is touched', async () => {
  await hearOf(1);
  const before = readFileSync(device.path('kabinet.db'));
  const { load } = device.keychain;
  const refusing = { ...device.keychain, load: async () => ({ ...(await load()), setPassword: () => Promise.reject(new Error('locked')) }) };
  expect(await device.stateAfter({ keychain: refusing })).toMatchObject({ problem: 'keychain_unavailable' });
  await device.stopAll();
  expect(readFileSync(device.path('kabinet.db')).subarray(0, 4096)).toEqual(before.subarray(0, 4096));
  expect(marker().next).toBeNull();
  await settled();
  expect(marker().keyGeneration).toBe(1);
});

test('F15 a marker that names a next key nobody has, over a file that is damaged, is still not replaced', async () => {
  writeMarker(device.folder, { ...marker(), next: { keyCheck: 'c'.repeat(32), keyGeneration: 1, recovery: null } });
  writeFileSync(device.path('kabinet.db'), randomBytes(8192));
  const before = device.fingerprint();
  expect(await device.stateAfter()).toMatchObject({ problem: 'file_damaged' });
  await device.stopAll();
  expect(device.fingerprint()).toEqual(before);
});
