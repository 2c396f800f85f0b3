import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { timestamp } from '../db/timestamp.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { hashOf } from '../devices/secrets.ts';
import { windowSeconds, type Failure } from './suspicion.ts';

const subjectOf = (login: string): Buffer => hashOf(`failed ${login}`);
export const subjectNamed = (login: string): string => subjectOf(login).toString('hex');

const since = (now: Instant): string => timestamp(now - windowSeconds * 1000);

/** Writes a failure down and reads all that may speak about this account and its devices. The throttle bounds how many there can be. */
export async function addFailure(tx: Tx, { login, device, now }: { login: string; device: Id; now: Instant }): Promise<readonly Failure[]> {
  const subject = subjectOf(login);
  // One after the other for one account: two failures at one moment would each see too few.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('failed ' || $1, 0))`, [subject.toString('hex')]);
  await tx.query('insert into sign_in_failure (subject, device, failed_at) values ($1, $2, $3)', [subject, device, timestamp(now)]);
  const { rows } = await tx.query<Failure>(
    `select encode(f.subject, 'hex') as subject, f.device from sign_in_failure f
     where f.failed_at > $2 and f.device in (select o.device from sign_in_failure o where o.subject = $1 and o.failed_at > $2)`,
    [subject, since(now)],
  );
  return rows;
}

export async function failuresOfDevice(from: Reader, device: Id, now: Instant): Promise<readonly Failure[]> {
  const { rows } = await from.query<Failure>(`select encode(f.subject, 'hex') as subject, f.device from sign_in_failure f where f.device = $1 and f.failed_at > $2`, [device, since(now)]);
  return rows;
}

/** The owner was there: what was mistyped before is no suspicion any more. */
export async function forgetFailures(tx: Tx, login: string): Promise<void> {
  await tx.query('delete from sign_in_failure where subject = $1', [subjectOf(login)]);
}

export async function forgetOldFailures(tx: Tx, now: Instant): Promise<void> {
  await tx.query('delete from sign_in_failure where failed_at < $1', [since(now)]);
}
