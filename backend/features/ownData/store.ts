import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb } from '../../db/types.ts';

export interface Held {
  readonly visits: number;
  readonly results: number;
  readonly orders: number;
  readonly signed: number;
}

/** How much of each kind the record on this device holds. */
export function countHeld(db: ReadDb, patientId: Id): Held {
  const counted = db.get<Held>(
    `SELECT (SELECT count(*) FROM appointment WHERE patient_id = $patientId) AS visits, (SELECT count(*) FROM diagnostic_report WHERE patient_id = $patientId) AS results,
       (SELECT count(DISTINCT order_id) FROM service_request WHERE patient_id = $patientId) AS orders, (SELECT count(*) FROM consent_given WHERE patient_id = $patientId) AS signed`,
    { patientId },
  );
  return counted ?? { visits: 0, results: 0, orders: 0, signed: 0 };
}
