import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import type { ServerParts } from '../http/parts.ts';
import { audit } from '../locks/identityAudit.ts';

/** What stands between two sign-ins of one person, or of two for one patient, until the transaction ends. */
export async function takeTurn(tx: Tx, what: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('esia ' || $1, 0))`, [what]);
}

export interface Way {
  readonly id: Id;
  readonly locked: boolean;
}

/** The account a person comes in by. */
export async function accountOf(tx: Tx, oid: string): Promise<(Way & { readonly patient: Id }) | null> {
  const { rows } = await tx.query<Way & { patient: Id }>('select a.id, a.patient, a.locked_at is not null as locked from account a where a.esia_oid = $1', [oid]);
  return rows[0] ?? null;
}

/** Who does it: a sign-in at a device, or a registrar with a document in hand. */
export interface Linking {
  readonly oid: string;
  readonly patientId: Id;
  readonly by: { readonly device: Id } | { readonly staff: Id; readonly caseId: Id };
}

/** Makes the link, here and nowhere else: on the account the patient has already, or on a new one. A locked account stays as it is. */
export async function linkAccount(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, { oid, patientId, by }: Linking): Promise<Way> {
  const { rows } = await tx.query<Way>(
    `select a.id, a.locked_at is not null as locked from account a where a.patient = $1 and a.esia_oid is null and a.closed_at is null order by a.made_at, a.id limit 1 for update`,
    [patientId],
  );
  const way = rows[0] ?? { id: parts.newId(), locked: false };
  // Whoever locked it did not know of this way in.
  if (way.locked) return way;
  if (rows[0]) await tx.query('update account set esia_oid = $2 where id = $1', [way.id, oid]);
  else await tx.query('insert into account (id, patient, esia_oid) values ($1, $2, $3)', [way.id, patientId, oid]);
  await audit(tx, { action: 'esia_linked', patient: patientId, account: way.id, now: parts.now(), ...by });
  return way;
}
