import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import { tellOwner } from '../mail/tellOwner.ts';
import { audit } from './identityAudit.ts';

export interface Lock {
  readonly patientId: Id;
  /** A registrar, with the reason in their own words; or the rule, which needs none. */
  readonly by: { readonly staffId: Id; readonly reason: string } | 'rule';
}

export interface Locked {
  readonly caseId: Id;
  readonly accounts: number;
  /** Where the person was signed in a moment ago. */
  readonly devices: readonly Id[];
}

/** One open case a person: the registrar works people, not sign-ins. */
async function openCase(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, { patientId, by }: Lock): Promise<Id> {
  const { rows } = await tx.query<{ id: Id }>(`select c.id from identity_case c where c.kind = 'lock' and c.patient = $1 and c.decided_at is null`, [patientId]);
  if (rows[0]) return rows[0].id;
  const id = parts.newId();
  const detail = by === 'rule' ? { why: 'rule', rule: 'failures_on_several_devices' } : { why: 'registrar', reason: by.reason, staff: by.staffId };
  await tx.query(`insert into identity_case (id, kind, patient, detail, opened_at) values ($1, 'lock', $2, $3::jsonb, $4)`, [id, patientId, JSON.stringify(detail), timestamp(parts.now())]);
  return id;
}

/**
 * Row R6. Closes every account of a person, ends what is open under them on every device, and asks a registrar to look. One transaction,
 * so nobody is locked and still signed in. Null: the person has no account.
 */
export async function lockPerson(tx: Tx, parts: Pick<ServerParts, 'config' | 'newId' | 'now'>, lock: Lock): Promise<Locked | null> {
  const { patientId, by } = lock;
  const now = parts.now();
  const staff = by === 'rule' ? null : by.staffId;
  // In one order and before anything else: a sign-in that is being opened waits for this, or this for it.
  const { rows: accounts } = await tx.query<{ id: Id; login: string | null }>('select a.id, a.login from account a where a.patient = $1 and a.closed_at is null order by a.id for update', [patientId]);
  if (accounts.length === 0) return null;
  const caseId = await openCase(tx, parts, lock);
  for (const { id, login } of accounts) {
    await tx.query('update account set locked_at = coalesce(locked_at, $2) where id = $1', [id, timestamp(now)]);
    const { count } = await tx.query('insert into account_lock (id, account, why, reason, staff, locked_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing', [
      parts.newId(), id, staff === null ? 'rule' : 'registrar', by === 'rule' ? null : by.reason, staff, timestamp(now),
    ]);
    // One letter a lock: whoever goes on guessing at a closed account must not fill its owner's mailbox.
    if (count === 1 && login !== null) await tellOwner(tx, parts, { to: login, kind: parts.config.policy.esia === 'required' ? 'lockedEsia' : 'locked' });
    await audit(tx, { action: 'locked', patient: patientId, account: id, caseId, now, ...(staff === null ? {} : { staff }) });
  }
  // Whoever they act for at this moment, it is they who are signed in.
  const { rows: open } = await tx.query<{ device: Id }>(
    `update sign_in set ended_at = $2, ended_why = $3
     where (patient = $1 or representation in (select p.id from representation p where p.representative = $1)) and ended_at is null returning device`,
    [patientId, timestamp(now), staff === null ? 'locked_by_rule' : 'locked'],
  );
  // A code somebody was given yesterday is a way in as well.
  await tx.query('delete from one_visit_code where patient = $1 and used_at is null', [patientId]);
  tx.announce();
  return { caseId, accounts: accounts.length, devices: [...new Set(open.map(({ device }) => device))] };
}
