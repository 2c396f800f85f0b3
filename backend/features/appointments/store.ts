import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

/** What a visit takes from FHIR Appointment.status; the other codes are folded into these by the rules. */
export type ServerStatus = 'proposed' | 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow';

export interface AppointmentRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly number: string;
  readonly queueNumber: string | null;
  readonly status: ServerStatus;
  readonly roleId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly kopecks: Kopecks | null;
  readonly cancelReason: string | null;
}

export function listAppointments(db: ReadDb, patientId: Id): AppointmentRow[] {
  return db.all<AppointmentRow>(
    /* sql */ `
    SELECT id, patient_id AS patientId, appointment.number, status, role_id AS roleId, starts_at AS startsAt, ends_at AS endsAt,
      kopecks, cancel_reason AS cancelReason, queue.number AS queueNumber
    FROM appointment LEFT JOIN queue_number AS queue ON queue.appointment_id = appointment.id WHERE patient_id = $patientId ORDER BY starts_at, id`,
    { patientId },
  );
}

export function saveAppointment(tx: WriteTx, { queueNumber, ...appointment }: AppointmentRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO appointment (id, patient_id, number, status, role_id, starts_at, ends_at, kopecks, cancel_reason)
    VALUES ($id, $patientId, $number, $status, $roleId, $startsAt, $endsAt, $kopecks, $cancelReason)
    ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, number = $number, status = $status, role_id = $roleId,
      starts_at = $startsAt, ends_at = $endsAt, kopecks = $kopecks, cancel_reason = $cancelReason`,
    { ...appointment },
  );
  tx.run('DELETE FROM queue_number WHERE appointment_id = $id', { id: appointment.id });
  if (queueNumber !== null) tx.run('INSERT INTO queue_number (appointment_id, number) VALUES ($id, $queueNumber)', { id: appointment.id, queueNumber });
}

export function removeAppointment(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM appointment WHERE id = $id', { id });
  tx.run('DELETE FROM queue_number WHERE appointment_id = $id', { id });
}

/** Whether this patient's records are here: on a kiosk only those of the one who is signed in are. */
export function hasPatient(db: ReadDb, patientId: Id): boolean {
  return db.get('SELECT 1 FROM patient WHERE id = $patientId', { patientId }) !== undefined;
}

export interface VisitPlaceRow {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly specialityRu: string;
  readonly specialityEn: string | null;
  readonly categoryRu: string | null;
  readonly categoryEn: string | null;
  readonly officeRu: string | null;
  readonly officeEn: string | null;
  readonly addressRu: string | null;
  readonly addressEn: string | null;
  readonly roomRu: string | null;
  readonly roomEn: string | null;
  readonly floor: number | null;
}

/** Doctor, office and room of a role, also of one that has been retired. */
export function findVisitPlace(db: ReadDb, roleId: Id): VisitPlaceRow | undefined {
  return db.get<VisitPlaceRow>(
    /* sql */ `
    SELECT person.family, person.given, person.patronymic, role.speciality_ru AS specialityRu, role.speciality_en AS specialityEn,
      person.category_ru AS categoryRu, person.category_en AS categoryEn, office.name_ru AS officeRu, office.name_en AS officeEn,
      office.address_ru AS addressRu, office.address_en AS addressEn, room.name_ru AS roomRu, room.name_en AS roomEn, room.floor
    FROM practitioner_role AS role
    JOIN practitioner AS person ON person.id = role.practitioner_id
    LEFT JOIN place AS office ON office.id = role.office_id
    LEFT JOIN place AS room ON room.id = role.room_id
    WHERE role.id = $roleId`,
    { roleId },
  );
}

export interface SlotRow {
  readonly slotId: Id;
  readonly roleId: Id;
  /** FHIR Slot.status. */
  readonly status: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly scheduleActive: number;
  /** Another command of this device waits for the server's answer about this time. */
  readonly askedFor: number;
  readonly serviceCode: string | null;
  /** First-visit price in force at `now`. */
  readonly kopecks: Kopecks | null;
}

export function findSlot(db: ReadDb, wanted: { readonly slotId: Id; readonly now: Instant }): SlotRow | undefined {
  return db.get<SlotRow>(
    /* sql */ `
    SELECT slot.id AS slotId, schedule.role_id AS roleId, slot.status, slot.starts_at AS startsAt, slot.ends_at AS endsAt,
      schedule.active AS scheduleActive, service.code AS serviceCode,
      EXISTS (SELECT 1 FROM open_visit_request AS request WHERE request.slot_id = slot.id) AS askedFor,
      (SELECT price.kopecks FROM price WHERE price.code = service.code AND price.active = 1
        AND price.starts_at <= $now AND (price.ends_at IS NULL OR price.ends_at > $now)
        ORDER BY price.starts_at DESC LIMIT 1) AS kopecks
    FROM slot JOIN schedule ON schedule.id = slot.schedule_id
    LEFT JOIN practitioner_role AS role ON role.id = schedule.role_id
    LEFT JOIN healthcare_service AS service ON service.id = role.service_id
    WHERE slot.id = $slotId`,
    { ...wanted },
  );
}

/** The server has just said that it is taken; its own row of the slot comes with the next pull. */
export function markBusy(tx: WriteTx, slotId: Id): void {
  tx.run(`UPDATE slot SET status = 'busy' WHERE id = $slotId`, { slotId });
}
