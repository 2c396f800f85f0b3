import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadDb } from '../../../backend/db/types.ts';
import { readMarker } from '../../../backend/secrets/deviceMarker.ts';
import { systemKeychain } from '../../../backend/secrets/keychain.ts';
import { openDevice } from '../../../backend/server/openDevice.ts';
import { startBackend } from '../../support/backend.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import type { Known } from './promises.ts';

export interface Examined {
  /** What was broken; empty when every promise was kept. */
  readonly broken: readonly string[];
  readonly kind: 'first start' | 'opened';
}

/**
 * Starts the device on what a power cut has left, the way it always starts, and looks for every promise. `server` answers an enrolment
 * that was interrupted.
 */
export async function examine(files: ReadonlyMap<string, Buffer>, known: Known, server: string): Promise<Examined> {
  // What is examined is what a disk has left; where it lies while it is looked at proves nothing, and memory is quick.
  const userDataPath = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kabinet-after-'));
  try {
    for (const [name, content] of files) await writeFile(join(userDataPath, name), content);
    const keychain = memoryKeychain();
    known.secrets.forEach((secret, name) => keychain.secrets.set(name, secret));
    if (!isInitialised(userDataPath)) return { kind: 'first start', broken: await startAgain(userDataPath, keychain, known, server) };
    return { kind: 'opened', broken: await open(userDataPath, keychain, known) };
  } finally {
    await rm(userDataPath, { recursive: true, force: true });
  }
}

/** A marker that cannot be read is for the device itself to complain about. */
function isInitialised(userDataPath: string): boolean {
  try {
    return readMarker(userDataPath)?.initialised ?? false;
  } catch {
    return true;
  }
}

/** Nothing was promised yet: the first start has to go through as if it were the first. */
async function startAgain(userDataPath: string, keychain: ReturnType<typeof memoryKeychain>, known: Known, server: string): Promise<string[]> {
  const backend = await startBackend({ server, code: 'ABCD-EFGH', userDataPath, keychain });
  const state = await backend.call('device.state', {});
  await backend.stop(true);
  return [
    ...(known.acknowledged.size > 0 ? ['a command was acknowledged before the device was initialised'] : []),
    ...(state.state === 'problem' ? [`a first start that was cut off does not go on: ${state.problem}`] : state.state === 'starting' ? ['a first start that was cut off does not go on'] : []),
  ];
}

async function open(userDataPath: string, keychain: ReturnType<typeof memoryKeychain>, known: Known): Promise<string[]> {
  const settings = { userDataPath, profile: 'kiosk', enrolment: null, ca: null, recovery: null, appVersion: '0.1.0', sqliteBinding: null } as const;
  const lineTo = (): never => {
    throw new Error('an enrolled device enrols again');
  };
  try {
    const bugs: string[] = [];
    const reportBug = (error: unknown): void => void bugs.push(`a bug was reported: ${String(error)}`);
    const { db } = await openDevice({ settings, keychain: systemKeychain(keychain.load, (answer) => answer), newId: () => crypto.randomUUID(), lineTo, reportBug });
    try {
      return [...judge(db.read, known), ...bugs];
    } finally {
      db.close();
    }
  } catch (error) {
    return [`the device does not open: ${String(error)}`];
  }
}

/** What must be true of every database that a device opens, whatever happened to it. */
export function judge(db: ReadDb, { asked, acknowledged }: Pick<Known, 'asked' | 'acknowledged'>): string[] {
  const broken: string[] = [];
  const check = db.all<{ integrity_check: string }>('PRAGMA integrity_check');
  if (check.length !== 1 || check[0]?.integrity_check !== 'ok') broken.push(`integrity: ${check[0]?.integrity_check}`);
  const entries = db.all<{ id: string; channel: string; signInId: string; at: number }>(
    'SELECT command_id AS id, channel, sign_in_id AS signInId, queued_at AS at FROM outbox ORDER BY position',
  );
  const ids = new Set(entries.map(({ id }) => id));
  const lost = [...acknowledged].filter((id) => !ids.has(id));
  if (lost.length > 0) broken.push(`${lost.length} acknowledged commands are lost`);
  const foreign = [...ids].filter((id) => !asked.has(id));
  if (foreign.length > 0) broken.push(`${foreign.length} commands that nobody asked for`);
  const rows = db.all<{ id: string }>('SELECT command_id AS id FROM visit_request ORDER BY command_id').map(({ id }) => id);
  if (rows.join() !== [...ids].toSorted().join()) broken.push(`${rows.length} rows for ${ids.size} outbox entries`);
  // An audit event carries no command's id, but each was written right after its entry: the two lists agree line by line.
  const events = db.all<{ channel: string; signInId: string; at: number }>(
    `SELECT action AS channel, sign_in_id AS signInId, at FROM audit WHERE action IN ('appointments.book', 'appointments.cancel', 'appointments.move') ORDER BY position`,
  );
  const line = ({ channel, signInId, at }: { channel: string; signInId: string; at: number }): string => `${channel} ${signInId} ${at}`;
  if (events.map(line).join() !== entries.map(line).join()) broken.push(`${events.length} audit events for ${entries.length} outbox entries`);
  return broken;
}
