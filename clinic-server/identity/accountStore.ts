import type { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';

export interface Account {
  readonly id: Id;
  readonly patient: Id;
  /** Null for who signs in by Gosuslugi only. */
  readonly passwordHash: string | null;
}

/** An e-mail as it is compared: people type capitals and stray spaces. */
export function normalLogin(typed: string): string {
  return typed.normalize('NFC').trim().toLowerCase();
}

export async function findAccount(from: Reader, login: string): Promise<Account | null> {
  const { rows } = await from.query<Account>(
    `select a.id, a.patient, a.password_hash as "passwordHash" from account a where a.login = $1`,
    [normalLogin(login)],
  );
  return rows[0] ?? null;
}
