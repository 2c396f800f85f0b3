import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { hashOf } from '../devices/secrets.ts';
import type { PersonForm } from './form.ts';
import { mostTries } from './times.ts';

/** A registration whose proof was given. */
export interface Proved {
  readonly id: Id;
  readonly device: Id;
  readonly email: string;
  readonly form: PersonForm | null;
  readonly acceptances: readonly Id[];
}

/** What a letter carries, as it is kept; of a letter that opens nothing, the hashes of what nobody was sent. */
export interface Proofs {
  readonly codeHash: Buffer;
  readonly linkHash: Buffer;
  readonly codeEnds: Instant;
  readonly linkEnds: Instant;
}

const proved = 'r.id, r.device, r.email, r.form, r.acceptances';

/** Two numbers of one registration: the one it has here, and the hash of the one its device was told. */
const toldHash = (registrationId: Id): Buffer => hashOf(registrationId.toLowerCase());

export interface NewRegistration extends Proofs {
  readonly id: Id;
  readonly told: Id;
  readonly device: Id;
  readonly email: string;
  readonly form: PersonForm | null;
  readonly acceptances: readonly Id[];
  readonly now: Instant;
}

export async function addRegistration(tx: Tx, row: NewRegistration): Promise<void> {
  await tx.query(
    `insert into registration (id, told_hash, device, email, form, acceptances, code_hash, code_expires_at, link_hash, link_expires_at, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [row.id, toldHash(row.told), row.device, row.email, row.form && JSON.stringify(row.form), [...row.acceptances], row.codeHash, timestamp(row.codeEnds), row.linkHash, timestamp(row.linkEnds), timestamp(row.now)],
  );
}

/** A new letter kills what the ones before it carried, and a password that is set kills what is still on its way; what was typed goes with it. */
export async function endOthers(tx: Tx, email: string, except: Id, now: Instant): Promise<void> {
  await tx.query('update registration set used_at = $3, form = null where email = $1 and id <> $2 and used_at is null', [email, except, timestamp(now)]);
}

/** The registration this device was told of, if it can still be gone on with; locked, so that two letters of one are not asked for at once. */
export async function lockRegistration(tx: Tx, told: Id, device: Id, now: Instant): Promise<Proved | null> {
  const { rows } = await tx.query<Proved>(
    `select ${proved} from registration r where r.told_hash = $1 and r.device = $2 and r.used_at is null and r.link_expires_at > $3 for update`,
    [toldHash(told), device, timestamp(now)],
  );
  return rows[0] ?? null;
}

export async function renewProofs(tx: Tx, id: Id, { codeHash, linkHash, codeEnds, linkEnds }: Proofs): Promise<void> {
  await tx.query(
    `update registration set code_hash = $2, code_expires_at = $3, code_tries = 0, link_hash = $4, link_expires_at = $5, grant_hash = null, grant_expires_at = null where id = $1`,
    [id, codeHash, timestamp(codeEnds), linkHash, timestamp(linkEnds)],
  );
}

/** Counts a try before the code is looked at; null when there is nothing left to try: run out, tried five times, used, or never there. */
export async function claimTry(tx: Tx, told: Id, device: Id, now: Instant): Promise<{ id: Id; codeHash: Buffer | null } | null> {
  const { rows } = await tx.query<{ id: Id; codeHash: Buffer | null }>(
    `update registration r set code_tries = r.code_tries + 1
     where r.told_hash = $1 and r.device = $2 and r.used_at is null and r.grant_hash is null and r.code_expires_at > $3 and r.code_tries < ${mostTries}
     returning r.id, r.code_hash as "codeHash"`,
    [toldHash(told), device, timestamp(now)],
  );
  return rows[0] ?? null;
}

/** The code has served; from here the grant goes on. */
export async function giveGrant(tx: Tx, id: Id, grantHash: Buffer, ends: Instant): Promise<void> {
  await tx.query('update registration set code_hash = null, grant_hash = $2, grant_expires_at = $3 where id = $1', [id, grantHash, timestamp(ends)]);
}

/** Ways to the password: a link anywhere, or a grant on the device that entered the code. */
export type Way = { readonly link: string } | { readonly grant: string; readonly device: Id };

function condition(way: Way, now: Instant): { sql: string; values: readonly unknown[] } {
  return 'link' in way
    ? { sql: 'r.link_hash = $1 and r.link_expires_at > $2 and r.used_at is null', values: [hashOf(way.link), timestamp(now)] }
    : { sql: 'r.grant_hash = $1 and r.grant_expires_at > $2 and r.used_at is null and r.device = $3', values: [hashOf(way.grant), timestamp(now), way.device] };
}

/** Looks and changes nothing: what programs that read mail do to a link must cost the person nothing. */
export async function findProved(from: Reader, way: Way, now: Instant): Promise<Proved | null> {
  const { sql, values } = condition(way, now);
  const { rows } = await from.query<Proved>(`select ${proved} from registration r where ${sql}`, values);
  return rows[0] ?? null;
}

/** Uses the registration up, whichever way was taken; of many who come at once one gets it. */
export async function spend(tx: Tx, way: Way, now: Instant): Promise<Proved | null> {
  const { sql, values } = condition(way, now);
  const used = `$${values.length + 1}`;
  const { rows } = await tx.query<Proved>(
    `with mine as (select r.id, r.form from registration r where ${sql} for update)
     update registration r set used_at = ${used}, form = null, code_hash = null from mine where r.id = mine.id and r.used_at is null
     returning r.id, r.device, r.email, mine.form, r.acceptances`,
    [...values, timestamp(now)],
  );
  return rows[0] ?? null;
}

/** What ran out, with what was typed into it, within minutes; the trace of what was used, after a day. */
export async function forgetRegistrations(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from registration where link_expires_at < $1', [timestamp(now)]);
  await tx.query('delete from phone_handoff where expires_at < $1', [timestamp(now - 3_600_000)]);
  await tx.query('delete from one_visit_code where expires_at < $1', [timestamp(now)]);
}
