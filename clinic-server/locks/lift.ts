import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import { tellOwner } from '../mail/tellOwner.ts';
import { forgetFailures } from './failureStore.ts';
import { audit } from './identityAudit.ts';

/** A registrar's look at a document opens the way for that day, not for ever. */
const documentHours = 24;

/** False: it was not locked. */
async function lift(tx: Tx, accountId: Id, by: 'link' | 'esia', { now: clock }: Pick<ServerParts, 'now'>): Promise<boolean> {
  const now = clock();
  const { rows } = await tx.query<{ patient: Id }>('update account set locked_at = null where id = $1 and locked_at is not null returning patient', [accountId]);
  const patient = rows[0]?.patient;
  if (patient === undefined) return false;
  await tx.query('update account_lock set lifted_at = $2, lifted_by = $3 where account = $1 and lifted_at is null', [accountId, timestamp(now), by]);
  await audit(tx, { action: 'lifted', patient, account: accountId, now });
  // Nothing is left to decide once no account of the person is closed.
  await tx.query(
    `update identity_case set decided_at = $2, decision = 'lifted' where kind = 'lock' and patient = $1 and decided_at is null
     and not exists (select from account a where a.patient = $1 and a.locked_at is not null)`,
    [patient, timestamp(now)],
  );
  return true;
}

/** Row R6: the password was changed through the link in the owner's own letter. True: it had been locked. */
export async function liftByLink(tx: Tx, parts: Pick<ServerParts, 'now'>, accountId: Id): Promise<boolean> {
  const wasLocked = await lift(tx, accountId, 'link', parts);
  // What others typed before must not close the door again at the next slip.
  const { rows } = await tx.query<{ login: string }>('select a.login from account a where a.id = $1 and a.login is not null', [accountId]);
  if (rows[0]) await forgetFailures(tx, rows[0].login);
  return wasLocked;
}

/**
 * Row R6: who has no e-mail here leaves a lock by a sign-in at Gosuslugi begun after a registrar has seen a document. True: the account is
 * open now. Whoever has a password leaves by the letter only: Gosuslugi says nothing about who learned it. Where Gosuslugi is the only
 * way in there is no such letter; the password dies instead, so that whoever learned it has nothing if the clinic allows passwords again.
 */
export async function liftAfterEsia(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, { accountId, begunAt }: { readonly accountId: Id; readonly begunAt: Instant }): Promise<boolean> {
  const onlyEsia = parts.config.policy.esia === 'required';
  const { rows } = await tx.query<{ login: string | null }>(
    `select a.login from account a join account_lock l on l.account = a.id and l.lifted_at is null
     where a.id = $1 and (a.login is null or $4) and l.document_seen_at > $2 and l.document_seen_at <= $3 for update of a`,
    [accountId, timestamp(parts.now() - documentHours * 3_600_000), timestamp(begunAt), onlyEsia],
  );
  const found = rows[0];
  if (!found) return false;
  await tx.query('update account set password_hash = null where id = $1', [accountId]);
  await lift(tx, accountId, 'esia', parts);
  if (found.login !== null) await tellOwner(tx, parts, { to: found.login, kind: 'opened' });
  return true;
}
