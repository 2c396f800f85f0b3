import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface DoctorRow {
  roleId: Id;
  family: string;
  given: string;
  patronymic: string | null;
  speciality: string;
  specialityRu: string;
  specialityEn: string | null;
  categoryRu: string | null;
  categoryEn: string | null;
  officeId: Id;
  officeRu: string | null;
  officeEn: string | null;
  addressRu: string | null;
  addressEn: string | null;
  roomRu: string | null;
  roomEn: string | null;
  floor: number | null;
  firstVisitKopecks: Kopecks | null;
  nextFreeAt: Instant | null;
  folded: string;
}

/** Which free times count: those that begin after `after` and before `before`. */
export interface FreeBetween {
  readonly after: number;
  readonly before: number;
}

// A time asked for here and not yet answered by the server is not free: two patients at one kiosk must not be offered it one after the other.
const doctorColumns = /* sql */ `
  role.id AS roleId, person.family, person.given, person.patronymic,
  role.speciality, role.speciality_ru AS specialityRu, role.speciality_en AS specialityEn,
  person.category_ru AS categoryRu, person.category_en AS categoryEn,
  role.office_id AS officeId, office.name_ru AS officeRu, office.name_en AS officeEn,
  office.address_ru AS addressRu, office.address_en AS addressEn,
  room.name_ru AS roomRu, room.name_en AS roomEn, room.floor,
  person.folded || role.folded AS folded,
  (SELECT price.kopecks FROM healthcare_service JOIN price ON price.code = healthcare_service.code
    WHERE healthcare_service.id = role.service_id AND price.active = 1
      AND price.starts_at <= $now AND (price.ends_at IS NULL OR price.ends_at > $now)
    ORDER BY price.starts_at DESC LIMIT 1) AS firstVisitKopecks,
  (SELECT min((SELECT slot.starts_at FROM slot
      WHERE slot.schedule_id = schedule.id AND slot.status = 'free' AND slot.starts_at > $after AND slot.starts_at < $before
        AND NOT EXISTS (SELECT 1 FROM open_visit_request AS request WHERE request.slot_id = slot.id)
      ORDER BY slot.starts_at LIMIT 1))
    FROM schedule WHERE schedule.role_id = role.id AND schedule.active = 1) AS nextFreeAt`;

const doctorTables = /* sql */ `
  practitioner_role AS role
  JOIN practitioner AS person ON person.id = role.practitioner_id
  LEFT JOIN place AS office ON office.id = role.office_id
  LEFT JOIN place AS room ON room.id = role.room_id`;

export function listDoctors(
  db: ReadDb,
  wanted: FreeBetween & { readonly now: number; readonly speciality: string | null; readonly officeId: Id | null },
): DoctorRow[] {
  const rows = db.all<DoctorRow>(
    /* sql */ `SELECT ${doctorColumns} FROM ${doctorTables}
      WHERE role.active = 1 AND ($speciality IS NULL OR role.speciality = $speciality) AND ($officeId IS NULL OR role.office_id = $officeId)`,
    { ...wanted },
  );
  return withOwnTimes(db, wanted, rows);
}

/** O2. Times that are this device's alone to give out are free here, though the feed calls them taken. Asked apart: most devices have none. */
function withOwnTimes(db: ReadDb, { after, before }: FreeBetween, rows: DoctorRow[]): DoctorRow[] {
  const own = db.all<{ roleId: Id; at: Instant }>(
    /* sql */ `
    SELECT schedule.role_id AS roleId, min(slot.starts_at) AS at
    FROM lease JOIN slot ON slot.id = lease.slot_id AND slot.starts_at = lease.starts_at JOIN schedule ON schedule.id = slot.schedule_id
    WHERE schedule.active = 1 AND slot.status <> 'busy-unavailable' AND slot.starts_at > $after AND slot.starts_at < $before
      AND NOT EXISTS (SELECT 1 FROM open_visit_request AS request WHERE request.slot_id = slot.id)
    GROUP BY schedule.role_id`,
    { after, before },
  );
  if (own.length === 0) return rows;
  const times = new Map(own.map(({ roleId, at }) => [roleId, at]));
  return rows.map((row) => {
    const at = times.get(row.roleId);
    return at === undefined || (row.nextFreeAt !== null && row.nextFreeAt <= at) ? row : { ...row, nextFreeAt: at };
  });
}

export function findDoctor(db: ReadDb, wanted: FreeBetween & { readonly now: number; readonly roleId: Id }): DoctorRow | undefined {
  const row = db.get<DoctorRow>(/* sql */ `SELECT ${doctorColumns} FROM ${doctorTables} WHERE role.active = 1 AND role.id = $roleId`, {
    ...wanted,
  });
  return row && withOwnTimes(db, wanted, [row])[0];
}

export interface ChoiceRow {
  id: string;
  ru: string;
  en: string | null;
  count: number;
}

export function listSpecialities(db: ReadDb): ChoiceRow[] {
  return db.all<ChoiceRow>(/* sql */ `
    SELECT role.speciality AS id, min(role.speciality_ru) AS ru, min(role.speciality_en) AS en, count(*) AS count
    FROM practitioner_role AS role JOIN practitioner AS person ON person.id = role.practitioner_id
    WHERE role.active = 1 GROUP BY role.speciality`);
}

export function listOffices(db: ReadDb): ChoiceRow[] {
  return db.all<ChoiceRow>(/* sql */ `
    SELECT office.id, office.name_ru AS ru, office.name_en AS en, count(*) AS count
    FROM practitioner_role AS role
    JOIN practitioner AS person ON person.id = role.practitioner_id
    JOIN place AS office ON office.id = role.office_id
    WHERE role.active = 1 GROUP BY office.id, office.name_ru, office.name_en`);
}

export interface PlaceRow {
  readonly id: Id;
  readonly kind: 'office' | 'room' | 'other';
  readonly partOf: Id | null;
  readonly nameRu: string;
  readonly nameEn: string | null;
  readonly addressRu: string | null;
  readonly addressEn: string | null;
  readonly floor: number | null;
  /** JSON of FHIR `hoursOfOperation`. */
  readonly hours: string;
}

export function savePlace(tx: WriteTx, place: PlaceRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO place (id, kind, part_of, name_ru, name_en, address_ru, address_en, floor, hours)
    VALUES ($id, $kind, $partOf, $nameRu, $nameEn, $addressRu, $addressEn, $floor, $hours)
    ON CONFLICT (id) DO UPDATE SET kind = $kind, part_of = $partOf, name_ru = $nameRu, name_en = $nameEn,
      address_ru = $addressRu, address_en = $addressEn, floor = $floor, hours = $hours`,
    { ...place },
  );
}

export interface PractitionerRow {
  readonly id: Id;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly categoryRu: string | null;
  readonly categoryEn: string | null;
  readonly folded: string;
}

export function savePractitioner(tx: WriteTx, person: PractitionerRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO practitioner (id, family, given, patronymic, category_ru, category_en, folded)
    VALUES ($id, $family, $given, $patronymic, $categoryRu, $categoryEn, $folded)
    ON CONFLICT (id) DO UPDATE SET family = $family, given = $given, patronymic = $patronymic,
      category_ru = $categoryRu, category_en = $categoryEn, folded = $folded`,
    { ...person },
  );
}

export interface RoleRow {
  readonly id: Id;
  readonly practitionerId: Id;
  readonly active: 0 | 1;
  readonly speciality: string;
  readonly specialityRu: string;
  readonly specialityEn: string | null;
  readonly folded: string;
  readonly officeId: Id;
  readonly roomId: Id | null;
  readonly serviceId: Id | null;
}

export function saveRole(tx: WriteTx, role: RoleRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO practitioner_role (id, practitioner_id, active, speciality, speciality_ru, speciality_en, folded, office_id, room_id, service_id)
    VALUES ($id, $practitionerId, $active, $speciality, $specialityRu, $specialityEn, $folded, $officeId, $roomId, $serviceId)
    ON CONFLICT (id) DO UPDATE SET practitioner_id = $practitionerId, active = $active, speciality = $speciality,
      speciality_ru = $specialityRu, speciality_en = $specialityEn, folded = $folded, office_id = $officeId, room_id = $roomId, service_id = $serviceId`,
    { ...role },
  );
}

export function retireRole(tx: WriteTx, id: Id): void {
  tx.run('UPDATE practitioner_role SET active = 0 WHERE id = $id', { id });
}

export function retireRolesOf(tx: WriteTx, practitionerId: Id): void {
  tx.run('UPDATE practitioner_role SET active = 0 WHERE practitioner_id = $practitionerId', { practitionerId });
}

export function saveHealthcareService(
  tx: WriteTx,
  service: { readonly id: Id; readonly active: 0 | 1; readonly code: string | null },
): void {
  tx.run(
    /* sql */ `INSERT INTO healthcare_service (id, active, code) VALUES ($id, $active, $code)
      ON CONFLICT (id) DO UPDATE SET active = $active, code = $code`,
    { ...service },
  );
}

export function removeHealthcareService(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM healthcare_service WHERE id = $id', { id });
}
