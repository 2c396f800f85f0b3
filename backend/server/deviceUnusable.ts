import type { DeviceProblem, NamedDevice } from '../../shared/features/device.ts';
import { DatabaseFromTheFuture } from '../db/migrate.ts';
import { MarkerDamaged, MarkerFromTheFuture, type DeviceMarker } from '../secrets/deviceMarker.ts';
import { KeychainUnavailable } from '../secrets/keychain.ts';
import { RecoveryRefused } from '../secrets/recovery.ts';
import { Unreachable, Untrusted } from '../sync/clinicApi.ts';
import { EnrolmentRefused } from '../sync/enrolment.ts';
import { RoundStopped } from '../sync/failure.ts';
import { AuthorityUnreadable } from '../sync/tlsAuthority.ts';

/** The device cannot work until a person does something. The database file is as it was. */
export class DeviceUnusable extends Error {
  override name = 'DeviceUnusable';
  readonly problem: DeviceProblem;
  readonly device: NamedDevice | null;
  constructor(problem: DeviceProblem, device: NamedDevice | null = null) {
    super(problem);
    this.problem = problem;
    this.device = device;
  }
}

/** The first eight figures tell two devices of a clinic apart, and are short enough for the telephone. */
export function named({ deviceCode, installationId }: Pick<DeviceMarker, 'deviceCode' | 'installationId'>): NamedDevice {
  return { code: deviceCode, installation: installationId.slice(0, 8).toUpperCase() };
}

const known: readonly (readonly [new (message: string) => Error, DeviceProblem])[] = [
  [KeychainUnavailable, 'keychain_unavailable'],
  [RecoveryRefused, 'recovery_refused'],
  [MarkerDamaged, 'file_damaged'],
  [MarkerFromTheFuture, 'database_from_the_future'],
  [DatabaseFromTheFuture, 'database_from_the_future'],
  [AuthorityUnreadable, 'authority_unreadable'],
  [EnrolmentRefused, 'enrolment_refused'],
];

/** The folder or the disk, not what is in the file: freeing space or giving the right back mends it. */
const folderErrors: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT', 'SQLITE_FULL']);
const folderFamilies = /^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)(_|$)/;

/** Null for what may pass by itself. */
export function problemOf(error: unknown): DeviceProblem | null {
  if (error instanceof DeviceUnusable) return error.problem;
  if (error instanceof Untrusted) return 'server_untrusted';
  const found = known.find(([kind]) => error instanceof kind);
  if (found) return found[1];
  if (isDamage(error)) return 'file_damaged';
  const code = codeOf(error);
  return folderErrors.has(code) || folderFamilies.test(code) ? 'folder_unusable' : null;
}

/** The clinic that is not there, and another process in the middle of writing: time mends both, and neither is a mistake of ours. */
export function passesByItself(error: unknown): boolean {
  return error instanceof Unreachable || error instanceof RoundStopped || isLocked(error);
}

/** Of an open that failed: what SQLite does not put down to the folder or to another process is the file itself. */
export function openProblemOf(error: unknown): DeviceProblem | null {
  const problem = problemOf(error);
  return problem ?? (isLocked(error) ? null : 'file_damaged');
}

/** A page that is not what was written: found whenever it is read, which may be long after the file was opened. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)(_|$)/.test(codeOf(error));
}

/** SQLite has rolled back what it could not write; the same call may be made again once there is room. */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_FULL';
}

function isLocked(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)(_|$)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
