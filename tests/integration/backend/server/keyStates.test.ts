import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceProblem } from '../../../../shared/features/device.ts';
import { eventually } from '../../../support/backend.ts';
import { enrolledDevice, type EnrolledDevice } from '../../../support/enrolledDevice.ts';
import { systemPorts } from '../../../../backend/server/systemPorts.ts';

// Every state keys and files can be found in: what the screen says, and that not one byte of database, log and marker changes.

let devices: EnrolledDevice[] = [];
afterEach(async () => {
  await Promise.all(devices.map((device) => device.stop()));
  devices = [];
});

async function device(options: Parameters<typeof enrolledDevice>[0] = {}): Promise<EnrolledDevice> {
  const made = await enrolledDevice(options);
  devices.push(made);
  return made;
}

type Marker = Record<string, unknown>;

function changeMarker({ path }: EnrolledDevice, change: (marker: Marker) => unknown): void {
  writeFileSync(path('device.json'), JSON.stringify(change(JSON.parse(readFileSync(path('device.json'), 'utf8')) as Marker)));
}

type State = readonly [what: string, problem: DeviceProblem, happen: (device: EnrolledDevice) => void | Promise<void>];

const keychainStates: readonly State[] = [
  ['the library of the keychain is not there', 'keychain_unavailable', ({ keychain }) => void (keychain.state.absent = true)],
  ['the keychain is locked', 'keychain_unavailable', ({ keychain }) => void (keychain.state.locked = true)],
  ['the keychain is empty, as after its replacement or under another account', 'key_missing', ({ keychain }) => keychain.secrets.clear()],
  ['the key of the file alone is gone', 'key_missing', ({ keychain, account }) => void keychain.secrets.delete(account('database'))],
  ['the key the device signs with alone is gone', 'key_missing', ({ keychain, account }) => void keychain.secrets.delete(account('device'))],
  ['the key the device signs with is nonsense', 'key_missing', ({ keychain, account }) => void keychain.secrets.set(account('device'), 'bm9uc2Vuc2U=')],
  ['the key of the file is nonsense', 'key_missing', ({ keychain, account }) => void keychain.secrets.set(account('database'), 'nonsense')],
  ['the key of the file is another one', 'key_wrong', ({ keychain, account }) => void keychain.secrets.set(account('database'), randomBytes(32).toString('base64'))],
];

const fileStates: readonly State[] = [
  ['the file is gone', 'file_missing', ({ path }) => unlinkSync(path('kabinet.db'))],
  ['the file is empty', 'file_missing', ({ path }) => truncateSync(path('kabinet.db'))],
  ['the file is random bytes', 'file_damaged', ({ path }) => writeFileSync(path('kabinet.db'), randomBytes(statSync(path('kabinet.db')).size))],
  ['the file is text', 'file_damaged', ({ path }) => writeFileSync(path('kabinet.db'), 'SQLite format 3\0 is not all it takes')],
  ['the file is a link to nowhere', 'file_missing', ({ path }) => (unlinkSync(path('kabinet.db')), symlinkSync('/nowhere/kabinet.db', path('kabinet.db')))],
];

const markerStates: readonly State[] = [
  ['device.json is gone', 'key_missing', ({ path }) => unlinkSync(path('device.json'))],
  ['device.json is empty', 'file_damaged', ({ path }) => truncateSync(path('device.json'))],
  ['device.json breaks off', 'file_damaged', ({ path }) => truncateSync(path('device.json'), 100)],
  ['device.json is a list', 'file_damaged', ({ path }) => writeFileSync(path('device.json'), '[]')],
  ['device.json is a folder', 'file_damaged', ({ path }) => (rmSync(path('device.json')), mkdirSync(path('device.json')), undefined)],
  ['device.json is endless', 'file_damaged', ({ path }) => appendFileSync(path('device.json'), ' '.repeat(600_000))],
  ['device.json has a word nobody knows', 'file_damaged', (lost) => changeMarker(lost, (marker) => ({ ...marker, unlocked: true }))],
  ['device.json lacks its key check', 'file_damaged', (lost) => changeMarker(lost, ({ keyCheck: _gone, ...marker }) => marker)],
  ['device.json has a key check of another shape', 'file_damaged', (lost) => changeMarker(lost, (marker) => ({ ...marker, keyCheck: '' }))],
  ['device.json names a server that is none', 'file_damaged', (lost) => changeMarker(lost, (marker) => ({ ...marker, server: 'clinic' }))],
  ['device.json is of a newer build', 'database_from_the_future', (lost) => changeMarker(lost, (marker) => ({ ...marker, version: 2, more: true }))],
  ['device.json names another installation', 'key_missing', (lost) => changeMarker(lost, (marker) => ({ ...marker, installationId: randomUUID() }))],
  ['device.json belongs to another key', 'key_wrong', (lost) => changeMarker(lost, (marker) => ({ ...marker, keyCheck: 'a'.repeat(32) }))],
];

for (const crashed of [false, true]) {
  describe(crashed ? 'after a crash' : 'after a clean end', () => {
    for (const [what, problem, happen] of [...keychainStates, ...fileStates, ...markerStates]) {
      test(`H41 F12 F13 when ${what}, the device says ${problem} and nothing of it changes`, async () => {
        const lost = await device({ crashed });
        await happen(lost);
        const before = lost.fingerprint();
        const secrets = new Map(lost.keychain.secrets);
        // Again with a fresh enrolment code in hand: nothing may be taken for a first start.
        for (const code of [null, 'CODE']) {
          expect(await lost.stateAfter({ code })).toMatchObject({ state: 'problem', problem });
          await lost.stopAll();
        }
        expect(lost.fingerprint()).toEqual(before);
        expect(lost.keychain.secrets).toEqual(secrets);
        expect(lost.server.state.enrolments).toBe(1);
      });
    }
  });
}

test('H41 F12 with the log of a crash that is gone or torn, or a file that lost its end, nothing is made anew', async () => {
  const torn = await device({ crashed: true });
  truncateSync(torn.path('kabinet.db'), statSync(torn.path('kabinet.db')).size / 2);
  unlinkSync(torn.path('kabinet.db-wal'));
  const before = torn.fingerprint();
  expect(await torn.stateAfter()).toMatchObject({ state: 'problem', problem: 'file_damaged' });
  await torn.stopAll();
  expect(torn.fingerprint()).toEqual(before);
});

test('H41 F13 the file or the marker of another device is not taken for ours', async () => {
  const [ours, other] = [await device(), await device()];
  const [own, foreign] = [readFileSync(ours.path('kabinet.db')), readFileSync(other.path('kabinet.db'))];
  writeFileSync(ours.path('kabinet.db'), foreign);
  expect(await ours.stateAfter()).toMatchObject({ state: 'problem', problem: 'file_damaged' });
  await ours.stopAll();
  expect(readFileSync(ours.path('kabinet.db'))).toEqual(foreign);
  writeFileSync(ours.path('kabinet.db'), own);
  copyFileSync(other.path('device.json'), ours.path('device.json'));
  expect(await ours.stateAfter()).toMatchObject({ state: 'problem', problem: 'key_missing' });
  await ours.stopAll();
  // Even where both devices have lived in one keychain.
  for (const [account, secret] of other.keychain.secrets) ours.keychain.secrets.set(account, secret);
  expect(await ours.stateAfter({ server: other.server.url })).toMatchObject({ state: 'problem', problem: 'file_damaged' });
  await ours.stopAll();
  expect(readFileSync(ours.path('kabinet.db'))).toEqual(own);
});

test('H41 the screen can name the device: its code and the beginning of its installation', async () => {
  const lost = await device();
  const { installationId } = JSON.parse(readFileSync(lost.path('device.json'), 'utf8')) as { installationId: string };
  lost.keychain.secrets.clear();
  expect(await lost.stateAfter()).toEqual({ state: 'problem', problem: 'key_missing', profile: 'kiosk', device: { code: 'К07', installation: installationId.slice(0, 8).toUpperCase() } });
});

const quick = { after: (milliseconds: number, action: () => void) => systemPorts.after(milliseconds / 50, action) };

test('F14 a keychain that is unlocked later heals the device by itself, and no second file was made meanwhile', async () => {
  const locked = await device();
  locked.keychain.state.locked = true;
  const backend = await locked.start({ ports: quick });
  expect(await backend.call('device.state', {})).toMatchObject({ problem: 'keychain_unavailable' });
  const files = Object.keys(locked.fingerprint());
  locked.keychain.state.locked = false;
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 5_000);
  expect(files).toEqual(['device.json', 'kabinet.db', 'kabinet.db-mark']);
});

test('F14 a keychain that needs longer for each answer than anybody waits for one is waited for all the same', async () => {
  const slow = await device();
  slow.keychain.state.slowMs = 700;
  const backend = await slow.start({ ports: quick, keychainWaitMs: 300 });
  expect(await backend.call('device.state', {})).toMatchObject({ problem: 'keychain_unavailable' });
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready', 5_000);
});

test('H41 a folder that cannot be written to is named, nothing is lost, and the device works again once it can', async () => {
  const closed = await device();
  // A file where the marker is drafted: what a read-only folder does to an ordinary account, also for root.
  mkdirSync(closed.path('device.json.next'));
  changeMarker(closed, (marker) => ({ ...marker, next: { keyCheck: 'b'.repeat(32), keyGeneration: 1, recovery: null } }));
  const before = closed.fingerprint();
  expect(await closed.stateAfter()).toMatchObject({ state: 'problem', problem: 'folder_unusable' });
  expect(closed.fingerprint()).toMatchObject({ 'kabinet.db': before['kabinet.db'], 'device.json': before['device.json'] });
  rmSync(closed.path('device.json.next'), { recursive: true });
  await closed.stopAll();
  expect(await closed.stateAfter()).toMatchObject({ state: 'ready' });
});
