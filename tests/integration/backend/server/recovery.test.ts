import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../../backend/db/open.ts';
import { enqueue, unanswered } from '../../../../backend/sync/outbox.ts';
import { makeRecoveryKey, readRecoveryPublicKey } from '../../../../clinic-server/devices/recoveryKeys.ts';
import { eventually } from '../../../support/backend.ts';
import { enrolledDevice, type EnrolledDevice } from '../../../support/enrolledDevice.ts';

let safe: string;
let clinic: { privateFile: string; publicFile: string };
let lost: EnrolledDevice;

beforeEach(async () => {
  safe = mkdtempSync(join(tmpdir(), 'kabinet-safe-'));
  clinic = makeRecoveryKey(safe);
  lost = await enrolledDevice({ told: { recoveryKey: readRecoveryPublicKey(clinic.publicFile) } });
});
afterEach(async () => {
  await lost.stop();
  rmSync(safe, { recursive: true, force: true });
});

/** The file of the device through a connection of its own. */
function inFile<T>(work: (db: ReturnType<typeof openDatabase>) => T, { secrets } = lost.keychain): T {
  const key = Buffer.from(secrets.get(lost.account('database')) ?? '', 'base64');
  const db = openDatabase({ path: lost.path('kabinet.db'), key, personal: 'personal', binding: null }, true);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

test('H41 F12 a device with an empty keychain works again with the clinic’s recovery key, and nothing that waited to be sent is lost', async () => {
  const commandIds = Array.from({ length: 25 }, () => randomUUID());
  inFile((db) =>
    db.write((tx) => {
      for (const commandId of commandIds)
        enqueue(tx, { commandId, channel: 'appointments.cancel', input: {}, output: {}, role: 'patient', patientId: null, signInId: null, at: 0 });
    }),
  );
  // Without its server it cannot send any of them meanwhile.
  await lost.server.pause();
  const before = new Map(lost.keychain.secrets);
  lost.keychain.secrets.clear();
  expect(await lost.stateAfter()).toMatchObject({ problem: 'key_missing' });
  await lost.stopAll();
  const started = performance.now();
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ state: expect.stringMatching(/loading|ready/) as string });
  expect(performance.now() - started).toBeLessThan(120_000);
  await lost.stopAll();
  // Both keys are back where they were, to the letter.
  expect(lost.keychain.secrets).toEqual(before);
  expect(inFile((db) => unanswered(db.read).map(({ commandId }) => commandId))).toEqual(commandIds);
  // The next start needs no file any more, and one that is still given is not even read.
  await lost.server.resume();
  expect(await lost.stateAfter({ recovery: '/nowhere' })).toMatchObject({ state: 'ready' });
});

test('H41 F13 a wrong key in the keychain is replaced too', async () => {
  lost.keychain.secrets.set(lost.account('database'), Buffer.alloc(32, 7).toString('base64'));
  expect(await lost.stateAfter()).toMatchObject({ problem: 'key_wrong' });
  await lost.stopAll();
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ state: 'ready' });
});

test('H41 a wrong recovery file is refused by name, and neither file, marker nor keychain changes', async () => {
  const write = (name: string, content: string | Buffer) => (writeFileSync(join(safe, name), content), join(safe, name));
  const pem = (key: { export(options: { format: 'pem'; type: 'pkcs8' }): string | Buffer }) => String(key.export({ format: 'pem', type: 'pkcs8' }));
  const wrong = [
    makeRecoveryKey(join(safe, 'another clinic')).privateFile,
    clinic.publicFile,
    write('p256.pem', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)),
    write('empty.pem', ''),
    write('long.pem', Buffer.alloc(100_000, 65)),
    write('cut.pem', readFileSync(clinic.privateFile, 'utf8').slice(0, 60)),
    safe,
    '/nowhere/recovery.pem',
    '/dev/zero',
  ];
  lost.keychain.secrets.clear();
  const before = lost.fingerprint();
  for (const file of wrong) {
    expect([file, await lost.stateAfter({ recovery: file })]).toMatchObject([file, { state: 'problem', problem: 'recovery_refused' }]);
    await lost.stopAll();
  }
  expect(lost.fingerprint()).toEqual(before);
  expect(lost.keychain.secrets.size).toBe(0);
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ state: 'ready' });
});

test('H41 with no keychain to put them into, the keys are not unsealed at all; a lost file is not made anew either', async () => {
  lost.keychain.state.absent = true;
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'keychain_unavailable' });
  await lost.stopAll();
  lost.keychain.state.absent = false;
  lost.keychain.secrets.clear();
  truncateSync(lost.path('kabinet.db'));
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'file_missing' });
  expect(lost.keychain.secrets.size).toBe(0);
});

test('H41 recovered keys that do not open the file never reach the keychain', async () => {
  lost.keychain.secrets.clear();
  const bytes = readFileSync(lost.path('kabinet.db'));
  bytes[700] = (bytes[700] ?? 0) ^ 1;
  writeFileSync(lost.path('kabinet.db'), bytes);
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'file_damaged' });
  expect(lost.keychain.secrets.size).toBe(0);
});

test('H41 a sealed copy belongs to one installation: in another marker it opens nothing', async () => {
  const marker = JSON.parse(readFileSync(lost.path('device.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(lost.path('device.json'), JSON.stringify({ ...marker, installationId: randomUUID() }));
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'recovery_refused' });
});

test('H41 a clinic without a recovery key says that there is no copy; once it has one, or another one, the next start makes the copy', async () => {
  const sealedFor = () => (JSON.parse(readFileSync(lost.path('device.json'), 'utf8')) as { recovery: { keyId: string } | null }).recovery?.keyId;
  const first = sealedFor();
  const next = makeRecoveryKey(join(safe, 'next'));
  lost.server.state.told = { recoveryKey: readRecoveryPublicKey(next.publicFile) };
  const backend = await lost.start();
  await eventually(() => backend.call('device.state', {}), ({ state }) => state === 'ready');
  await eventually(() => lost.server.heard.filter(({ path }) => path === '/device/me').length, (count) => count >= 2);
  await lost.stopAll();
  await lost.stateAfter();
  await lost.stopAll();
  expect(sealedFor()).toMatch(/^[0-9a-f]{16}$/);
  expect(sealedFor()).not.toBe(first);
  lost.keychain.secrets.clear();
  expect(await lost.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'recovery_refused' });
  await lost.stopAll();
  expect(await lost.stateAfter({ recovery: next.privateFile })).toMatchObject({ state: 'ready' });
});

test('H41 a device enrolled without a recovery key says so, and a bad one from the server keeps nobody from working', async () => {
  const bare = await enrolledDevice();
  const bad = await enrolledDevice({ told: { recoveryKey: Buffer.alloc(32).toString('base64url') } });
  try {
    for (const device of [bare, bad]) {
      expect(await device.stateAfter()).toMatchObject({ state: 'ready' });
      await device.stopAll();
      device.keychain.secrets.clear();
      expect(await device.stateAfter({ recovery: clinic.privateFile })).toMatchObject({ problem: 'recovery_unprepared' });
    }
  } finally {
    await bare.stop();
    await bad.stop();
  }
});

test('H41 nothing of either key or of the recovery key is in the device’s folder', () => {
  const [database, signing] = [lost.account('database'), lost.account('device')].map((account) => Buffer.from(lost.keychain.secrets.get(account) ?? '', 'base64'));
  const recovery = Buffer.from(readFileSync(clinic.privateFile, 'utf8').replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const marker = readFileSync(lost.path('device.json'), 'utf8');
  // The copy is there, so the folder does hold them, sealed.
  expect(marker).toContain('"ciphertext"');
  for (const secret of [database, signing?.subarray(-32), signing?.subarray(36, 68), recovery.subarray(-32)]) {
    for (const coding of ['hex', 'base64', 'base64url'] as const) expect(marker).not.toContain(secret?.toString(coding).slice(0, 40));
    expect(readFileSync(lost.path('kabinet.db')).includes(secret ?? '')).toBe(false);
  }
});
