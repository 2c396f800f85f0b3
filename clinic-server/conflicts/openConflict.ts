import type { ConflictKind } from '../../shared/features/conflicts.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { audit } from '../locks/identityAudit.ts';

export interface NewConflict {
  readonly kind: ConflictKind;
  readonly patient: Id | null;
  readonly device: Id | null;
  /** Idempotency key of the command it came from; the same command opens a case of one kind once. */
  readonly commandKey: Id | null;
  readonly appointment: Id | null;
  readonly slot: Id | null;
  /** What was asked, in ids, codes and times and nothing a person wrote; shown are `what`, `slot`, `startsAt`, `device` (an id), `madeAt` (epoch ms), `refusal`. */
  readonly ours: object;
  /** What stands, in the same words; `status` of a visit, `since` (epoch ms), `appointment`. */
  readonly theirs: object | null;
  readonly now: Instant;
}

/** W5. In the transaction of what could not be settled: there is no conflict without its case, and no case of what was undone. */
export async function openConflict(tx: Tx, { kind, patient, device, commandKey, appointment, slot, ours, theirs, now }: NewConflict): Promise<Id> {
  const { rows } = await tx.query<{ id: Id }>(
    `insert into conflict_case (kind, patient, device, command_key, appointment, slot, ours, theirs, opened_at) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9)
     on conflict (command_key, kind) where command_key is not null do nothing returning id`,
    [kind, patient, device, commandKey, appointment, slot, JSON.stringify(ours), theirs && JSON.stringify(theirs), timestamp(now)],
  );
  const made = rows[0]?.id;
  if (made === undefined) return openedBefore(tx, commandKey, kind);
  await audit(tx, { action: 'conflict_opened', caseId: made, now, ...(device === null ? {} : { device }), ...(patient === null ? {} : { patient }) });
  return made;
}

async function openedBefore(tx: Tx, commandKey: Id | null, kind: ConflictKind): Promise<Id> {
  const { rows } = await tx.query<{ id: Id }>('select c.id from conflict_case c where c.command_key = $1 and c.kind = $2', [commandKey, kind]);
  const before = rows[0]?.id;
  if (before === undefined) throw new Error('a case that was there has disappeared');
  return before;
}
