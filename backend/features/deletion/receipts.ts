import * as z from 'zod';
import { deletion, DeletionCounts, type DeletionReceipt } from '../../../shared/features/deletion.ts';
import { Id } from '../../../shared/lib/ids.ts';
import { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';

interface EntryRow {
  readonly input: string;
  readonly output: string;
  readonly state: 'sending' | 'done' | 'refused';
  readonly refusal: string | null;
}

/** What this device has asked for, newest first. */
export function listAsked(db: ReadDb, patientId: Id): DeletionReceipt[] {
  return db
    .all<EntryRow>(
      `SELECT input, output, CASE state WHEN 'applied' THEN 'done' WHEN 'refused' THEN 'refused' ELSE 'sending' END AS state, CASE state WHEN 'refused' THEN refusal END AS refusal
       FROM outbox WHERE patient_id = $patientId AND channel = 'deletion.erase' ORDER BY position DESC`,
      { patientId },
    )
    .map(({ input, output, state, refusal }) => {
      const { of } = deletion['deletion.erase'].input.parse(JSON.parse(input));
      const { rows: _rows, ...receipt } = deletion['deletion.erase'].output.parse(JSON.parse(output));
      return { ...receipt, what: of.scope, state, refusal };
    });
}

const Answer = z.object({
  receipts: z.array(z.object({ receiptId: Id, number: z.string(), what: z.enum(['item', 'kind', 'all']), counts: DeletionCounts, madeAt: Instant, restoredAt: Instant.nullable() })),
});

/** The centre's own list, of every device. */
export function readReceipts(body: unknown): DeletionReceipt[] {
  return Answer.parse(body).receipts.map(({ restoredAt, ...receipt }) => ({ ...receipt, state: restoredAt === null ? 'done' : 'restored', refusal: null }));
}

/** The centre's word where it has one; what is still on its way, or was refused, only this device knows. */
export function together(known: readonly DeletionReceipt[], asked: readonly DeletionReceipt[]): DeletionReceipt[] {
  const ids = new Set(known.map(({ receiptId }) => receiptId));
  return [...known, ...asked.filter(({ receiptId }) => !ids.has(receiptId))].toSorted((a, b) => b.madeAt - a.madeAt);
}
