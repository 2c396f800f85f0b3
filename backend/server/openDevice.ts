import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Id } from '../../shared/lib/ids.ts';
import type { BackendSettings, Profile } from '../../shared/rpc/shell.ts';
import { openDatabase, rekeyDatabase, type DeviceDatabase, type OpenOptions } from '../db/open.ts';
import {
  forgetNextDatabaseKey, makeDatabaseKey, makeDeviceKeyPair, readStoredKeys, signingKeyOf, writeDatabaseKey, writeNextDatabaseKey, type DeviceKeyPair,
} from '../secrets/deviceKeys.ts';
import { databasePath, keyCheckOf, keyFits, readMarker, writeMarker, type DeviceMarker } from '../secrets/deviceMarker.ts';
import type { Keychain } from '../secrets/keychain.ts';
import { keyIdOf, sealKeys, type SealedKeys } from '../secrets/recovery.ts';
import type { ClinicLine } from '../sync/clinicApi.ts';
import { readDevice, saveDevice, saveEpoch, type DeviceRecord } from '../sync/deviceRecord.ts';
import type { DeviceCredential } from '../sync/deviceToken.ts';
import { enrol } from '../sync/enrolment.ts';
import { readAuthority } from '../sync/tlsAuthority.ts';
import { deviceKeysOf, keepRecovered, type FittingKey } from './deviceKeysOf.ts';
import { DeviceUnusable, named, openProblemOf, problemOf } from './deviceUnusable.ts';

export interface OpenedDevice {
  readonly db: DeviceDatabase;
  readonly credential: DeviceCredential;
  readonly server: string;
  /** The clinic's own authority in PEM, beside the system's. */
  readonly ca: string | null;
}

export interface OpenDeps {
  readonly settings: BackendSettings;
  readonly keychain: Keychain;
  readonly newId: () => Id;
  /** A line to the server for enrolment, before the device has a token. */
  readonly lineTo: (server: string, ca: string | null) => ClinicLine;
  /** What failed without keeping the device from its work. */
  readonly reportBug: (error: unknown, where: string) => void;
}

/** Throws `DeviceUnusable`, or what may pass by itself: at a first start `Unreachable` or `RoundStopped`, and a file another process has locked. */
export async function openDevice(deps: OpenDeps): Promise<OpenedDevice> {
  let marker: DeviceMarker | null = null;
  try {
    marker = readMarker(deps.settings.userDataPath);
    return marker?.initialised ? await openAgain(deps, marker) : await openFirst(deps, marker);
  } catch (error) {
    const problem = problemOf(error);
    throw problem === null ? error : new DeviceUnusable(problem, marker && named(marker));
  }
}

/** The shortest page SQLite knows. */
const leastFileBytes = 512;

/** The device as it works from now on: the open file, the key it is under, and the marker that says so. */
interface Opening {
  readonly db: DeviceDatabase;
  readonly key: Buffer;
  readonly marker: DeviceMarker;
}

async function openAgain(deps: OpenDeps, before: DeviceMarker): Promise<OpenedDevice> {
  const { settings, keychain } = deps;
  const { enrolment, profile } = settings;
  // A device belongs to one clinic and one place; another one starts in another folder.
  if (profile !== before.profile || (enrolment && new URL(enrolment.server).origin !== new URL(before.server).origin)) throw new DeviceUnusable('enrolment_refused');
  // Opening would make a new, empty database in its place.
  if (fileSize(settings) === 0) throw new DeviceUnusable('file_missing');
  // SQLite takes a stump of a byte for an empty database and deletes the log beside it, read-only handle or not.
  if (fileSize(settings) < leastFileBytes) throw new DeviceUnusable('file_damaged');
  const ca = authorityOf(settings, before);
  const { candidates, pair, recovered } = await deviceKeysOf(keychain, before, settings.recovery);
  let { db, key, marker } = openWith(settings, before, candidates);
  try {
    if (recovered) await keepRecovered(keychain, marker.installationId, key, recovered);
    if (before.next !== null) await settle(deps, { marker, key });
    const { record } = recordOf(db);
    if ((record.keyGeneration ?? 0) > marker.keyGeneration) {
      db.close();
      ({ db, key, marker } = await changeKey(deps, { marker, key, pair, record }));
    }
    const recovery = keptRecovery(deps, { marker, key, pair, record });
    if (ca !== marker.ca || recovery !== marker.recovery) writeMarker(settings.userDataPath, { ...marker, ca, recovery });
    return { db, server: marker.server, ca, credential: { deviceId: record.deviceId, privateKey: pair.privateKey } };
  } catch (error) {
    db.close();
    throw error;
  } finally {
    for (const candidate of candidates) candidate.key.fill(0);
    key.fill(0);
  }
}

/** Each candidate is tried through a read-only handle first: a key that does not fit changes nothing. */
function openWith(settings: BackendSettings, marker: DeviceMarker, candidates: readonly FittingKey[]): Opening {
  for (const [index, { key, isNext }] of candidates.entries()) {
    try {
      const db = openFile(settings, key);
      const { next } = marker;
      return { db, key, marker: isNext && next ? { ...marker, ...next, next: null } : { ...marker, next: null } };
    } catch (error) {
      const isLast = index === candidates.length - 1;
      if (isLast || problemOf(error) !== 'file_damaged') throw error;
    }
  }
  throw new DeviceUnusable('key_missing');
}

/**
 * Ends a change of keys whichever way it went. Keychain before marker: killed between them, the key that opens the file still fits the
 * marker's `next`, and the next start tidies up; the other way round it would fit nothing, or a key would be left that nobody looks for.
 */
async function settle({ settings, keychain }: OpenDeps, { marker, key }: Pick<Opening, 'marker' | 'key'>): Promise<void> {
  await writeDatabaseKey(keychain, marker.installationId, key);
  await forgetNextDatabaseKey(keychain, marker.installationId);
  writeMarker(settings.userDataPath, marker);
}

interface Known {
  readonly marker: DeviceMarker;
  readonly key: Buffer;
  readonly pair: DeviceKeyPair;
  readonly record: DeviceRecord;
}

/** The clinic wants a new key. The file is closed. A change that fails leaves the device working with its old key; the next start tries again. */
async function changeKey(deps: OpenDeps, { marker, key, pair, record }: Known): Promise<Opening> {
  const { settings, keychain, reportBug } = deps;
  const nextKey = randomBytes(32);
  // Both keys are durable before the file is touched, and the marker knows both: killed at any moment, one of them opens it.
  await writeNextDatabaseKey(keychain, marker.installationId, nextKey);
  const next = { keyCheck: keyCheckOf(nextKey), keyGeneration: record.keyGeneration ?? 0, recovery: sealedFor(deps, { marker, key: nextKey, pair, record }) };
  writeMarker(settings.userDataPath, { ...marker, next });
  try {
    rekeyDatabase(fileOptions(settings, key), nextKey);
  } catch (error) {
    reportBug(error, 'changing the key');
  }
  const opened = openWith(settings, { ...marker, next }, [{ key: nextKey, isNext: true }, { key, isNext: false }]);
  try {
    await settle(deps, opened);
    return opened;
  } catch (error) {
    opened.db.close();
    throw error;
  }
}

/** The copy for the clinic's recovery key as it should be: made anew when the clinic has got another one. */
function keptRecovery(deps: OpenDeps, known: Known): SealedKeys | null {
  const { recoveryKey } = known.record;
  const { recovery } = known.marker;
  if (recoveryKey === undefined || recovery?.keyId === keyIdOf(Buffer.from(recoveryKey, 'base64url'))) return recovery;
  return sealedFor(deps, known) ?? recovery;
}

function sealedFor({ reportBug }: Pick<OpenDeps, 'reportBug'>, { marker, key, pair, record }: Known): SealedKeys | null {
  if (record.recoveryKey === undefined) return null;
  const signingKey = signingKeyOf(pair);
  try {
    return sealKeys({ databaseKey: key, signingKey }, record.recoveryKey, marker.installationId);
  } catch (error) {
    // A slip of the clinic's configuration must not keep a device from its work.
    reportBug(error, 'sealing the keys');
    return null;
  } finally {
    signingKey.fill(0);
  }
}

async function openFirst(deps: OpenDeps, before: DeviceMarker | null): Promise<OpenedDevice> {
  const { settings, newId, lineTo } = deps;
  const { userDataPath, profile, enrolment } = settings;
  // A file nobody has told us about may hold a clinic's patients: its key is what is missing, not a new file.
  if (!before && fileSize(settings) > 0) throw new DeviceUnusable('key_missing');
  if (!enrolment) throw new DeviceUnusable('not_enrolled');

  const installationId = before?.installationId ?? newId();
  const { key, pair } = await firstKeys(deps, before, installationId);
  const marker: DeviceMarker = {
    ...{ version: 1, installationId, deviceCode: null, initialised: false, keyCheck: keyCheckOf(key), keyGeneration: 0, recovery: null, next: null },
    ...{ server: new URL(enrolment.server).origin, profile, ca: authorityOf(settings, before) },
  };
  try {
    // The keys are durable before anything is written with them.
    writeMarker(userDataPath, marker);
    const db = openFile(settings, key, true);
    try {
      const record = readDevice(db.read)?.record ?? (await enrolInto(db, lineTo(marker.server, marker.ca), enrolment.code, pair, profile));
      const recovery = sealedFor(deps, { marker, key, pair, record });
      writeMarker(userDataPath, { ...marker, initialised: true, deviceCode: record.code, keyGeneration: record.keyGeneration ?? 0, recovery });
      return { db, server: marker.server, ca: marker.ca, credential: { deviceId: record.deviceId, privateKey: pair.privateKey } };
    } catch (error) {
      db.close();
      throw error;
    }
  } finally {
    key.fill(0);
  }
}

async function firstKeys({ settings, keychain }: OpenDeps, known: DeviceMarker | null, installationId: Id): Promise<{ key: Buffer; pair: DeviceKeyPair }> {
  const stored = await readStoredKeys(keychain, installationId, false);
  const found = stored.databaseKeys[0] ?? null;
  // The first start was interrupted after the code was used up: the half-made file says who we are, and only its own key opens it.
  if (known && fileSize(settings) > 0) {
    if (!found || !stored.pair) throw new DeviceUnusable('key_missing');
    if (!keyFits(found, known.keyCheck)) throw new DeviceUnusable('key_wrong');
  }
  return { key: found ?? (await makeDatabaseKey(keychain, installationId)), pair: stored.pair ?? (await makeDeviceKeyPair(keychain, installationId)) };
}

async function enrolInto(db: DeviceDatabase, line: ClinicLine, code: string, pair: DeviceKeyPair, profile: Profile): Promise<DeviceRecord> {
  const { record, epoch } = await enrol(line, { code, publicKeyJwk: pair.publicJwk, profile }).finally(line.close);
  // The code is used up now: who we are is on disk before anything else happens.
  db.write((tx) => {
    saveDevice(tx, record);
    if (epoch !== null) saveEpoch(tx, epoch);
  });
  return record;
}

/** A technician may bring the clinic's next authority before the last one runs out; without one the device goes on with what it keeps. */
function authorityOf({ ca }: BackendSettings, marker: DeviceMarker | null): string | null {
  return ca === null ? (marker?.ca ?? null) : readAuthority(ca);
}

function recordOf(db: DeviceDatabase): { readonly record: DeviceRecord } {
  const device = readDevice(db.read);
  if (!device) throw new DeviceUnusable('file_damaged');
  return device;
}

function fileOptions({ userDataPath, profile, sqliteBinding }: BackendSettings, key: Buffer): OpenOptions {
  return { path: databasePath(userDataPath), key, personal: profile === 'kiosk' ? 'personal' : 'main', binding: sqliteBinding };
}

function openFile(settings: BackendSettings, key: Buffer, isHalfMade = false): DeviceDatabase {
  try {
    // A power cut in the first second leaves a journal that only a writing handle may roll back; the key has been checked, nothing is promised.
    return openDatabase(fileOptions(settings, key), !isHalfMade && fileSize(settings) > 0);
  } catch (error) {
    const problem = openProblemOf(error);
    throw problem === null ? error : new DeviceUnusable(problem);
  }
}

function fileSize({ userDataPath }: BackendSettings): number {
  return statSync(databasePath(userDataPath), { throwIfNoEntry: false })?.size ?? 0;
}
