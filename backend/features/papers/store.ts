import type { DocumentKind } from '../../../shared/lib/clinicDocument.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

/** A file as the patient's record names it: what the server sends must be exactly this. */
export interface NamedFile {
  readonly binaryId: Id;
  readonly sha256: string;
}

/** A signed document's copy. Personal: on a kiosk in memory. */
export interface PaperRow extends NamedFile {
  /** Of the DocumentReference. */
  readonly id: Id;
  readonly patientId: Id;
  readonly kind: DocumentKind;
  readonly version: string;
  readonly title: string;
  readonly language: 'ru' | 'en';
  readonly signedAt: Instant;
}

const columns = 'id, patient_id AS patientId, binary_id AS binaryId, sha256, kind, version, title, language, signed_at AS signedAt';

/** The newest first. */
export function listPapers(db: ReadDb, patientId: Id): PaperRow[] {
  return db.all<PaperRow>(`SELECT ${columns} FROM paper WHERE patient_id = $patientId ORDER BY signed_at DESC, id`, { patientId });
}

export function findPaper(db: ReadDb, patientId: Id, binaryId: Id): PaperRow | undefined {
  return db.get<PaperRow>(`SELECT ${columns} FROM paper WHERE patient_id = $patientId AND binary_id = $binaryId`, { patientId, binaryId });
}

export function savePaper(tx: WriteTx, row: PaperRow): void {
  tx.run(
    /* sql */ `INSERT INTO paper (id, patient_id, binary_id, sha256, kind, version, title, language, signed_at)
      VALUES ($id, $patientId, $binaryId, $sha256, $kind, $version, $title, $language, $signedAt)
      ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, binary_id = $binaryId, sha256 = $sha256, kind = $kind, version = $version, title = $title, language = $language, signed_at = $signedAt`,
    { ...row },
  );
}

export function removePaper(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM paper WHERE id = $id', { id });
}
