import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyCheckOf, keyFits, readMarker, writeMarker, type DeviceMarker } from '../../../backend/secrets/deviceMarker.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-marker-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const marker = (): DeviceMarker => ({
  ...{ version: 1, installationId: randomUUID(), deviceCode: 'К03', initialised: true, keyCheck: 'a'.repeat(32), keyGeneration: 4, recovery: null, next: null },
  ...{ server: 'https://clinic.example', ca: null, profile: 'kiosk' },
});

test('H41 the marker is read as it was written, and only its owner may read it', () => {
  const [first, second] = [marker(), { ...marker(), next: { keyCheck: 'b'.repeat(32), keyGeneration: 5, recovery: { keyId: 'c'.repeat(16), enc: 'QQ', ciphertext: 'QUFB' } } }];
  writeMarker(folder, first);
  expect(readMarker(folder)).toEqual(first);
  writeMarker(folder, second);
  expect(readMarker(folder)).toEqual(second);
  expect(statSync(join(folder, 'device.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['device.json']);
});

test('H41 a draft that a power cut left behind is not taken for the marker, and is written over', () => {
  const known = marker();
  writeMarker(folder, known);
  writeFileSync(join(folder, 'device.json.next'), '{"version":1,');
  expect(readMarker(folder)).toEqual(known);
  writeMarker(folder, { ...known, keyGeneration: 9 });
  expect(readMarker(folder)?.keyGeneration).toBe(9);
});

test('H41 a thousand changed markers are read whole or refused by name, never half', () => {
  writeMarker(folder, marker());
  const path = join(folder, 'device.json');
  const whole = readFileSync(path);
  const names = new Set<string>();
  for (let round = 0; round < 1_000; round += 1) {
    const at = (round * 7919) % whole.length;
    const changed = Buffer.from(whole);
    if (round % 3 === 0) changed[at] = randomBytes(1)[0] ?? 0;
    writeFileSync(path, round % 3 === 1 ? whole.subarray(0, at) : round % 3 === 2 ? Buffer.concat([whole.subarray(0, at), randomBytes(3), whole.subarray(at)]) : changed);
    try {
      const read = readMarker(folder);
      expect(Object.keys(read ?? {})).toHaveLength(11);
    } catch (error) {
      names.add(error instanceof Error ? error.name : 'nothing');
    }
  }
  expect([...names].filter((name) => !['MarkerDamaged', 'MarkerFromTheFuture'].includes(name))).toEqual([]);
});

test('H41 a key-check value tells keys apart and tells nothing of a key', () => {
  const keys = Array.from({ length: 200 }, () => randomBytes(32));
  const checks = keys.map(keyCheckOf);
  expect(new Set(checks).size).toBe(keys.length);
  keys.forEach((key, index) => {
    expect(checks.filter((check) => keyFits(key, check))).toEqual([checks[index]]);
    expect(checks[index]?.includes(key.toString('hex').slice(0, 8))).toBe(false);
  });
});
