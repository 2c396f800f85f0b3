import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';

/** What the owner of an account did themself (R11). */
type OwnAct = 'password_changed' | 'phone_changed' | 'email_change_begun' | 'email_changed' | 'sign_ins_ended' | 'account_closed';

interface Act {
  readonly action: OwnAct | 'locked' | 'lifted' | 'document_seen' | 'case_decided' | 'device_suspected' | 'esia_linked' | 'patient_found' | 'paper_signed'
    | 'staff_password_reset' | 'notice_published' | 'notice_ended'
    | 'items_erased' | 'receipt_seen' | 'restore_opened' | 'application_seen' | 'restore_confirmed' | 'restore_refused'
    | 'representative_granted' | 'representative_revoked' | 'representatives_seen' | 'acts_for' | 'acting_ended'
    | 'conflict_opened' | 'conflict_decided' | 'conflict_undone'
    | 'device_revoked' | 'device_cloned' | 'device_excluded';
  readonly staff?: Id;
  readonly device?: Id;
  readonly patient?: Id;
  readonly account?: Id;
  readonly caseId?: Id;
  /** R10: who acts, or may act, for the patient. */
  readonly representative?: Id;
  readonly representation?: Id;
  /** R9: the colleague it was done to. */
  readonly aboutStaff?: Id;
  /** D5. */
  readonly notice?: Id;
  readonly now: Instant;
}

/** In the transaction of what it tells of: there is no act without its row and no row without its act. Ids only, no names. */
export async function audit(tx: Tx, { action, staff, device, patient, account, caseId, representative, representation, aboutStaff, notice, now }: Act): Promise<void> {
  await tx.query('insert into identity_audit (at, action, staff, device, patient, account, case_id, representative, representation, about_staff, notice) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    timestamp(now), action, staff ?? null, device ?? null, patient ?? null, account ?? null, caseId ?? null, representative ?? null, representation ?? null, aboutStaff ?? null, notice ?? null,
  ]);
}
