import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { StaffRole } from '../../shared/features/staff.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Database, ReadDb, WriteTx } from '../db/types.ts';

/** Who may sign in here while the clinic server is away (row R9). */
export interface KnownStaff {
  readonly staffId: Id;
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  /** When their password was set, by the server's clock; 0: never since the account was made. */
  readonly passwordSetAt: number;
}

export type OfflineAnswer =
  | { readonly state: 'right'; readonly staff: KnownStaff }
  | { readonly state: 'wait'; readonly waitSeconds: number }
  | { readonly state: 'refused' | 'expired' | 'clock' };

interface Row extends KnownStaff {
  /** Base64, like the hash. */
  readonly salt: string;
  readonly hash: string;
  readonly verifiedAt: number;
  readonly seenAt: number;
}

/** 64 MiB and about a fifth of a second, for the right password as for any other. */
const work = { cost: 65_536, blockSize: 8, parallelization: 1, maxmem: 96 * 1024 * 1024 } as const;
const hashBytes = 32;
const dayMs = 86_400_000;
/** Clocks of two machines differ by a little. */
const clockSlackMs = 5 * 60_000;
const freeTries = 5;
const firstWaitSeconds = 30;
export const longestOfflineWaitSeconds = 900;
const wholeDevice = '';
const dummy = { salt: Buffer.alloc(16).toString('base64'), hash: Buffer.alloc(hashBytes).toString('base64') };

/** Five slips cost nothing, then half a minute, one, two … up to a quarter of an hour: about a hundred guesses a day. */
export function offlineWaitAfter(failures: number): number {
  return failures <= freeTries ? 0 : Math.min(longestOfflineWaitSeconds, firstWaitSeconds * 2 ** Math.min(20, failures - freeTries - 1));
}

function hashed(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64'), hashBytes, work, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** The server has just believed this password: it is good here for the days the clinic allows. */
export async function keepVerifier(db: Database, staff: KnownStaff, password: string, at: number): Promise<void> {
  const salt = randomBytes(16).toString('base64');
  const hash = (await hashed(password, salt)).toString('base64');
  db.write((tx) => {
    // One person, one verifier: under a login they had before, an older password of theirs would go on working.
    tx.run('DELETE FROM staff_verifier WHERE staff_id = $staffId', { staffId: staff.staffId });
    tx.run(
      `INSERT OR REPLACE INTO staff_verifier (login, staff_id, name, role, password_set_at, salt, hash, verified_at, seen_at)
       VALUES ($login, $staffId, $name, $role, $passwordSetAt, $salt, $hash, $at, $at)`,
      { ...staff, salt, hash, at },
    );
    forgive(tx, staff.login, at);
  });
}

export function dropVerifier(tx: WriteTx, login: string): void {
  tx.run('DELETE FROM staff_verifier WHERE login = $login', { login });
  tx.run('DELETE FROM staff_try WHERE login = $login AND login <> $wholeDevice', { login, wholeDevice });
}

export function dropEveryVerifier(tx: WriteTx): void {
  tx.run('DELETE FROM staff_verifier');
  tx.run('DELETE FROM staff_try WHERE login <> $wholeDevice', { wholeDevice });
}

export async function checkOffline(db: Database, typed: { login: string; password: string }, { at, days }: { at: number; days: number }): Promise<OfflineAnswer> {
  const row = findVerifier(db.read, typed.login);
  // Counted before it is checked: whoever pulls the plug during the check has not gained a guess.
  const waitSeconds = db.write((tx) => claim(tx, row === undefined ? [wholeDevice] : [wholeDevice, row.login], at));
  if (waitSeconds > 0) return { state: 'wait', waitSeconds };
  // For a stranger the same work is done, so that the time does not tell who has been here.
  const actual = await hashed(typed.password, row?.salt ?? dummy.salt);
  const isRight = timingSafeEqual(actual, Buffer.from(row?.hash ?? dummy.hash, 'base64'));
  if (row === undefined || !isRight) return { state: 'refused' };
  return db.write((tx): OfflineAnswer => {
    forgive(tx, row.login, at);
    // A clock that is put back would make the days last for ever.
    if (at < row.seenAt - clockSlackMs) return { state: 'clock' };
    tx.run('UPDATE staff_verifier SET seen_at = max(seen_at, $at) WHERE login = $login', { at, login: row.login });
    if (at > row.verifiedAt + days * dayMs) return { state: 'expired' };
    const { staffId, login, name, role, passwordSetAt } = row;
    return { state: 'right', staff: { staffId, login, name, role, passwordSetAt } };
  });
}

function findVerifier(db: ReadDb, login: string): Row | undefined {
  return db.get<Row>(
    'SELECT login, staff_id AS staffId, name, role, password_set_at AS passwordSetAt, salt, hash, verified_at AS verifiedAt, seen_at AS seenAt FROM staff_verifier WHERE login = $login',
    { login },
  );
}

/** 0 when a try may be made, and then it has been counted already; a try that has to wait is not one. */
function claim(tx: WriteTx, logins: readonly string[], at: number): number {
  const rows = logins.map((login) => ({ login, ...(readTries(tx, login, at)) }));
  const openAt = Math.max(...rows.map((row) => row.openAt));
  if (openAt > at) return Math.ceil((openAt - at) / 1_000);
  for (const { login, failures } of rows) {
    tx.run(
      `INSERT INTO staff_try (login, failures, open_at) VALUES ($login, $failures, $openAt)
       ON CONFLICT (login) DO UPDATE SET failures = $failures, open_at = $openAt`,
      { login, failures: failures + 1, openAt: at + offlineWaitAfter(failures + 1) * 1_000 },
    );
  }
  return 0;
}

function readTries(tx: WriteTx, login: string, at: number): { readonly failures: number; readonly openAt: number } {
  const row = tx.get<{ failures: number; openAt: number }>('SELECT failures, open_at AS openAt FROM staff_try WHERE login = $login', { login });
  // A desk's slips of months would make everybody wait in the end.
  if (row === undefined || at - row.openAt > dayMs) return { failures: 0, openAt: 0 };
  if (offlineWaitAfter(row.failures) === 0) return { failures: row.failures, openAt: 0 };
  const furthest = at + longestOfflineWaitSeconds * 1_000;
  // The clock was put back: without this staff would stay out until it has caught up.
  if (row.openAt > furthest) tx.run('UPDATE staff_try SET open_at = $furthest WHERE login = $login', { furthest, login });
  return { failures: row.failures, openAt: Math.min(row.openAt, furthest) };
}

/** The right password clears its login; the device gets this one try back, or one member of staff could guess at the others for ever. */
function forgive(tx: WriteTx, login: string, at: number): void {
  tx.run('DELETE FROM staff_try WHERE login = $login', { login });
  tx.run('UPDATE staff_try SET failures = max(0, failures - 1), open_at = $at WHERE login = $wholeDevice', { wholeDevice, at });
}
