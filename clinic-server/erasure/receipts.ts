import type { Parameters } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire, type Instant } from '../../shared/lib/moscow.ts';
import type { Reader } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import { erasureKinds, type ErasureKind } from './askedErasure.ts';

/** What a deletion was: how many things of each kind, and never which. */
export interface Receipt {
  readonly receiptId: Id;
  readonly number: string;
  readonly patient: Id;
  readonly what: 'item' | 'kind' | 'all';
  readonly kinds: readonly ErasureKind[];
  readonly counts: Readonly<Record<ErasureKind, number>>;
  readonly madeAt: Instant;
  readonly receivedAt: Instant;
  readonly restoredAt: Instant | null;
}

interface Row extends Omit<Receipt, 'madeAt' | 'receivedAt' | 'restoredAt'> {
  readonly madeAt: number;
  readonly receivedAt: number;
  readonly restoredAt: number | null;
}

const columns = `e.id as "receiptId", e.number, e.patient, e.what, e.kinds, e.counts, ${milliseconds('e.made_at')} as "madeAt", ${milliseconds('e.received_at')} as "receivedAt", ${milliseconds('e.restored_at')} as "restoredAt"`;

const toReceipt = ({ madeAt, receivedAt, restoredAt, ...rest }: Row): Receipt => ({
  ...rest,
  ...{ madeAt: fromDatabase(madeAt), receivedAt: fromDatabase(receivedAt), restoredAt: restoredAt === null ? null : fromDatabase(restoredAt) },
});

export async function findReceipt(from: Reader, id: Id): Promise<Receipt | null> {
  const { rows } = await from.query<Row>(`select ${columns} from erasure e where e.id = $1`, [id]);
  return rows[0] ? toReceipt(rows[0]) : null;
}

const mostShown = 200;

/** Newest first. */
export async function receiptsOf(from: Reader, patient: Id): Promise<readonly Receipt[]> {
  const { rows } = await from.query<Row>(`select ${columns} from erasure e where e.patient = $1 order by e.received_at desc, e.id limit $2`, [patient, mostShown]);
  return rows.map(toReceipt);
}

/** A number is for people: a device that was set up anew could print one twice. */
export async function receiptsNumbered(from: Reader, number: string): Promise<readonly Receipt[]> {
  const { rows } = await from.query<Row>(`select ${columns} from erasure e where e.number = $1 order by e.received_at desc, e.id limit 10`, [number]);
  return rows.map(toReceipt);
}

export function receiptParameters({ receiptId, number, what, kinds, counts, madeAt, receivedAt, restoredAt }: Receipt): Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'receiptId', valueUuid: `urn:uuid:${receiptId}` },
      { name: 'number', valueString: number },
      { name: 'what', valueCode: what },
      ...kinds.map((kind) => ({ name: 'kind', valueCode: kind })),
      { name: 'madeAt', valueInstant: toWire(madeAt) },
      { name: 'at', valueInstant: toWire(receivedAt) },
      ...erasureKinds.map((kind) => ({ name: kind, valueUnsignedInt: counts[kind] })),
      ...(restoredAt === null ? [] : [{ name: 'restoredAt', valueInstant: toWire(restoredAt) }]),
    ],
  };
}
