import { timingSafeEqual } from 'node:crypto';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { hashOf, newSecret } from '../devices/secrets.ts';

export const linkHours = 24;
const mostTries = 5;
/** Two files on a telephone's line, and a second try of each. */
const grantMinutes = 30;

/** Keyed by the link: who has this table alone has nothing to try six digits on. */
const codeHash = (link: string, code: string): Buffer => hashOf(`take home ${link} ${code}`);

interface NewCopy {
  readonly id: Id;
  readonly patient: Id;
  readonly account: Id;
  readonly login: string;
  readonly link: string;
  readonly code: string;
  readonly now: Instant;
}

/** A new letter kills what the one before it carried, the files that were open by it included. */
export async function addCopyHome(tx: Tx, { id, patient, account, login, link, code, now }: NewCopy): Promise<void> {
  await tx.query('delete from take_home where patient = $1 or expires_at < $2', [patient, timestamp(now - linkHours * 3_600_000)]);
  await tx.query('insert into take_home (id, patient, account, login_hash, link_hash, code_hash, made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [
    ...[id, patient, account, hashOf(login), hashOf(link), codeHash(link, code), timestamp(now), timestamp(now + linkHours * 3_600_000)],
  ]);
}

/** What stands as long as the mailbox is the owner's: a locked or closed account, or another address, is the end of it. */
const owners = `join account a on a.id = t.account and a.locked_at is null and a.closed_at is null and t.login_hash = sha256(convert_to(a.login, 'UTF8'))`;

/** Whether the code may be typed still. */
export async function isWaiting(from: Reader, link: string, now: Instant): Promise<boolean> {
  const { count } = await from.query(`select from take_home t ${owners} where t.link_hash = $1 and t.opened_at is null and t.code_tries < $2 and t.expires_at > $3`, [hashOf(link), mostTries, timestamp(now)]);
  return count === 1;
}

/**
 * The grant by which the files can be had; `wrong` counts, and after five of them the link is dead for good. A value and no refusal: thrown,
 * it would undo the count.
 */
export async function openByCode(tx: Tx, link: string, code: string, now: Instant): Promise<{ readonly grant: string } | 'wrong' | 'gone'> {
  const { rows } = await tx.query<{ id: Id; codeHash: Buffer; tries: number }>(
    `select t.id, t.code_hash as "codeHash", t.code_tries as tries from take_home t ${owners} where t.link_hash = $1 and t.opened_at is null and t.code_tries < $2 and t.expires_at > $3 for update of t`,
    [hashOf(link), mostTries, timestamp(now)],
  );
  const [row] = rows;
  if (!row) return 'gone';
  if (!timingSafeEqual(row.codeHash, codeHash(link, code))) {
    await tx.query('update take_home set code_tries = code_tries + 1 where id = $1', [row.id]);
    return row.tries + 1 >= mostTries ? 'gone' : 'wrong';
  }
  const grant = newSecret();
  await tx.query('update take_home set opened_at = $2, grant_hash = $3, grant_ends_at = $4 where id = $1', [row.id, timestamp(now), hashOf(grant), timestamp(now + grantMinutes * 60_000)]);
  return { grant };
}

/** Whose files they are; null: not any more. */
export async function grantedTo(from: Reader, link: string, grant: string, now: Instant): Promise<Id | null> {
  const { rows } = await from.query<{ patient: Id }>(`select t.patient from take_home t ${owners} where t.link_hash = $1 and t.grant_hash = $2 and t.grant_ends_at > $3`, [hashOf(link), hashOf(grant), timestamp(now)]);
  return rows[0]?.patient ?? null;
}
