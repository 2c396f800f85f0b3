import { createHmac } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { hashOf } from '../devices/secrets.ts';

/** Tries for the two codes together, and how long they are good for. */
export const mostTries = 5;
export const codeSeconds = 600;

/** The number the asking device was told is not kept: it is the key of the codes' hashes, so a copy of this table opens nothing. */
const toldHash = (told: Id): Buffer => hashOf(`email change ${told.toLowerCase()}`);

export function changeCodeHash(told: Id, which: 'old' | 'new', code: string): Buffer {
  return createHmac('sha256', `email change ${which} ${told.toLowerCase()}`).update(code).digest();
}

export interface NewEmailChange {
  readonly id: Id;
  readonly told: Id;
  readonly account: Id;
  readonly signIn: Id;
  readonly email: string;
  readonly oldCodeHash: Buffer | null;
  readonly newCodeHash: Buffer;
  readonly expiresAt: Instant;
  readonly now: Instant;
}

export async function addEmailChange(tx: Tx, row: NewEmailChange): Promise<void> {
  await tx.query(
    'insert into email_change (id, told_hash, account, sign_in, email, old_code_hash, new_code_hash, expires_at, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, toldHash(row.told), row.account, row.signIn, row.email, row.oldCodeHash, row.newCodeHash, timestamp(row.expiresAt), timestamp(row.now)],
  );
}

/** Whatever waits for codes at this account is over. */
export async function endEmailChanges(tx: Tx, account: Id, now: Instant): Promise<void> {
  await tx.query('update email_change set used_at = $2 where account = $1 and used_at is null', [account, timestamp(now)]);
}

/** Others who wait to have this address too: it has its owner now. */
export async function endChangesTo(tx: Tx, email: string, now: Instant): Promise<void> {
  await tx.query('update email_change set used_at = $2 where email = $1 and used_at is null', [email, timestamp(now)]);
}

export interface TriedChange {
  readonly id: Id;
  readonly account: Id;
  readonly email: string;
  readonly oldCodeHash: Buffer | null;
  readonly newCodeHash: Buffer;
}

/** Counts a try before the codes are looked at, in the sign-in that asked for them; null when there is nothing left to try. */
export async function claimTry(tx: Tx, { told, signIn, now }: { told: Id; signIn: Id; now: Instant }): Promise<TriedChange | null> {
  const { rows } = await tx.query<TriedChange>(
    `update email_change c set code_tries = c.code_tries + 1
     where c.told_hash = $1 and c.sign_in = $2 and c.used_at is null and c.expires_at > $3 and c.code_tries < ${mostTries}
     returning c.id, c.account, c.email, c.old_code_hash as "oldCodeHash", c.new_code_hash as "newCodeHash"`,
    [toldHash(told), signIn, timestamp(now)],
  );
  return rows[0] ?? null;
}

/** The address that waits in this sign-in; the same whether a code can ever come or not. */
export async function pendingEmail(from: Reader, signIn: Id, now: Instant): Promise<string | null> {
  const { rows } = await from.query<{ email: string }>(
    `select c.email from email_change c where c.sign_in = $1 and c.used_at is null and c.expires_at > $2 and c.code_tries < ${mostTries} order by c.made_at desc limit 1`,
    [signIn, timestamp(now)],
  );
  return rows[0]?.email ?? null;
}

/** What ran out, with the address that was typed into it. */
export async function forgetEmailChanges(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from email_change where expires_at < $1', [timestamp(now)]);
}
