import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import { releaseHoldsOf } from '../scheduling/releaseHoldsOf.ts';

interface Ending {
  readonly patientId: Id;
  /** The one that stays; null: none does. */
  readonly except: Id | null;
  readonly why: 'password_changed' | 'ended_by_owner' | 'closed';
  readonly now: Instant;
}

export interface Ended {
  readonly device: Id;
  /** It was not over by its age already. */
  readonly wasOpen: boolean;
}

/** On every device at once: in the person's record, whoever is there, and where they act for somebody else (R10). */
export async function endSignIns(tx: Tx, { patientId, except, why, now }: Ending): Promise<readonly Ended[]> {
  const { rows } = await tx.query<Ended>(
    `update sign_in set ended_at = $3, ended_why = $4
     where (patient = $1 or representation in (select p.id from representation p where p.representative = $1)) and id is distinct from $2::uuid and ended_at is null
     returning device, token_expires_at > $3 as "wasOpen"`,
    [patientId, except, timestamp(now), why],
  );
  tx.announce();
  return rows;
}

/** What was held for who is out now is everybody's again; after the commit, and only where another of theirs does not go on. */
export async function releaseHolds(parts: ServerParts, ended: readonly Ended[], here: Id | null): Promise<void> {
  for (const device of new Set(ended.map(({ device }) => device))) if (device !== here) await releaseHoldsOf(parts, device);
}
