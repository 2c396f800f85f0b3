import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { Letter } from './letters.ts';

export interface DueLetter {
  readonly id: Id;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly tries: number;
}

/** Bytes that every letter fits into: what is kept of one to a stranger is as long as what is kept of one to an owner. */
const kept = { text: 3_072, html: 6_144 } as const;

function padded(body: string, bytes: number): string {
  return body + ' '.repeat(Math.max(0, bytes - Buffer.byteLength(body)));
}

/** In the transaction that made what the letter is about: a link without its letter, or a letter without its link, helps nobody. */
export async function putLetter(tx: Tx, { id, to, letter, expiresAt, now }: { id: Id; to: string; letter: Letter; expiresAt: Instant; now: Instant }): Promise<void> {
  await tx.query(
    'insert into letter (id, kind, recipient, subject, body_text, body_html, next_at, expires_at, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $7)',
    [id, letter.kind, to, letter.subject, padded(letter.text, kept.text), padded(letter.html, kept.html), timestamp(now), timestamp(expiresAt)],
  );
}

/**
 * Letters whose time has come, each set aside until `until`: another server passes them by, and if this one dies they are taken again. A
 * letter may so go out twice and is never lost.
 */
export async function takeDue(tx: Tx, { now, until, most }: { now: Instant; until: Instant; most: number }): Promise<readonly DueLetter[]> {
  const { rows } = await tx.query<DueLetter>(
    `update letter l set next_at = $2, tries = l.tries + 1
     where l.id in (select d.id from letter d where d.recipient is not null and d.next_at <= $1 and d.expires_at > $1 order by d.next_at limit $3 for update skip locked)
     returning l.id, l.recipient as "to", l.subject, rtrim(l.body_text, ' ') as text, rtrim(l.body_html, ' ') as html, l.tries`,
    [timestamp(now), timestamp(until), most],
  );
  return rows;
}

const emptied = 'recipient = null, subject = null, body_text = null, body_html = null';

/** The letter is on its way: whom it went to and what it said is nobody's business any more. */
export async function markSent(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.query(`update letter set ${emptied}, sent_at = $2 where id = $1`, [id, timestamp(now)]);
}

export async function tryAgain(tx: Tx, id: Id, at: Instant): Promise<void> {
  await tx.query('update letter set next_at = $2 where id = $1', [id, timestamp(at)]);
}

/** For an address no server will ever take. */
export async function giveUp(tx: Tx, id: Id): Promise<void> {
  await tx.query(`update letter set ${emptied} where id = $1`, [id]);
}

/** Letters whose link has run out, and the memory of sent ones after a month. */
export async function forgetLetters(tx: Tx, now: Instant): Promise<void> {
  await tx.query(`update letter set ${emptied} where recipient is not null and expires_at <= $1`, [timestamp(now)]);
  await tx.query('delete from letter where made_at < $1', [timestamp(now - 30 * 86_400_000)]);
}
