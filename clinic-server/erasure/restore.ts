import type { Patient } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { violatedConstraint, type Reader, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { audit } from '../locks/identityAudit.ts';
import { maskedPerson } from '../staff/masked.ts';
import { postgresSlotStore } from '../scheduling/postgresSlotStore.ts';
import { takeTurn } from './erase.ts';
import { findReceipt, type Receipt } from './receipts.ts';
import type { Scan } from './scan.ts';

export interface Desk {
  readonly staffId: Id;
  readonly deviceId: Id;
}

/** A receipt as a desk sees it: whose it is as far as a document in hand can be compared, how much went, and never what. */
export async function shownReceipt(from: Reader, { patient, ...receipt }: Receipt): Promise<object> {
  const { rows } = await from.query<{ content: Patient }>(`select r.content from resource r where r.type = 'Patient' and r.id = $1`, [patient]);
  const { family = '', given = [] } = rows[0]?.content.name?.[0] ?? {};
  const { rows: open } = await from.query<{ caseId: Id }>('select s.case_id as "caseId" from restoration s where s.erasure = $1 and s.decision is null', [receipt.receiptId]);
  return { ...receipt, person: maskedPerson({ family, given, birthDate: rows[0]?.content.birthDate ?? '', phone: '' }), openCase: open[0]?.caseId ?? null };
}

/** D2. The application is on paper, and the person before the desk has shown a document: both are the registrar's word, and stay. */
export async function openRestoration(tx: Tx, { receiptId, scan, caseId }: { readonly receiptId: Id; readonly scan: Scan; readonly caseId: Id }, desk: Desk, now: Instant): Promise<void> {
  const receipt = await findReceipt(tx, receiptId);
  if (!receipt) throw new FhirRefusal(404, 'not_found');
  if (receipt.restoredAt !== null) throw new FhirRefusal(409, 'already_restored');
  await tx.query(`insert into identity_case (id, kind, patient, detail, opened_at) values ($1, 'restore', $2, $3::jsonb, $4)`, [
    caseId, receipt.patient, JSON.stringify({ receiptId, number: receipt.number, staff: desk.staffId }), timestamp(now),
  ]);
  try {
    await tx.query('insert into restoration (case_id, erasure, scan, content_type, opened_by, opened_at) values ($1, $2, $3, $4, $5, $6)', [
      caseId, receiptId, scan.content, scan.contentType, desk.staffId, timestamp(now),
    ]);
  } catch (error) {
    if (violatedConstraint(error) === 'restoration_once') throw new FhirRefusal(409, 'restore_open');
    throw error;
  }
  await audit(tx, { action: 'restore_opened', staff: desk.staffId, device: desk.deviceId, patient: receipt.patient, caseId, now });
}

interface Opened {
  readonly erasure: Id;
  readonly patient: Id;
  readonly openedBy: Id;
  readonly decided: boolean;
}

async function opened(tx: Tx, caseId: Id): Promise<Opened | null> {
  const { rows } = await tx.query<Opened>(
    `select s.erasure, e.patient, s.opened_by as "openedBy", s.decision is not null as decided from restoration s join erasure e on e.id = s.erasure where s.case_id = $1 for update of s`,
    [caseId],
  );
  return rows[0] ?? null;
}

/** By a second person: who opened it cannot be the one who says that it is right. `reason` null: confirmed. */
export async function decideRestoration(tx: Tx, { caseId, reason }: { readonly caseId: Id; readonly reason: string | null }, desk: Desk, now: Instant): Promise<void> {
  const found = await opened(tx, caseId);
  if (!found) throw new FhirRefusal(404, 'not_found');
  if (found.openedBy === desk.staffId) throw new FhirRefusal(403, 'second_person_needed');
  if (found.decided) throw new FhirRefusal(409, 'case_decided');
  const decision = reason === null ? 'confirmed' : 'refused';
  if (reason === null) {
    await postgresSlotStore(tx).lockPatient(found.patient);
    await takeTurn(tx, found.patient);
    await tx.query('update erasure set restored_at = $2 where id = $1', [found.erasure, timestamp(now)]);
    await tx.query('select lift_erasure($1)', [found.erasure]);
    tx.announce();
  }
  await tx.query('update restoration set decided_by = $2, decided_at = $3, decision = $4, reason = $5 where case_id = $1', [caseId, desk.staffId, timestamp(now), decision, reason]);
  await tx.query('update identity_case set decided_at = $2, decision = $3, note = $4, decided_by = $5 where id = $1', [caseId, timestamp(now), decision, reason, desk.staffId]);
  await audit(tx, { action: reason === null ? 'restore_confirmed' : 'restore_refused', staff: desk.staffId, device: desk.deviceId, patient: found.patient, caseId, now });
}

/** The application, for the second person. Whose it was looked at is written before it is shown. */
export async function scanOf(tx: Tx, caseId: Id, desk: Desk, now: Instant): Promise<Scan> {
  const { rows } = await tx.query<Scan & { readonly patient: Id }>(
    `select s.scan as content, s.content_type as "contentType", e.patient from restoration s join erasure e on e.id = s.erasure where s.case_id = $1`,
    [caseId],
  );
  if (!rows[0]) throw new FhirRefusal(404, 'not_found');
  await audit(tx, { action: 'application_seen', staff: desk.staffId, device: desk.deviceId, patient: rows[0].patient, caseId, now });
  return rows[0];
}
