import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { PartOfDay } from '../../../shared/lib/partOfDay.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

/** A wish as the server has it. What this device has asked for meanwhile is in the outbox. */
export interface EntryRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly number: string;
  /** Null: any doctor of the speciality. */
  readonly roleId: Id | null;
  readonly specialityRu: string;
  readonly specialityEn: string | null;
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  readonly part: PartOfDay | null;
  readonly joinedAt: Instant;
}

export function listEntries(db: ReadDb, patientId: Id): EntryRow[] {
  return db.all<EntryRow>(
    /* sql */ `SELECT id, patient_id AS patientId, number, role_id AS roleId, speciality_ru AS specialityRu, speciality_en AS specialityEn,
      from_at AS fromAt, until_at AS untilAt, part, joined_at AS joinedAt FROM waiting_entry WHERE patient_id = $patientId ORDER BY joined_at, id`,
    { patientId },
  );
}

export function saveEntry(tx: WriteTx, entry: EntryRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO waiting_entry (id, patient_id, number, role_id, speciality_ru, speciality_en, from_at, until_at, part, joined_at)
    VALUES ($id, $patientId, $number, $roleId, $specialityRu, $specialityEn, $fromAt, $untilAt, $part, $joinedAt)
    ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, number = $number, role_id = $roleId, speciality_ru = $specialityRu,
      speciality_en = $specialityEn, from_at = $fromAt, until_at = $untilAt, part = $part, joined_at = $joinedAt`,
    { ...entry },
  );
}

export function removeEntry(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM waiting_entry WHERE id = $id', { id });
}

/** An offer that still waits for its answer. */
export interface OfferRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly entryId: Id;
  readonly slotId: Id;
  readonly offeredAt: Instant;
  readonly untilAt: Instant;
}

export function saveOffer(tx: WriteTx, offer: OfferRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO waiting_offer (id, patient_id, entry_id, slot_id, offered_at, until_at) VALUES ($id, $patientId, $entryId, $slotId, $offeredAt, $untilAt)
    ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, entry_id = $entryId, slot_id = $slotId, offered_at = $offeredAt, until_at = $untilAt`,
    { ...offer },
  );
}

export function removeOffer(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM waiting_offer WHERE id = $id', { id });
}

export interface OfferedTimeRow {
  readonly id: Id;
  readonly entryId: Id;
  readonly roleId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly offeredAt: Instant;
  readonly untilAt: Instant;
}

/** Offers whose time this device knows; one that ends first comes first. */
export function listOffers(db: ReadDb, patientId: Id): OfferedTimeRow[] {
  return db.all<OfferedTimeRow>(
    /* sql */ `
    SELECT offer.id, offer.entry_id AS entryId, schedule.role_id AS roleId, slot.starts_at AS startsAt, slot.ends_at AS endsAt,
      offer.offered_at AS offeredAt, offer.until_at AS untilAt
    FROM waiting_offer AS offer JOIN slot ON slot.id = offer.slot_id JOIN schedule ON schedule.id = slot.schedule_id
    WHERE offer.patient_id = $patientId ORDER BY offer.until_at, offer.id`,
    { patientId },
  );
}

export interface PlaceRow {
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  readonly specialityRu: string;
  readonly specialityEn: string | null;
  readonly officeRu: string | null;
  readonly officeEn: string | null;
  readonly addressRu: string | null;
  readonly addressEn: string | null;
  readonly roomRu: string | null;
  readonly roomEn: string | null;
  readonly floor: number | null;
}

/** Doctor, office and room of a role. */
export function findPlace(db: ReadDb, roleId: Id): PlaceRow | undefined {
  return db.get<PlaceRow>(
    /* sql */ `
    SELECT person.family, person.given, person.patronymic, role.speciality_ru AS specialityRu, role.speciality_en AS specialityEn,
      office.name_ru AS officeRu, office.name_en AS officeEn, office.address_ru AS addressRu, office.address_en AS addressEn,
      room.name_ru AS roomRu, room.name_en AS roomEn, room.floor
    FROM practitioner_role AS role JOIN practitioner AS person ON person.id = role.practitioner_id
    LEFT JOIN place AS office ON office.id = role.office_id LEFT JOIN place AS room ON room.id = role.room_id
    WHERE role.id = $roleId`,
    { roleId },
  );
}

const channels = ['waiting.join', 'waiting.leave', 'waiting.accept', 'waiting.decline'] as const;

/** A command of this patient and what became of it. An entry set aside is still under way: the server has not said no. */
export interface RequestRow {
  readonly channel: (typeof channels)[number];
  /** JSON as they were committed. */
  readonly input: string;
  readonly output: string;
  readonly state: 'open' | 'applied' | 'refused';
  readonly refusal: string | null;
  readonly askedAt: Instant;
}

/** In the order they were made. */
export function listRequests(db: ReadDb, patientId: Id): RequestRow[] {
  return db.all<RequestRow>(
    /* sql */ `
    SELECT channel, input, output, CASE WHEN state IN ('applied', 'refused') THEN state ELSE 'open' END AS state,
      CASE state WHEN 'refused' THEN refusal END AS refusal, queued_at AS askedAt
    FROM outbox WHERE patient_id = $patientId AND channel IN (SELECT value FROM json_each($channels)) AND refusal IS NOT 'withdrawn' ORDER BY position`,
    { patientId, channels: JSON.stringify(channels) },
  );
}

/** Whether this patient's records are here: on a kiosk only those of the one who is signed in are. */
export function hasPatient(db: ReadDb, patientId: Id): boolean {
  return db.get('SELECT 1 FROM patient WHERE id = $patientId', { patientId }) !== undefined;
}
