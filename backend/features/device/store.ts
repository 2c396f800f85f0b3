import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';

export interface OfficeRow {
  readonly nameRu: string;
  readonly nameEn: string | null;
  /** JSON of FHIR `Location.hoursOfOperation`. */
  readonly hours: string;
}

export function findOffice(db: ReadDb, officeId: Id): OfficeRow | undefined {
  return db.get<OfficeRow>('SELECT name_ru AS nameRu, name_en AS nameEn, hours FROM place WHERE id = $officeId', { officeId });
}
