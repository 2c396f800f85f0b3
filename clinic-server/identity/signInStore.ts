import type pg from 'pg';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, type Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Reader, type Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';

/** R10: under which right somebody acts for the patient. */
export interface Representation {
  readonly id: Id;
  /** The person who proved who they are; a patient of the clinic too. */
  readonly representativeId: Id;
  /** What resources call them. */
  readonly relatedPersonId: Id;
}

export interface SignIn {
  readonly id: Id;
  /** Whose record this is about. */
  readonly patient: Id;
  /** Null: the patient themself. */
  readonly representation: Representation | null;
  readonly expiresAt: number;
  /** However busy the patient is, the token ends here. */
  readonly endsAt: number;
}

export type SignInMethod = 'password' | 'email' | 'esia' | 'code';

export const tokenSeconds = 15 * 60;
export const longestSeconds = 60 * 60;
// Outbox entries older than this have been settled or are the reception's business.
const namedForDays = 40;

const columns = `s.id, s.patient, case when p.id is not null then jsonb_build_object('id', p.id, 'representativeId', p.representative, 'relatedPersonId', p.related_person) end as representation,
  ${milliseconds('s.token_expires_at')} as "expiresAt", ${milliseconds('s.token_ends_at')} as "endsAt"`;

export async function addSignIn(
  tx: Tx,
  row: {
    id: Id;
    device: Id;
    account: Id | null;
    patient: Id;
    method: SignInMethod;
    tokenHash: Buffer;
    terms: string | null;
    now: Instant;
    /** R10. `provedAt` is when the person in front proved who they are: acting for one after another never makes a visit longer. */
    acting?: { readonly representation: Id | null; readonly provedAt: Instant };
  },
): Promise<void> {
  const provedAt = row.acting?.provedAt ?? row.now;
  await tx.query(
    `insert into sign_in (id, device, account, patient, token_hash, token_expires_at, token_ends_at, made_at, method, terms_confirmed, representation) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      row.id,
      row.device,
      row.account,
      row.patient,
      row.tokenHash,
      timestamp(Math.min(row.now + tokenSeconds * 1000, provedAt + longestSeconds * 1000)),
      timestamp(provedAt + longestSeconds * 1000),
      timestamp(provedAt),
      row.method,
      row.terms,
      row.acting?.representation ?? null,
    ],
  );
}

const withRepresentation = `sign_in s left join representation p on p.id = s.representation`;
/** The represented person's own account is locked, or they have closed it. */
const shut = `coalesce((select bool_or(c.locked_at is not null) filter (where c.closed_at is null) or bool_and(c.closed_at is not null) from account c where c.patient = p.patient), false)`;
/** Looked at by every request: a right that was taken back or has run out ends what is done by it at once. `day` is today in Moscow. */
const stillActs = (day: string): string => `(p.id is null or (p.revoked_at is null and p.until >= ${day} and not ${shut}))`;

export async function signInByToken(
  from: Reader,
  { hash, device, now }: { hash: Buffer; device: Id; now: Instant },
): Promise<SignIn | null> {
  const { rows } = await from.query<SignIn>(
    `select ${columns} from ${withRepresentation} where s.token_hash = $1 and s.device = $2 and s.ended_at is null and s.token_expires_at > $3 and ${stillActs('$4')}`,
    [hash, device, timestamp(now), dayOf(now)],
  );
  return rows[0] ?? null;
}

/** For the outbox: ended or not, a sign-in stays the proof of who asked. */
export async function signInOfDevice(from: Reader, { id, device, now }: { id: Id; device: Id; now: Instant }): Promise<SignIn | null> {
  const { rows } = await from.query<SignIn>(`select ${columns} from ${withRepresentation} where s.id = $1 and s.device = $2 and s.made_at > $3`, [
    id,
    device,
    timestamp(now - namedForDays * 86_400_000),
  ]);
  return rows[0] ?? null;
}

/** What a device is told of a sign-in whose token is not believed any more. */
export interface SignInState {
  readonly state: 'open' | 'ended';
  /** `locked`: a registrar closed the account, `locked_by_rule`: too many wrong passwords did; `password_changed`; `representation_over`; null: it was left, or grew old. */
  readonly why: string | null;
}

export async function signInState(from: Reader, { id, device, now }: { id: Id; device: Id; now: Instant }): Promise<SignInState | null> {
  const { rows } = await from.query<SignInState>(
    `select case when s.ended_at is null and s.token_expires_at > $3 and ${stillActs('$4')} then 'open' else 'ended' end as state,
       case when s.ended_at is null and not ${stillActs('$4')} then 'representation_over' else s.ended_why end as why
     from ${withRepresentation} where s.id = $1 and s.device = $2`,
    [id, device, timestamp(now), dayOf(now)],
  );
  return rows[0] ?? null;
}

/** Use keeps a token alive, in steps of a minute so that reading does not write each time. */
export async function prolong(pool: pg.Pool, signIn: SignIn, now: Instant): Promise<void> {
  const until = Math.min(signIn.endsAt, now + tokenSeconds * 1000);
  if (until - signIn.expiresAt < 60_000) return;
  await inTransaction(pool, (tx) =>
    tx.query('update sign_in set token_expires_at = $2 where id = $1 and ended_at is null', [signIn.id, timestamp(until)]),
  );
}

export async function endSignIn(tx: Tx, id: Id, now: Instant): Promise<void> {
  await tx.query('update sign_in set ended_at = $2 where id = $1 and ended_at is null', [id, timestamp(now)]);
}

export async function endSignInsOfDevice(tx: Tx, device: Id, now: Instant): Promise<void> {
  await tx.query('update sign_in set ended_at = $2 where device = $1 and ended_at is null', [device, timestamp(now)]);
}

/** On every device at once, after a new password. */
export async function endSignInsOfAccount(tx: Tx, account: Id, now: Instant): Promise<void> {
  await tx.query(`update sign_in set ended_at = $2, ended_why = 'password_changed' where account = $1 and ended_at is null`, [account, timestamp(now)]);
  tx.announce();
}
