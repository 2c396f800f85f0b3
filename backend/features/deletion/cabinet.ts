import type { Deletable, DeletionCounts, DeletionKind } from '../../../shared/features/deletion.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';

/** One thing in the cabinet that can be deleted as a whole. */
export interface Thing {
  readonly kind: DeletionKind;
  readonly id: Id;
  /** Still to come: the clinic expects the patient, or works for them. To be cancelled first. */
  readonly ahead: boolean;
  /** `Type/id` of the rows that make it up. */
  readonly rows: readonly string[];
}

export const noCounts: DeletionCounts = { visits: 0, results: 0, orders: 0, waiting: 0 };

/** Everything of the record on this device, as the server has it. What this device has only asked for is not there to be deleted. */
export function listThings(db: ReadDb, patientId: Id, now: Instant): Thing[] {
  const visits = db.all<{ id: Id; ahead: 0 | 1; belongs: string }>(
    `SELECT visit.id, visit.status NOT IN ('cancelled', 'noshow', 'fulfilled') AND visit.ends_at > $now AS ahead,
       (SELECT json_group_array(row) FROM (
         SELECT 'Encounter/' || id AS row FROM encounter WHERE appointment_id = visit.id
         UNION ALL SELECT 'ChargeItem/' || item.id FROM charge_item AS item JOIN encounter ON encounter.id = item.encounter_id WHERE encounter.appointment_id = visit.id
         UNION ALL SELECT 'DocumentReference/' || paper.id FROM visit_document AS paper JOIN encounter ON encounter.id = paper.encounter_id WHERE encounter.appointment_id = visit.id)) AS belongs
     FROM appointment AS visit WHERE visit.patient_id = $patientId ORDER BY visit.starts_at, visit.id`,
    { patientId, now },
  );
  // A wish that is over is not kept here; one that stands is to be left first.
  const wishes = db.all<{ id: Id }>('SELECT id FROM waiting_entry WHERE patient_id = $patientId ORDER BY joined_at, id', { patientId });
  const results = db.all<{ id: Id }>('SELECT id FROM diagnostic_report WHERE patient_id = $patientId ORDER BY released_at, id', { patientId });
  const orders = db.all<{ id: Id; ahead: 0 | 1; lines: string }>(
    `SELECT order_id AS id, max(state NOT IN ('done', 'cancelled')) AS ahead, json_group_array('ServiceRequest/' || id) AS lines
     FROM service_request WHERE patient_id = $patientId GROUP BY order_id ORDER BY min(authored_at), order_id`,
    { patientId },
  );
  return [
    ...visits.map(({ id, ahead, belongs }): Thing => ({ kind: 'visits', id, ahead: ahead === 1, rows: [`Appointment/${id}`, ...(JSON.parse(belongs) as string[])] })),
    ...wishes.map(({ id }): Thing => ({ kind: 'waiting', id, ahead: true, rows: [] })),
    ...results.map(({ id }): Thing => ({ kind: 'results', id, ahead: false, rows: [`DiagnosticReport/${id}`] })),
    ...orders.map(({ id, ahead, lines }): Thing => ({ kind: 'orders', id, ahead: ahead === 1, rows: JSON.parse(lines) as string[] })),
  ];
}

export function chosen(things: readonly Thing[], of: Deletable): Thing[] {
  switch (of.scope) {
    case 'all':
      return [...things];
    case 'kind':
      return things.filter(({ kind }) => kind === of.kind);
    case 'item':
      return things.filter(({ kind, id }) => kind === of.kind && id === of.itemId);
  }
}

export function countThings(things: readonly Thing[]): DeletionCounts {
  const counts = { ...noCounts };
  for (const { kind } of things) counts[kind] += 1;
  return counts;
}

/** What was signed is kept whatever is deleted: it proves what the clinic may do. */
export function countSigned(db: ReadDb, patientId: Id): number {
  return db.get<{ signed: number }>('SELECT count(*) AS signed FROM consent_given WHERE patient_id = $patientId', { patientId })?.signed ?? 0;
}
