import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Id } from '../../shared/lib/ids.ts';
import { Profile } from '../../shared/rpc/shell.ts';
import { SealedKeys } from './recovery.ts';

const version = 1;
const KeyCheck = z.string().regex(/^[0-9a-f]{32}$/);

/** A key of the file as the marker knows it: enough to tell it from another one, and its copy for the clinic's recovery key. */
const MarkedKey = z.strictObject({
  /** Key-check value: tells whether a key is the right one without touching the file. */
  keyCheck: KeyCheck,
  /** Grows when the clinic wants new keys. */
  keyGeneration: z.int().nonnegative(),
  /** Null: the clinic has no recovery key. */
  recovery: SealedKeys.nullable(),
});

/**
 * `device.json` beside the database: what must be known before the file may be opened. Nothing in it is secret. `initialised` is set when
 * the file holds its first commit; from then on a missing or empty file is a loss, never a fresh start.
 */
export const DeviceMarker = z.strictObject({
  version: z.literal(version),
  /** Names this device's entries in the keychain. */
  installationId: Id,
  /** `К03`, for people in front of a device that cannot open its file. */
  deviceCode: z.string().max(40).nullable(),
  initialised: z.boolean(),
  ...MarkedKey.shape,
  /** Set while the key is being changed: the file is under the one or the other, and only opening tells which. */
  next: MarkedKey.nullable(),
  server: z.url(),
  /** The clinic's own authority in PEM, brought by a technician; null: the system's only. */
  ca: z.string().nullable(),
  profile: Profile,
});
export type DeviceMarker = z.infer<typeof DeviceMarker>;

/** Not written by us, or not whole any more. */
export class MarkerDamaged extends Error {
  override name = 'MarkerDamaged';
}

/** Written by a newer build; this one would leave out what it does not know. */
export class MarkerFromTheFuture extends Error {
  override name = 'MarkerFromTheFuture';
}

const fileName = 'device.json';
/** The clinic's authorities may be long. */
const largestBytes = 512 * 1024;

export const databasePath = (userDataPath: string): string => join(userDataPath, 'kabinet.db');

/** Null when there is none. Throws `MarkerDamaged`, `MarkerFromTheFuture`, or the system's error when it cannot be read: that is not the same as none. */
export function readMarker(userDataPath: string): DeviceMarker | null {
  const text = readText(join(userDataPath, fileName));
  if (text === null) return null;
  const content = parsed(text);
  const stamped = z.looseObject({ version: z.int() }).safeParse(content);
  if (stamped.success && stamped.data.version > version) throw new MarkerFromTheFuture(`marker ${stamped.data.version}, known ${version}`);
  const marker = DeviceMarker.safeParse(content);
  if (!marker.success) throw new MarkerDamaged('marker');
  return marker.data;
}

function readText(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return null;
  if (!found.isFile() || found.size > largestBytes) throw new MarkerDamaged('marker');
  return readFileSync(path, 'utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MarkerDamaged('marker');
  }
}

/** Written beside, flushed, then renamed: a power cut leaves the old marker or the new one. */
export function writeMarker(userDataPath: string, marker: DeviceMarker): void {
  mkdirSync(userDataPath, { recursive: true, mode: 0o700 });
  // One name, so that a device killed here again and again leaves one draft behind and not one a time.
  const draft = join(userDataPath, `${fileName}.next`);
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(marker, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, join(userDataPath, fileName));
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
