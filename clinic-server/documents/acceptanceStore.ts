import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';

export type HowSigned = 'finger' | 'typed' | 'paper';

export interface Acceptance {
  readonly id: Id;
  readonly device: Id;
  readonly patient: Id | null;
  readonly signIn: Id | null;
  readonly document: Id;
  readonly kind: DocumentKind;
  readonly version: string;
  readonly sha256: string;
  readonly how: HowSigned;
  readonly signature: Buffer | null;
  readonly typedName: string | null;
  readonly acceptedAt: number;
  readonly receivedAt: number;
  readonly attachedAt: number | null;
}

const columns = `a.id, a.device, a.patient, a.sign_in as "signIn", a.document, a.kind, a.version, a.sha256, a.how, a.signature, a.typed_name as "typedName",
  ${milliseconds('a.accepted_at')} as "acceptedAt", ${milliseconds('a.received_at')} as "receivedAt", ${milliseconds('a.attached_at')} as "attachedAt"`;

/** False when that id is known already. */
export async function addAcceptance(tx: Tx, row: Omit<Acceptance, 'attachedAt'>): Promise<boolean> {
  const { count } = await tx.query(
    `insert into acceptance (id, device, patient, sign_in, document, kind, version, sha256, how, signature, typed_name, accepted_at, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do nothing`,
    [
      ...[row.id, row.device, row.patient, row.signIn, row.document, row.kind, row.version, row.sha256, row.how, row.signature, row.typedName],
      ...[timestamp(row.acceptedAt), timestamp(row.receivedAt)],
    ],
  );
  return count === 1;
}

/** Locked, in one order: two registrations that name the same signatures must not both use them. */
export async function lockAcceptances(tx: Tx, ids: readonly Id[]): Promise<readonly Acceptance[]> {
  const { rows } = await tx.query<Acceptance>(`select ${columns} from acceptance a where a.id = any($1::uuid[]) order by a.id for update`, [[...ids]]);
  return rows;
}

export async function markAttached(tx: Tx, { id, patient, now }: { id: Id; patient: Id; now: Instant }): Promise<void> {
  await tx.query('update acceptance set patient = $2, attached_at = $3 where id = $1', [id, patient, timestamp(now)]);
}

/** Signatures nobody came back for. */
export async function forgetWaiting(tx: Tx, before: number): Promise<void> {
  await tx.query('delete from acceptance where attached_at is null and received_at < $1', [timestamp(before)]);
}

export async function addCopy(tx: Tx, { id, patient, content, now }: { id: Id; patient: Id; content: Buffer; now: Instant }): Promise<void> {
  await tx.query('insert into document_copy (id, patient, content, made_at) values ($1, $2, $3, $4)', [id, patient, content, timestamp(now)]);
}

/** `patient` null: for the clinic's own systems. */
export async function findCopy(from: Reader, id: Id, patient: Id | null): Promise<Buffer | null> {
  const { rows } = await from.query<{ content: Buffer }>('select c.content from document_copy c where c.id = $1 and ($2::uuid is null or c.patient = $2)', [id, patient]);
  return rows[0]?.content ?? null;
}
