import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';

/** L3: the file of a released report of this patient, with the hash its bytes must have. One that came without a hash is nobody's to show. */
export function findReportFile(db: ReadDb, patientId: Id, binaryId: Id): { readonly binaryId: Id; readonly sha256: string } | undefined {
  return db.get<{ binaryId: Id; sha256: string }>(
    'SELECT paper_id AS binaryId, paper_sha256 AS sha256 FROM diagnostic_report WHERE patient_id = $patientId AND paper_id = $binaryId AND paper_sha256 IS NOT NULL',
    { patientId, binaryId },
  );
}
