import type { DocumentKind } from '../../../shared/lib/clinicDocument.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface DocumentRow {
  readonly id: Id;
  readonly kind: DocumentKind;
  readonly version: string;
  readonly effectiveAt: Instant;
  readonly textRu: string;
  readonly textEn: string | null;
}

/** As the server has it. Personal: on a kiosk in memory. */
export interface ConsentRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly kind: DocumentKind;
  readonly version: string;
  readonly active: 0 | 1;
  readonly acceptedAt: Instant;
  /** JSON list of purpose codes. */
  readonly denied: string;
}

const columns = 'id, kind, version, effective_at AS effectiveAt, text_ru AS textRu, text_en AS textEn';

/** The newest first. */
export function listDocuments(db: ReadDb): DocumentRow[] {
  return db.all<DocumentRow>(`SELECT ${columns} FROM clinic_document ORDER BY effective_at DESC, id`);
}

export function findDocument(db: ReadDb, id: Id): DocumentRow | undefined {
  return db.get<DocumentRow>(`SELECT ${columns} FROM clinic_document WHERE id = $id`, { id });
}

export function saveDocument(tx: WriteTx, row: DocumentRow): void {
  tx.run(
    /* sql */ `INSERT INTO clinic_document (id, kind, version, effective_at, text_ru, text_en) VALUES ($id, $kind, $version, $effectiveAt, $textRu, $textEn)
      ON CONFLICT (id) DO UPDATE SET kind = $kind, version = $version, effective_at = $effectiveAt, text_ru = $textRu, text_en = $textEn`,
    { ...row },
  );
}

export function removeDocument(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM clinic_document WHERE id = $id', { id });
}

/** The newest of each kind first. */
export function listConsents(db: ReadDb, patientId: Id): ConsentRow[] {
  return db.all<ConsentRow>(
    /* sql */ `SELECT id, patient_id AS patientId, kind, version, active, accepted_at AS acceptedAt, denied
      FROM consent_given WHERE patient_id = $patientId ORDER BY accepted_at DESC, active DESC, id`,
    { patientId },
  );
}

export function saveConsent(tx: WriteTx, row: ConsentRow): void {
  tx.run(
    /* sql */ `INSERT INTO consent_given (id, patient_id, kind, version, active, accepted_at, denied) VALUES ($id, $patientId, $kind, $version, $active, $acceptedAt, $denied)
      ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, kind = $kind, version = $version, active = $active, accepted_at = $acceptedAt, denied = $denied`,
    { ...row },
  );
}

export function removeConsent(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM consent_given WHERE id = $id', { id });
}

export interface UnsettledRow {
  readonly channel: 'documents.accept' | 'documents.withdraw';
  readonly input: string;
  readonly output: string;
}

/** What this patient has signed or withdrawn here and the server has not answered for, the oldest first. */
export function listUnsettled(db: ReadDb, patientId: Id): UnsettledRow[] {
  return db.all<UnsettledRow>(
    /* sql */ `SELECT channel, input, output FROM outbox
      WHERE patient_id = $patientId AND state IN ('queued', 'sent', 'aside') AND channel IN ('documents.accept', 'documents.withdraw') ORDER BY position`,
    { patientId },
  );
}
