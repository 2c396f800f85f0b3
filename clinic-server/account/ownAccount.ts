import type { FastifyRequest } from 'fastify';
import type { Id } from '../../shared/lib/ids.ts';
import { milliseconds } from '../db/timestamp.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { callerOf } from '../http/authentication.ts';
import type { Caller } from '../http/caller.ts';
import type { SignInMethod } from '../identity/signInStore.ts';

export type Owner = Extract<Caller, { kind: 'patient' }>;

/** The account behind a sign-in. */
export interface OwnAccount {
  readonly id: Id;
  readonly login: string | null;
  readonly passwordHash: string | null;
  readonly esiaLinked: boolean;
}

/** How and when the person proved who they are for this sign-in. */
export interface Entry {
  readonly method: SignInMethod;
  readonly startedAt: number;
}

/** Whoever is signed in as themself. Who acts for another person (R10) has that person's record, and nobody's account. 403 `not_own_account`. */
export function ownerOf(request: FastifyRequest): Owner {
  const caller = callerOf(request);
  if (caller.kind !== 'patient') throw new FhirRefusal(403, 'forbidden');
  if (caller.representation !== null) throw new FhirRefusal(403, 'not_own_account');
  return caller;
}

interface Row extends Entry {
  readonly id: Id | null;
  readonly login: string | null;
  readonly passwordHash: string | null;
  readonly esiaLinked: boolean;
}

/** Null for a sign-in by a registrar's code: there is no account behind it, whatever accounts the person has. */
export async function findOwn(from: Reader, { signInId }: Pick<Owner, 'signInId'>): Promise<Entry & { readonly account: OwnAccount | null }> {
  const { rows } = await from.query<Row>(
    `select a.id, a.login, a.password_hash as "passwordHash", a.esia_oid is not null as "esiaLinked", s.method, ${milliseconds('s.made_at')} as "startedAt"
     from sign_in s left join account a on a.id = s.account where s.id = $1`,
    [signInId],
  );
  const row = rows[0];
  if (!row) throw new Error('a sign-in that was just believed has disappeared');
  const { id, login, passwordHash, esiaLinked, method, startedAt } = row;
  return { method, startedAt, account: id === null ? null : { id, login, passwordHash, esiaLinked } };
}

/**
 * The account as it is now, held until the commit, so that two changes of it come one after the other. 403 `not_own_account` when the
 * sign-in has ended meanwhile: what ended it stands.
 */
export async function lockOwn(tx: Tx, { signInId }: Pick<Owner, 'signInId'>, { id }: Pick<OwnAccount, 'id'>): Promise<OwnAccount> {
  const { rows } = await tx.query<OwnAccount>(
    `select a.id, a.login, a.password_hash as "passwordHash", a.esia_oid is not null as "esiaLinked" from account a
     where a.id = $1 and a.locked_at is null and a.closed_at is null for update`,
    [id],
  );
  const { rows: open } = await tx.query('select s.id from sign_in s where s.id = $1 and s.ended_at is null', [signInId]);
  const account = rows[0];
  if (!account || open.length === 0) throw new FhirRefusal(401, 'no_token', { headers: { 'www-authenticate': 'Bearer' } });
  return account;
}
