import type { Id } from '../../../shared/lib/ids.ts';
import type { Kopecks } from '../../../shared/lib/money.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

/** The time a booking or move asks for; null in a cancellation. */
export interface WantedTime {
  readonly slotId: Id;
  readonly roleId: Id;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly serviceCode: string | null;
  readonly kopecks: Kopecks | null;
}

export interface VisitRequest {
  readonly commandId: Id;
  readonly appointmentId: Id;
  readonly kind: 'book' | 'cancel' | 'move';
  /** `open` also for an entry set aside: the server has not said no. */
  readonly state: 'open' | 'applied' | 'refused';
  readonly refusal: string | null;
  /** Set aside for staff: whatever was said before is in doubt. */
  readonly isAside: boolean;
  readonly askedAt: Instant;
  readonly number: string | null;
  readonly wanted: WantedTime | null;
  /** The lease it was made on: what the clinic has signed, as it goes back to the clinic. */
  readonly lease: { readonly statement: string; readonly signature: string } | null;
  /** The word of the server it stands on: of its lease at once, otherwise of the server's answer. Null: nobody was told that it stands. */
  readonly word: number | null;
}

interface Row extends Omit<VisitRequest, 'wanted' | 'lease' | 'isAside'> {
  isAside: 0 | 1;
  slotId: Id | null;
  roleId: Id | null;
  startsAt: Instant | null;
  endsAt: Instant | null;
  serviceCode: string | null;
  kopecks: Kopecks | null;
  statement: string | null;
  signature: string | null;
}

const columns = /* sql */ `
  request.command_id AS commandId, request.appointment_id AS appointmentId, request.kind,
  CASE WHEN outbox.state IN ('applied', 'refused') THEN outbox.state ELSE 'open' END AS state,
  CASE outbox.state WHEN 'refused' THEN outbox.refusal END AS refusal, outbox.state = 'aside' AS isAside,
  request.asked_at AS askedAt, request.number, request.slot_id AS slotId, request.role_id AS roleId,
  request.starts_at AS startsAt, request.ends_at AS endsAt, request.service_code AS serviceCode, request.kopecks,
  request.lease_statement AS statement, request.lease_signature AS signature, request.word`;

function toRequest(row: Row): VisitRequest {
  const { slotId, roleId, startsAt, endsAt, serviceCode, kopecks, statement, signature, ...rest } = row;
  const complete = slotId !== null && roleId !== null && startsAt !== null && endsAt !== null;
  const lease = statement === null || signature === null ? null : { statement, signature };
  return { ...rest, isAside: row.isAside === 1, lease, wanted: complete ? { slotId, roleId, startsAt, endsAt, serviceCode, kopecks } : null };
}

/** This patient's requests in the order they were made. Whose they are only the outbox knows. */
export function listRequests(db: ReadDb, patientId: Id): VisitRequest[] {
  return db
    .all<Row>(
      /* sql */ `SELECT ${columns} FROM outbox JOIN visit_request AS request ON request.command_id = outbox.command_id
        WHERE outbox.patient_id = $patientId AND outbox.refusal IS NOT 'withdrawn' ORDER BY outbox.position`,
      { patientId },
    )
    .map(toRequest);
}

export function findRequest(db: ReadDb, commandId: Id): VisitRequest | undefined {
  const row = db.get<Row>(
    /* sql */ `SELECT ${columns} FROM outbox JOIN visit_request AS request ON request.command_id = outbox.command_id
      WHERE request.command_id = $commandId`,
    { commandId },
  );
  return row && toRequest(row);
}

/** A check-in this device has sent for a patient (S8): it asks for no time, so the outbox itself says all there is. */
export interface ArrivalRequest {
  readonly commandId: Id;
  readonly appointmentId: Id;
  readonly state: VisitRequest['state'];
  readonly refusal: string | null;
}

export function listArrivals(db: ReadDb, patientId: Id): ArrivalRequest[] {
  return db.all<ArrivalRequest>(
    /* sql */ `
    SELECT command_id AS commandId, json_extract(input, '$.appointmentId') AS appointmentId,
      CASE WHEN state IN ('applied', 'refused') THEN state ELSE 'open' END AS state, CASE state WHEN 'refused' THEN refusal END AS refusal
    FROM outbox WHERE patient_id = $patientId AND channel = 'checkIn.arrive' AND refusal IS NOT 'withdrawn' ORDER BY position`,
    { patientId },
  );
}

/** It goes by itself when the outbox forgets its entry (30 days after settling): nobody can be shown it any more. */
export function addRequest(tx: WriteTx, request: Omit<VisitRequest, 'state' | 'refusal' | 'isAside'>): void {
  const { wanted, lease, ...rest } = request;
  const time = wanted ?? { slotId: null, roleId: null, startsAt: null, endsAt: null, serviceCode: null, kopecks: null };
  tx.run(
    /* sql */ `
    INSERT INTO visit_request (command_id, appointment_id, kind, asked_at, number, slot_id, role_id, starts_at, ends_at, service_code, kopecks, lease_statement, lease_signature, word)
    VALUES ($commandId, $appointmentId, $kind, $askedAt, $number, $slotId, $roleId, $startsAt, $endsAt, $serviceCode, $kopecks, $statement, $signature, $word)`,
    { ...rest, ...time, statement: lease?.statement ?? null, signature: lease?.signature ?? null },
  );
}
