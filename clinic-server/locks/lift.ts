import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { forgetFailures } from './failureStore.ts';
import { audit } from './identityAudit.ts';

/** A registrar's look at a document opens the way for that day, not for ever. */
const documentHours = 24;

async function lift(tx: Tx, accountId: Id, by: 'link' | 'esia', now: Instant): Promise<void> {
  const { rows } = await tx.query<{ patient: Id }>('update account set locked_at = null where id = $1 and locked_at is not null returning patient', [accountId]);
  const patient = rows[0]?.patient;
  if (patient === undefined) return;
  await tx.query('update account_lock set lifted_at = $2, lifted_by = $3 where account = $1 and lifted_at is null', [accountId, timestamp(now), by]);
  await audit(tx, { action: 'lifted', patient, account: accountId, now });
  // Nothing is left to decide once no account of the person is closed.
  await tx.query(
    `update identity_case set decided_at = $2, decision = 'lifted' where kind = 'lock' and patient = $1 and decided_at is null
     and not exists (select from account a where a.patient = $1 and a.locked_at is not null)`,
    [patient, timestamp(now)],
  );
}

/** Row R6: the password was changed through the link in the owner's own letter. */
export async function liftByLink(tx: Tx, accountId: Id, now: Instant): Promise<void> {
  await lift(tx, accountId, 'link', now);
  // What others typed before must not close the door again at the next slip.
  const { rows } = await tx.query<{ login: string }>('select a.login from account a where a.id = $1 and a.login is not null', [accountId]);
  if (rows[0]) await forgetFailures(tx, rows[0].login);
}

/**
 * Row R6: who has no e-mail here leaves a lock by a sign-in at Gosuslugi begun after a registrar has seen a document. True: the account is
 * open now. Whoever has a password leaves by the letter only: Gosuslugi says nothing about who learned it.
 */
export async function liftAfterEsia(tx: Tx, accountId: Id, { now, begunAt }: { readonly now: Instant; readonly begunAt: Instant }): Promise<boolean> {
  const { rows } = await tx.query(
    `select l.id from account a join account_lock l on l.account = a.id and l.lifted_at is null
     where a.id = $1 and a.login is null and l.document_seen_at > $2 and l.document_seen_at <= $3 for update of a`,
    [accountId, timestamp(now - documentHours * 3_600_000), timestamp(begunAt)],
  );
  if (rows.length === 0) return false;
  await lift(tx, accountId, 'esia', now);
  return true;
}
