import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import { audit } from './identityAudit.ts';

export type CaseKind = 'duplicate' | 'esia_candidate' | 'esia_conflict' | 'lock' | 'withdrawal' | 'restore';

export interface IdentityCase {
  readonly id: Id;
  readonly kind: CaseKind;
  readonly patient: Id | null;
  readonly otherPatient: Id | null;
  readonly detail: object;
  readonly openedAt: number;
}

/** What may be decided of each. */
export const decisions: Readonly<Record<CaseKind, readonly string[]>> = {
  lock: ['document_seen', 'dismissed'],
  duplicate: ['same_person', 'another_person'],
  esia_candidate: ['done', 'dismissed'],
  esia_conflict: ['done', 'dismissed'],
  withdrawal: ['done', 'dismissed'],
  // By a second member of staff, at its own address.
  restore: [],
};

/** Open cases, newest first; `after`: the last one of the page before. */
export async function openCases(from: Reader, { after, count }: { after: Id | null; count: number }): Promise<readonly IdentityCase[]> {
  const { rows } = await from.query<IdentityCase>(
    `select c.id, c.kind, c.patient, c.other_patient as "otherPatient", c.detail, ${milliseconds('c.opened_at')} as "openedAt" from identity_case c
     where c.decided_at is null and ($1::uuid is null or (c.opened_at, c.id) < (select o.opened_at, o.id from identity_case o where o.id = $1))
     order by c.opened_at desc, c.id desc limit $2`,
    [after, count],
  );
  return rows;
}

/** Locked: two registrars who decide one case at one moment decide it once. */
export async function lockCase(tx: Tx, id: Id): Promise<{ readonly kind: CaseKind; readonly patient: Id | null; readonly decided: boolean } | null> {
  const { rows } = await tx.query<{ kind: CaseKind; patient: Id | null; decided: boolean }>(
    'select c.kind, c.patient, c.decided_at is not null as decided from identity_case c where c.id = $1 for update',
    [id],
  );
  return rows[0] ?? null;
}

export async function decideCase(
  tx: Tx,
  { id, patient, decision, note, staffId, now }: { id: Id; patient: Id | null; decision: string; note: string | null; staffId: Id; now: Instant },
): Promise<void> {
  await tx.query('update identity_case set decided_at = $2, decision = $3, note = $4, decided_by = $5 where id = $1', [id, timestamp(now), decision, note, staffId]);
  const subject = { staff: staffId, caseId: id, now, ...(patient === null ? {} : { patient }) };
  await audit(tx, { action: 'case_decided', ...subject });
  if (decision !== 'document_seen' || patient === null) return;
  await tx.query(
    `update account_lock set document_seen_at = $2 where lifted_at is null and account in (select a.id from account a where a.patient = $1)`,
    [patient, timestamp(now)],
  );
  await audit(tx, { action: 'document_seen', ...subject });
}
