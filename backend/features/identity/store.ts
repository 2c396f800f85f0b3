import type { Id } from '../../../shared/lib/ids.ts';
import type { MoscowDay } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface PatientRow {
  readonly id: Id;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly birthDate: MoscowDay;
  readonly phone: string | null;
}

export function findPatient(db: ReadDb, id: Id): PatientRow | undefined {
  return db.get<PatientRow>('SELECT id, family, given, patronymic, birth_date AS birthDate, phone FROM patient WHERE id = $id', { id });
}

export function savePatient(tx: WriteTx, patient: PatientRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO patient (id, family, given, patronymic, birth_date, phone) VALUES ($id, $family, $given, $patronymic, $birthDate, $phone)
    ON CONFLICT (id) DO UPDATE SET family = $family, given = $given, patronymic = $patronymic, birth_date = $birthDate, phone = $phone`,
    { ...patient },
  );
}

export function removePatient(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM patient WHERE id = $id', { id });
}
