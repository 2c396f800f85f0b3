import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { LocalText } from '../../../shared/lib/localText.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

/** Personal rows: on a kiosk in memory. */
export interface EncounterRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly appointmentId: Id;
  readonly beganAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly roleId: Id | null;
}

export interface ChargeRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly encounterId: Id;
  /** Of the national nomenclature; null: another code, or none. */
  readonly code: string | null;
  readonly name: LocalText;
  readonly quantity: string | null;
  readonly kopecks: Kopecks | null;
}

export interface DocumentRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly encounterId: Id;
  readonly title: LocalText;
  readonly at: Instant | null;
  readonly binaryId: Id | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** The earliest first. */
export function listEncounters(db: ReadDb, patientId: Id, appointmentId: Id): EncounterRow[] {
  return db.all<EncounterRow>(
    /* sql */ `SELECT id, patient_id AS patientId, appointment_id AS appointmentId, began_at AS beganAt, ended_at AS endedAt, role_id AS roleId
      FROM encounter WHERE patient_id = $patientId AND appointment_id = $appointmentId ORDER BY began_at, id`,
    { patientId, appointmentId },
  );
}

/** The doctor's reception first (section B of the nomenclature), then what was done there, the dearest first. */
export function listCharges(db: ReadDb, patientId: Id, appointmentId: Id): ChargeRow[] {
  return db
    .all<Omit<ChargeRow, 'name'> & { nameRu: string; nameEn: string | null }>(
      /* sql */ `SELECT charge.id, charge.patient_id AS patientId, charge.encounter_id AS encounterId, charge.code, charge.name_ru AS nameRu, charge.name_en AS nameEn, charge.quantity, charge.kopecks
        FROM encounter JOIN charge_item AS charge ON charge.encounter_id = encounter.id AND charge.patient_id = encounter.patient_id
        WHERE encounter.patient_id = $patientId AND encounter.appointment_id = $appointmentId
        ORDER BY encounter.began_at, encounter.id, (charge.code LIKE 'B%') DESC, charge.kopecks DESC, charge.name_ru, charge.id`,
      { patientId, appointmentId },
    )
    .map(({ nameRu, nameEn, ...rest }) => ({ ...rest, name: { ru: nameRu, en: nameEn } }));
}

/** The newest first. */
export function listDocuments(db: ReadDb, patientId: Id, appointmentId: Id): DocumentRow[] {
  return db
    .all<Omit<DocumentRow, 'title'> & { titleRu: string; titleEn: string | null }>(
      /* sql */ `SELECT document.id, document.patient_id AS patientId, document.encounter_id AS encounterId, document.title_ru AS titleRu, document.title_en AS titleEn, document.at,
          document.binary_id AS binaryId, document.bytes, document.sha256
        FROM encounter JOIN visit_document AS document ON document.encounter_id = encounter.id AND document.patient_id = encounter.patient_id
        WHERE encounter.patient_id = $patientId AND encounter.appointment_id = $appointmentId ORDER BY document.at DESC, document.id`,
      { patientId, appointmentId },
    )
    .map(({ titleRu, titleEn, ...rest }) => ({ ...rest, title: { ru: titleRu, en: titleEn } }));
}

export function listReportIds(db: ReadDb, patientId: Id, appointmentId: Id): Id[] {
  return db
    .all<{ reportId: Id }>(
      /* sql */ `SELECT link.report_id AS reportId FROM encounter JOIN encounter_report AS link ON link.encounter_id = encounter.id AND link.patient_id = encounter.patient_id
        WHERE encounter.patient_id = $patientId AND encounter.appointment_id = $appointmentId ORDER BY link.report_id`,
      { patientId, appointmentId },
    )
    .map(({ reportId }) => reportId);
}

/** Visits whose every price is known; one that is not makes no sum. */
export function listCosts(db: ReadDb, patientId: Id): { appointmentId: Id; total: Kopecks }[] {
  return db.all<{ appointmentId: Id; total: Kopecks }>(
    /* sql */ `SELECT encounter.appointment_id AS appointmentId, sum(charge.kopecks) AS total
      FROM encounter JOIN charge_item AS charge ON charge.encounter_id = encounter.id AND charge.patient_id = encounter.patient_id
      WHERE encounter.patient_id = $patientId GROUP BY encounter.appointment_id HAVING count(*) = count(charge.kopecks) ORDER BY encounter.appointment_id`,
    { patientId },
  );
}

/** A document of a visit of this patient, with the hash its bytes must have. */
export function findVisitFile(db: ReadDb, patientId: Id, binaryId: Id): { readonly binaryId: Id; readonly sha256: string } | undefined {
  return db.get<{ binaryId: Id; sha256: string }>(
    'SELECT binary_id AS binaryId, sha256 FROM visit_document WHERE patient_id = $patientId AND binary_id = $binaryId AND sha256 IS NOT NULL',
    { patientId, binaryId },
  );
}

export function saveEncounter(tx: WriteTx, row: EncounterRow): void {
  tx.run(
    /* sql */ `INSERT INTO encounter (id, patient_id, appointment_id, began_at, ended_at, role_id) VALUES ($id, $patientId, $appointmentId, $beganAt, $endedAt, $roleId)
      ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, appointment_id = $appointmentId, began_at = $beganAt, ended_at = $endedAt, role_id = $roleId`,
    { ...row },
  );
}

export function saveCharge(tx: WriteTx, { name, ...row }: ChargeRow): void {
  tx.run(
    /* sql */ `INSERT INTO charge_item (id, patient_id, encounter_id, code, name_ru, name_en, quantity, kopecks) VALUES ($id, $patientId, $encounterId, $code, $nameRu, $nameEn, $quantity, $kopecks)
      ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, encounter_id = $encounterId, code = $code, name_ru = $nameRu, name_en = $nameEn, quantity = $quantity, kopecks = $kopecks`,
    { ...row, nameRu: name.ru, nameEn: name.en },
  );
}

export function saveDocument(tx: WriteTx, { title, ...row }: DocumentRow): void {
  tx.run(
    /* sql */ `INSERT INTO visit_document (id, patient_id, encounter_id, title_ru, title_en, at, binary_id, bytes, sha256)
      VALUES ($id, $patientId, $encounterId, $titleRu, $titleEn, $at, $binaryId, $bytes, $sha256)
      ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, encounter_id = $encounterId, title_ru = $titleRu, title_en = $titleEn, at = $at, binary_id = $binaryId, bytes = $bytes, sha256 = $sha256`,
    { ...row, titleRu: title.ru, titleEn: title.en },
  );
}

export function saveLink(tx: WriteTx, link: { readonly reportId: Id; readonly patientId: Id; readonly encounterId: Id }): void {
  tx.run(
    /* sql */ `INSERT INTO encounter_report (report_id, patient_id, encounter_id) VALUES ($reportId, $patientId, $encounterId)
      ON CONFLICT (report_id) DO UPDATE SET patient_id = $patientId, encounter_id = $encounterId`,
    link,
  );
}

export function removeEncounter(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM encounter WHERE id = $id', { id });
}

export function removeCharge(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM charge_item WHERE id = $id', { id });
}

export function removeDocument(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM visit_document WHERE id = $id', { id });
}

export function removeLink(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM encounter_report WHERE report_id = $id', { id });
}
