import type { OrderState } from '../../../shared/features/orders.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { Instant, MoscowDay } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export type ServerState = Exclude<OrderState, 'sending' | 'refused'>;

/** One line as the server has it. What this device has asked for meanwhile is in the outbox. */
export interface LineRow {
  readonly id: Id;
  readonly patientId: Id;
  readonly orderId: Id;
  readonly number: string;
  readonly state: ServerState;
  readonly code: string;
  readonly nameRu: string;
  readonly nameEn: string | null;
  readonly kopecks: Kopecks;
  readonly day: MoscowDay | null;
  readonly authoredAt: Instant;
}

const columns = /* sql */ `id, patient_id AS patientId, order_id AS orderId, number, state, code, name_ru AS nameRu, name_en AS nameEn,
  kopecks, day, authored_at AS authoredAt`;

export function listLines(db: ReadDb, patientId: Id): LineRow[] {
  return db.all<LineRow>(`SELECT ${columns} FROM service_request WHERE patient_id = $patientId ORDER BY authored_at, order_id, id`, { patientId });
}

export function saveLine(tx: WriteTx, line: LineRow): void {
  tx.run(
    /* sql */ `
    INSERT INTO service_request (id, patient_id, order_id, number, state, code, name_ru, name_en, kopecks, day, authored_at)
    VALUES ($id, $patientId, $orderId, $number, $state, $code, $nameRu, $nameEn, $kopecks, $day, $authoredAt)
    ON CONFLICT (id) DO UPDATE SET patient_id = $patientId, order_id = $orderId, number = $number, state = $state, code = $code,
      name_ru = $nameRu, name_en = $nameEn, kopecks = $kopecks, day = $day, authored_at = $authoredAt`,
    { ...line },
  );
}

export function removeLine(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM service_request WHERE id = $id', { id });
}

export interface PersonRow {
  readonly patientId: Id;
  readonly sex: 'male' | 'female' | null;
  readonly birthDate: MoscowDay | null;
}

export function findPerson(db: ReadDb, patientId: Id): PersonRow | undefined {
  return db.get<PersonRow>('SELECT patient_id AS patientId, sex, birth_date AS birthDate FROM order_person WHERE patient_id = $patientId', { patientId });
}

export function savePerson(tx: WriteTx, person: PersonRow): void {
  tx.run(
    /* sql */ `INSERT INTO order_person (patient_id, sex, birth_date) VALUES ($patientId, $sex, $birthDate)
      ON CONFLICT (patient_id) DO UPDATE SET sex = $sex, birth_date = $birthDate`,
    { ...person },
  );
}

export function removePerson(tx: WriteTx, patientId: Id): void {
  tx.run('DELETE FROM order_person WHERE patient_id = $patientId', { patientId });
}

export function savePreparation(tx: WriteTx, serviceId: Id, rules: readonly string[]): void {
  tx.run('INSERT INTO service_preparation (service_id, rules) VALUES ($serviceId, $rules) ON CONFLICT (service_id) DO UPDATE SET rules = $rules', { serviceId, rules: JSON.stringify(rules) });
}

export function removePreparation(tx: WriteTx, serviceId: Id): void {
  tx.run('DELETE FROM service_preparation WHERE service_id = $serviceId', { serviceId });
}

export interface OfferedRow {
  readonly code: string;
  readonly nameRu: string;
  readonly nameEn: string | null;
  /** Sold now. */
  readonly active: 0 | 1;
  /** The price in force at `now`. */
  readonly kopecks: Kopecks | null;
  /** JSON list of rules, each JSON. */
  readonly rules: string;
}

/** Services of these codes, also such as are not sold any more: an old order still has its names. */
export function listOffered(db: ReadDb, codes: readonly string[], now: Instant): Map<string, OfferedRow> {
  const rows = db.all<OfferedRow>(
    /* sql */ `
    SELECT service.code, service.name_ru AS nameRu, service.name_en AS nameEn, service.active, coalesce(preparation.rules, '[]') AS rules,
      (SELECT price.kopecks FROM price WHERE price.code = service.code AND price.active = 1
        AND price.starts_at <= $now AND (price.ends_at IS NULL OR price.ends_at > $now)
        ORDER BY price.starts_at DESC LIMIT 1) AS kopecks
    FROM priced_service AS service LEFT JOIN service_preparation AS preparation ON preparation.service_id = service.id
    WHERE service.code IN (SELECT value FROM json_each($codes)) ORDER BY service.active`,
    { codes: JSON.stringify(codes), now },
  );
  return new Map(rows.map((row) => [row.code, row]));
}

/** A command of this patient and what became of it. An entry set aside is still under way: the server has not said no. */
export interface RequestRow {
  readonly channel: 'orders.send' | 'orders.cancel';
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
    FROM outbox WHERE patient_id = $patientId AND channel IN ('orders.send', 'orders.cancel') AND refusal IS NOT 'withdrawn' ORDER BY position`,
    { patientId },
  );
}

/** Whether this patient's records are here: on a kiosk only those of the one who is signed in are. */
export function hasPatient(db: ReadDb, patientId: Id): boolean {
  return db.get('SELECT 1 FROM patient WHERE id = $patientId', { patientId }) !== undefined;
}
