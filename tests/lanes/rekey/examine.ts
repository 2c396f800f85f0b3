import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { keyFits, readMarker } from '../../../backend/secrets/deviceMarker.ts';
import { openPlace, type Place } from './device.ts';

export interface Expected {
  readonly rows: number;
  readonly bytes: number;
  /** Names of rows the device said were kept. */
  readonly acknowledged: ReadonlySet<string>;
}

export interface Found {
  /** How the kill left the device, before anybody mended anything. */
  readonly midChange: boolean;
  readonly openedBy: 'current' | 'next' | 'none' | 'both';
  readonly logBytes: number;
  readonly failures: readonly string[];
}

/** Looks at what a kill left, then starts the device on it as production does. */
export async function examine(place: Place, expected: Expected): Promise<Found> {
  const failures: string[] = [];
  const path = join(place.folder, 'kabinet.db');
  const marker = readMarker(place.folder);
  if (!marker) throw new Error('the marker is gone');
  const keys = storedKeys(place);
  const before = digest(path);
  const opening = keys.filter((key) => opens(path, key));
  if (digest(path) !== before) failures.push('looking with a key changed the file or its log');
  const isNext = (key: Buffer) => marker.next !== null && keyFits(key, marker.next.keyCheck);
  const kinds = new Set(opening.map((key) => (isNext(key) ? 'next' : 'current')));
  const openedBy = kinds.size === 2 ? 'both' : ([...kinds][0] ?? 'none');
  if (openedBy === 'both' || openedBy === 'none') failures.push(`opened by ${openedBy} of ${keys.length} keys`);
  const logBytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const found = { midChange: marker.next !== null, openedBy, logBytes } as const;
  try {
    const { db } = await openPlace(place);
    const { result } = db.read.get<{ result: string }>('SELECT integrity_check AS result FROM pragma_integrity_check') ?? { result: 'no answer' };
    if (result !== 'ok') failures.push(`integrity: ${result}`);
    const counted = db.read.get<{ rows: number; bytes: number }>('SELECT count(*) AS rows, sum(length(content)) AS bytes FROM shared_deferred');
    if (counted?.rows !== expected.rows || counted.bytes !== expected.bytes) failures.push(`${counted?.rows} rows of ${expected.rows}`);
    const kept = new Set(db.read.all<{ name: string }>('SELECT name FROM counter').map(({ name }) => name));
    const lost = [...expected.acknowledged].filter((name) => !kept.has(name));
    if (lost.length > 0) failures.push(`${lost.length} acknowledged rows lost`);
    db.close();
    const after = readMarker(place.folder);
    if (!after || after.next !== null) failures.push('the change of keys was not brought to an end');
    else if (storedKeys(place).length !== 2 || !storedKeys(place).some((key) => keyFits(key, after.keyCheck))) failures.push('keychain and marker disagree');
  } catch (error) {
    failures.push(`did not open: ${error instanceof Error ? error.message : 'no error'}`);
  }
  return { ...found, failures };
}

/** Everything of 32 bytes in the keychain, and for the count of two at rest the signing key's place. */
function storedKeys({ keychain }: Place): Buffer[] {
  return readdirSync(keychain)
    .filter((name) => /^[0-9a-f]{64}$/.test(name))
    .map((name) => Buffer.from(readFileSync(join(keychain, name), 'utf8'), 'base64'));
}

function digest(path: string): string {
  const hash = createHash('sha256');
  // An empty log is as good as none: whoever looks at a closed file leaves one.
  for (const file of [path, `${path}-wal`]) if (existsSync(file)) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function opens(path: string, key: Buffer): boolean {
  if (key.length !== 32) return false;
  const sqlite = new Sqlite(path, { readonly: true });
  try {
    sqlite.pragma(`cipher = 'sqlcipher'`);
    sqlite.pragma(`key = "x'${key.toString('hex')}'"`);
    sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    sqlite.close();
  }
}
