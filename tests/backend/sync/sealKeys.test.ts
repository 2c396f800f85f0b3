import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type DeviceDatabase } from '../../../backend/db/open.ts';
import { saveDevice } from '../../../backend/sync/deviceRecord.ts';
import { readSealKeys, renewSealKeys } from '../../../backend/sync/sealKeys.ts';
import { sealingDevice, signedKeys } from '../../support/sealKeys.ts';

const start = Date.UTC(2026, 10, 23, 6);
const hour = 3_600_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const kiosk = sealingDevice('К03').listed();
const stolen = sealingDevice('К04').listed(start - hour);

let folder: string;
let db: DeviceDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-seals-'));
  db = openDatabase({ path: join(folder, 'kabinet.db'), key: randomBytes(32), personal: 'personal', binding: null }, false);
  db.write((tx) =>
    saveDevice(tx, {
      ...{ deviceId: randomUUID(), code: 'К01', profile: 'kiosk', officeId: randomUUID(), clinic: { ru: 'К', en: null }, phone: '', denyKey: publicKey.export({ format: 'jwk' }).x ?? '' },
      policy: { idleSeconds: 1, warnSeconds: 1, changeableHours: 1, maxActiveVisits: 1, holdSeconds: 1, holdSecondsLonger: 1 },
    }),
  );
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const hear = (body: unknown, status = 200) => renewSealKeys(db, { send: () => Promise.resolve({ status, body, refusal: null, retryAfterMs: null }) });
const kept = () => readSealKeys(db.read)?.devices.map(({ code, revokedAt }) => [code, revokedAt]) ?? null;

test('K5 a kiosk keeps the list of keys the clinic has signed, and nothing anybody else has signed or changed', async () => {
  expect(kept()).toBeNull();
  await hear(signedKeys(privateKey, start, [kiosk, stolen]));
  expect(kept()).toEqual([['К03', null], ['К04', start - hour]]);
  const other = signedKeys(privateKey, start + hour, [stolen]);
  const changed = { ...other, list: Buffer.from(Buffer.from(other.list, 'base64url').toString().replace('"one"', '"two"')).toString('base64url') };
  for (const forged of [signedKeys(generateKeyPairSync('ed25519').privateKey, start + hour, []), changed, { ...other, signature: '' }, { list: '', signature: other.signature }, {}, null]) await hear(forged);
  await hear(other, 503);
  expect(kept()).toEqual([['К03', null], ['К04', start - hour]]);
});

test('K5 another list of the clinic is not taken for the list of keys, though the same key has signed it', async () => {
  await hear(signedKeys(privateKey, start, [kiosk]));
  await hear(signedKeys(privateKey, start + hour, [], { kind: 'kabinet deny list 1' }));
  expect(kept()).toEqual([['К03', null]]);
});

test('K5 an older list does not call a stolen device’s papers genuine again; a restored clinic’s list counts anew', async () => {
  await hear(signedKeys(privateKey, start, [stolen]));
  await hear(signedKeys(privateKey, start - 2 * hour, [kiosk]));
  await hear(signedKeys(privateKey, start, [kiosk]));
  expect(kept()).toEqual([['К04', start - hour]]);
  await hear(signedKeys(privateKey, start + 1, [kiosk]));
  expect(kept()).toEqual([['К03', null]]);
  await hear(signedKeys(privateKey, start, [stolen], { epoch: 'two' }));
  expect(kept()).toEqual([['К04', start - hour]]);
});
