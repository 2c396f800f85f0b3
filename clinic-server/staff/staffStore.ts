import type pg from 'pg';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Reader, type Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import { normalLogin } from '../identity/accountStore.ts';

/** From the least to the most; each may what those before it may. */
export const staffRoles = ['registrar', 'seniorRegistrar', 'administrator'] as const;
export type StaffRole = (typeof staffRoles)[number];

export interface Staff {
  readonly id: Id;
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly disabled: boolean;
}

export interface StaffSignIn {
  readonly id: Id;
  readonly staffId: Id;
  /** By a password that somebody else made for them: nothing but setting their own is theirs to do. */
  readonly mustChange: boolean;
  readonly role: StaffRole;
  readonly expiresAt: number;
  readonly endsAt: number;
}

/** A desk is left alone for a while, but not for a night. */
export const staffTokenSeconds = 30 * 60;
const longestSeconds = 12 * 3600;

const person = `s.id, s.login, s.name, s.role, s.disabled_at is not null as disabled`;

export async function addStaff(tx: Tx, row: { id: Id; login: string; name: string; role: StaffRole; passwordHash: string; now: Instant }): Promise<boolean> {
  const { count } = await tx.query(
    'insert into staff (id, login, name, role, password_hash, made_at) values ($1, $2, $3, $4, $5, $6) on conflict (login) do nothing',
    [row.id, normalLogin(row.login), row.name, row.role, row.passwordHash, timestamp(row.now)],
  );
  return count === 1;
}

export interface StaffWithPassword extends Staff {
  readonly passwordHash: string;
  /** 0: the one the account was made with. */
  readonly passwordSetAt: number;
  /** Null: not a one-time password. */
  readonly oneTimeUntil: number | null;
}

export async function findStaff(from: Reader, login: string): Promise<StaffWithPassword | null> {
  const { rows } = await from.query<StaffWithPassword>(
    `select ${person}, s.password_hash as "passwordHash", coalesce(${milliseconds('s.password_set_at')}, 0) as "passwordSetAt", ${milliseconds('s.one_time_until')} as "oneTimeUntil"
     from staff s where s.login = $1`,
    [normalLogin(login)],
  );
  const row = rows[0];
  return row ? { ...row, passwordSetAt: Math.round(row.passwordSetAt) } : null;
}

export async function listStaff(from: Reader): Promise<readonly Staff[]> {
  const { rows } = await from.query<Staff>(`select ${person} from staff s order by s.name, s.login`);
  return rows;
}

export async function nameOfStaff(from: Reader, id: Id): Promise<string> {
  const { rows } = await from.query<{ name: string }>('select s.name from staff s where s.id = $1', [id]);
  return rows[0]?.name ?? '';
}

/** Also ends every sign-in of theirs, so that it works at once. False: nobody of this id. */
export async function setDisabled(tx: Tx, id: Id, disabled: boolean, now: Instant): Promise<boolean> {
  const { count } = await tx.query('update staff set disabled_at = case when $2::boolean then coalesce(disabled_at, $3) end where id = $1', [id, disabled, timestamp(now)]);
  if (disabled) await endSignInsOfStaff(tx, id, now);
  return count === 1;
}

/** Held until the commit: false when the password that was just shown to be right has been changed meanwhile, or its owner switched off. */
export async function stillHas(tx: Tx, { id, passwordHash }: Pick<StaffWithPassword, 'id' | 'passwordHash'>): Promise<boolean> {
  const { count } = await tx.query('select s.id from staff s where s.id = $1 and s.password_hash = $2 and s.disabled_at is null for update', [id, passwordHash]);
  return count === 1;
}

interface NewPassword {
  readonly id: Id;
  readonly passwordHash: string;
  /** Null: one they chose themself. */
  readonly oneTimeUntil: number | null;
  readonly now: Instant;
}

/** Returns the login; null: nobody of this id. */
export async function setPasswordHash(tx: Tx, { id, passwordHash, oneTimeUntil, now }: NewPassword): Promise<string | null> {
  // Always later than the one before: desks tell an old password from a new one by this alone, whatever the clock does.
  const { rows } = await tx.query<{ login: string }>(
    `update staff set password_hash = $2, one_time_until = $3, password_set_at = greatest($4::timestamptz, coalesce(password_set_at, made_at) + interval '1 millisecond') where id = $1 returning login`,
    [id, passwordHash, oneTimeUntil === null ? null : timestamp(oneTimeUntil), timestamp(now)],
  );
  return rows[0]?.login ?? null;
}

/** Locks the rows it counts: two administrators who switch each other off at one moment leave one. */
export async function activeAdministrators(tx: Tx): Promise<readonly Id[]> {
  const { rows } = await tx.query<{ id: Id }>(`select id from staff where role = 'administrator' and disabled_at is null order by id for update`);
  return rows.map(({ id }) => id);
}

export async function addStaffSignIn(tx: Tx, row: { id: Id; device: Id; staff: Id; tokenHash: Buffer; now: Instant }): Promise<void> {
  await tx.query(
    'insert into staff_sign_in (id, device, staff, token_hash, token_expires_at, token_ends_at, made_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [row.id, row.device, row.staff, row.tokenHash, timestamp(row.now + staffTokenSeconds * 1000), timestamp(row.now + longestSeconds * 1000), timestamp(row.now)],
  );
}

export async function staffSignInByToken(from: Reader, { hash, device, now }: { hash: Buffer; device: Id; now: Instant }): Promise<StaffSignIn | null> {
  const { rows } = await from.query<StaffSignIn>(
    `select i.id, i.staff as "staffId", s.role, s.one_time_until is not null as "mustChange", ${milliseconds('i.token_expires_at')} as "expiresAt", ${milliseconds('i.token_ends_at')} as "endsAt"
     from staff_sign_in i join staff s on s.id = i.staff
     where i.token_hash = $1 and i.device = $2 and i.ended_at is null and i.token_expires_at > $3 and s.disabled_at is null`,
    [hash, device, timestamp(now)],
  );
  return rows[0] ?? null;
}

/** Use keeps a token alive, in steps of a minute so that reading does not write each time. */
export async function prolongStaff(pool: pg.Pool, signIn: StaffSignIn, now: Instant): Promise<void> {
  const until = Math.min(signIn.endsAt, now + staffTokenSeconds * 1000);
  if (until - signIn.expiresAt < 60_000) return;
  await inTransaction(pool, (tx) => tx.query('update staff_sign_in set token_expires_at = $2 where id = $1 and ended_at is null', [signIn.id, timestamp(until)]));
}

export async function endStaffSignIn(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.query('update staff_sign_in set ended_at = $2 where id = $1 and ended_at is null', [id, timestamp(now)]);
}

export async function endSignInsOfStaff(tx: Tx, staff: Id, now: Instant): Promise<void> {
  await tx.query('update staff_sign_in set ended_at = $2 where staff = $1 and ended_at is null', [staff, timestamp(now)]);
}
