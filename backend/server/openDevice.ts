import { statSync } from 'node:fs';
import type { DeviceProblem } from '../../shared/features/device.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { BackendSettings, Profile } from '../../shared/rpc/shell.ts';
import { DatabaseFromTheFuture } from '../db/migrate.ts';
import { openDatabase, type DeviceDatabase } from '../db/open.ts';
import { makeDatabaseKey, makeDeviceKeyPair, readDatabaseKey, readDeviceKeyPair, type DeviceKeyPair } from '../secrets/deviceKeys.ts';
import { databasePath, keyCheckOf, keyFits, readMarker, writeMarker, type DeviceMarker } from '../secrets/deviceMarker.ts';
import { KeychainUnavailable, type Keychain } from '../secrets/keychain.ts';
import { Untrusted, type ClinicLine } from '../sync/clinicApi.ts';
import { readDevice, saveDevice, saveEpoch } from '../sync/deviceRecord.ts';
import type { DeviceCredential } from '../sync/deviceToken.ts';
import { enrol, EnrolmentRefused } from '../sync/enrolment.ts';
import { AuthorityUnreadable, readAuthority } from '../sync/tlsAuthority.ts';

export interface OpenedDevice {
  readonly db: DeviceDatabase;
  readonly credential: DeviceCredential;
  readonly server: string;
  /** The clinic's own authority in PEM, beside the system's. */
  readonly ca: string | null;
}

/** The device cannot work until a person does something. The database file is as it was. */
export class DeviceUnusable extends Error {
  override name = 'DeviceUnusable';
  readonly problem: DeviceProblem;
  constructor(problem: DeviceProblem) {
    super(problem);
    this.problem = problem;
  }
}

export interface OpenDeps {
  readonly settings: BackendSettings;
  readonly keychain: Keychain;
  readonly newId: () => Id;
  /** A line to the server for enrolment, before the device has a token. */
  readonly lineTo: (server: string, ca: string | null) => ClinicLine;
}

/** Throws `DeviceUnusable`, or, at a first start only, `Unreachable` or `RoundStopped`: then trying again later is right, and after `server_untrusted` too. */
export async function openDevice(deps: OpenDeps): Promise<OpenedDevice> {
  try {
    const marker = markerOf(deps.settings);
    return marker?.initialised ? await openAgain(deps, marker) : await openFirst(deps, marker);
  } catch (error) {
    if (error instanceof KeychainUnavailable) throw new DeviceUnusable('keychain_unavailable');
    if (error instanceof AuthorityUnreadable) throw new DeviceUnusable('authority_unreadable');
    if (error instanceof Untrusted) throw new DeviceUnusable('server_untrusted');
    if (error instanceof EnrolmentRefused) throw new DeviceUnusable('enrolment_refused');
    throw error;
  }
}

async function openAgain({ settings, keychain }: OpenDeps, marker: DeviceMarker): Promise<OpenedDevice> {
  const { userDataPath, enrolment, profile } = settings;
  // A device belongs to one clinic and one place; another one starts in another folder.
  if (profile !== marker.profile || (enrolment && new URL(enrolment.server).origin !== new URL(marker.server).origin)) throw new DeviceUnusable('enrolment_refused');
  // Opening would make a new, empty database in its place.
  if (fileSize(userDataPath) === 0) throw new DeviceUnusable('file_missing');
  const pair = await readDeviceKeyPair(keychain, marker.installationId);
  const key = await readDatabaseKey(keychain, marker.installationId);
  if (!key || !pair) throw new DeviceUnusable('key_missing');
  if (!keyFits(key, marker.keyCheck)) throw new DeviceUnusable('key_wrong');
  const ca = authorityOf(settings, marker);
  const db = openFile(settings, key);
  const device = readDevice(db.read);
  if (device && ca !== marker.ca) writeMarker(userDataPath, { ...marker, ca });
  if (device) return { db, server: marker.server, ca, credential: { deviceId: device.record.deviceId, privateKey: pair.privateKey } };
  db.close();
  throw new DeviceUnusable('file_damaged');
}

async function openFirst(deps: OpenDeps, before: DeviceMarker | null): Promise<OpenedDevice> {
  const { settings, keychain, newId, lineTo } = deps;
  const { userDataPath, profile, enrolment } = settings;
  // A file nobody has told us about may hold a clinic's patients: its key is what is missing, not a new file.
  if (!before && fileSize(userDataPath) > 0) throw new DeviceUnusable('key_missing');
  if (!enrolment) throw new DeviceUnusable('not_enrolled');

  const installationId = before?.installationId ?? newId();
  const key = (await readDatabaseKey(keychain, installationId)) ?? (await makeDatabaseKey(keychain, installationId));
  const pair = (await readDeviceKeyPair(keychain, installationId)) ?? (await makeDeviceKeyPair(keychain, installationId));
  const marker: DeviceMarker = { installationId, initialised: false, keyCheck: keyCheckOf(key), server: new URL(enrolment.server).origin, profile, ca: authorityOf(settings, before) };
  // The keys are durable before anything is written with them.
  writeMarker(userDataPath, marker);
  const db = openFile(settings, key);
  try {
    const deviceId = readDevice(db.read)?.record.deviceId ?? (await enrolInto(db, lineTo(marker.server, marker.ca), enrolment.code, pair, profile));
    writeMarker(userDataPath, { ...marker, initialised: true });
    return { db, server: marker.server, ca: marker.ca, credential: { deviceId, privateKey: pair.privateKey } };
  } catch (error) {
    db.close();
    throw error;
  }
}

async function enrolInto(db: DeviceDatabase, line: ClinicLine, code: string, pair: DeviceKeyPair, profile: Profile): Promise<Id> {
  const { record, epoch } = await enrol(line, { code, publicKeyJwk: pair.publicJwk, profile }).finally(line.close);
  // The code is used up now: who we are is on disk before anything else happens.
  db.write((tx) => {
    saveDevice(tx, record);
    if (epoch !== null) saveEpoch(tx, epoch);
  });
  return record.deviceId;
}

function markerOf({ userDataPath }: BackendSettings): DeviceMarker | null {
  try {
    return readMarker(userDataPath);
  } catch {
    throw new DeviceUnusable('file_damaged');
  }
}

/** A technician may bring the clinic's next authority before the last one runs out; without one the device goes on with what it keeps. */
function authorityOf({ ca }: BackendSettings, marker: DeviceMarker | null): string | null {
  return ca === null ? (marker?.ca ?? null) : readAuthority(ca);
}

function openFile({ userDataPath, profile, sqliteBinding }: BackendSettings, key: Buffer): DeviceDatabase {
  const path = databasePath(userDataPath);
  const exists = fileSize(userDataPath) > 0;
  try {
    return openDatabase({ path, key, personal: profile === 'kiosk' ? 'personal' : 'main', binding: sqliteBinding }, exists);
  } catch (error) {
    throw new DeviceUnusable(error instanceof DatabaseFromTheFuture ? 'database_from_the_future' : 'file_damaged');
  } finally {
    key.fill(0);
  }
}

function fileSize(userDataPath: string): number {
  return statSync(databasePath(userDataPath), { throwIfNoEntry: false })?.size ?? 0;
}
