import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Profile } from '../../shared/rpc/shell.ts';

/**
 * `device.json` beside the database: what must be known before the file may be opened. Nothing in it is secret. `initialised` is set when
 * the file holds its first commit; from then on a missing or empty file is a loss, never a fresh start.
 */
export const DeviceMarker = z.object({
  /** Names this device's entries in the keychain. */
  installationId: Id,
  initialised: z.boolean(),
  /** Key-check value: tells whether a key is the right one without touching the file. */
  keyCheck: z.string(),
  server: z.url(),
  /** The clinic's own authority in PEM, brought by a technician; null: the system's only. */
  ca: z.string().nullable().default(null),
  profile: Profile,
});
export type DeviceMarker = z.infer<typeof DeviceMarker>;

const fileName = 'device.json';

export const databasePath = (userDataPath: string): string => join(userDataPath, 'kabinet.db');

/** Null when there is none; throws when it cannot be read, which is not the same as none. */
export function readMarker(userDataPath: string): DeviceMarker | null {
  const path = join(userDataPath, fileName);
  return existsSync(path) ? DeviceMarker.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** Written beside, flushed, then renamed: a power cut leaves the old marker or the new one. */
export function writeMarker(userDataPath: string, marker: DeviceMarker): void {
  mkdirSync(userDataPath, { recursive: true, mode: 0o700 });
  const next = join(userDataPath, `${fileName}.${randomUUID()}`);
  const file = openSync(next, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(marker, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, join(userDataPath, fileName));
  // Windows renames durably and does not open folders.
  if (process.platform === 'win32') return;
  const folder = openSync(userDataPath, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export function keyCheckOf(key: Buffer): string {
  return createHmac('sha256', key).update('kabinet key check 1').digest('hex').slice(0, 32);
}

export function keyFits(key: Buffer, keyCheck: string): boolean {
  const [actual, expected] = [Buffer.from(keyCheckOf(key)), Buffer.from(keyCheck)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
