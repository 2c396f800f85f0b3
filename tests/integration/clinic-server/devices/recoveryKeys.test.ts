import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeRecoveryKey, readRecoveryPublicKey } from '../../../../clinic-server/devices/recoveryKeys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kabinet-recovery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('H41 a recovery key is made once and never written over, and its private half is for its owner only', () => {
  const made = makeRecoveryKey(folder);
  const before = readFileSync(made.privateFile, 'utf8');
  expect(statSync(made.privateFile).mode & 0o777).toBe(0o600);
  expect(() => makeRecoveryKey(folder)).toThrow('EEXIST');
  expect(readFileSync(made.privateFile, 'utf8')).toBe(before);
  expect(readRecoveryPublicKey(made.publicFile)).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('H41 a server refuses the private half, another curve and anything that is no key', () => {
  const { privateFile } = makeRecoveryKey(folder);
  expect(() => readRecoveryPublicKey(privateFile)).toThrow('does not belong on a server');
  const other = join(folder, 'other.pem');
  for (const text of [String(generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' })), 'no key', '']) {
    writeFileSync(other, text);
    expect(() => readRecoveryPublicKey(other)).toThrow();
  }
});

test('H41 the command for the owner of the server makes both halves and says where they belong', () => {
  const run = (args: string[]) => spawnSync(process.execPath, ['clinic-server/devices/recoveryKey.ts', ...args], { encoding: 'utf8' });
  const { status, stdout } = run([join(folder, 'safe')]);
  expect(status).toBe(0);
  expect(stdout).toContain('--recovery-key');
  expect(stdout).not.toContain('BEGIN');
  expect(readdirSync(join(folder, 'safe')).toSorted()).toEqual(['kabinet-recovery-private.pem', 'kabinet-recovery-public.pem']);
  expect(run([]).status).toBe(2);
  expect(run([join(folder, 'safe')]).status).not.toBe(0);
});
