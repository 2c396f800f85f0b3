import type { Patient } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import { dayOf, type Instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { milliseconds, timestamp } from '../db/timestamp.ts';
import type { Relationship } from './representationRules.ts';

interface NewRepresentation {
  readonly id: Id;
  readonly patient: Id;
  readonly representative: Id;
  readonly relationship: Relationship;
  readonly document: string;
  readonly until: MoscowDay;
  readonly relatedPerson: Id;
  /** Null: brought along, not granted at a desk. */
  readonly grantedBy: Id | null;
  readonly now: Instant;
}

/** False when this pair has a right in force already. */
export async function addRepresentation(tx: Tx, row: NewRepresentation): Promise<boolean> {
  // What has run out is closed first: the one row a pair may have open is for a right that holds.
  await tx.query(
    `update representation set revoked_at = $3, reason = 'until' where patient = $1 and representative = $2 and revoked_at is null and until < $4`,
    [row.patient, row.representative, timestamp(row.now), dayOf(row.now)],
  );
  const { count } = await tx.query(
    `insert into representation (id, patient, representative, relationship, document_kind, until, related_person, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [row.id, row.patient, row.representative, row.relationship, row.document, row.until, row.relatedPerson, row.grantedBy, timestamp(row.now)],
  );
  return count === 1;
}

export interface Representation {
  readonly id: Id;
  readonly patient: Id;
  readonly representative: Id;
  readonly relationship: Relationship;
  readonly document: string;
  readonly until: MoscowDay;
  readonly relatedPerson: Id;
  readonly grantedAt: Instant;
}

const columns = `p.id, p.patient, p.representative, p.relationship, p.document_kind as document, p.until::text as until, p.related_person as "relatedPerson",
  ${milliseconds('p.granted_at')} as "grantedAt"`;
const holds = (day: string): string => `p.revoked_at is null and p.until >= ${day}`;

/** Held until the commit: a registrar who takes it back at this moment comes before or after, never in between. */
export async function lockRight(tx: Tx, { patient, representative, now }: { patient: Id; representative: Id; now: Instant }): Promise<Representation | null> {
  const { rows } = await tx.query<Representation>(
    `select ${columns} from representation p where p.patient = $1 and p.representative = $2 and ${holds('$3')} for share`,
    [patient, representative, dayOf(now)],
  );
  return rows[0] ?? null;
}

export interface WithPerson extends Representation {
  /** The other one of the two. */
  readonly person: Patient & { readonly id: Id };
}

/** In force, by the other's name. `of`: which of the two is asked about. Records that were merged or closed are nobody's. */
export async function rightsOf(from: Reader, person: Id, of: 'patient' | 'representative', now: Instant): Promise<readonly WithPerson[]> {
  const other = of === 'patient' ? 'representative' : 'patient';
  const { rows } = await from.query<WithPerson>(
    `select ${columns}, r.content as person from representation p join resource r on r.type = 'Patient' and r.patient = p.${other}
     where p.${of} = $1 and ${holds('$2')} and not r.deleted and coalesce(r.content->>'active', 'true') <> 'false'
     order by r.content->'name'->0->>'family', r.content->>'birthDate', p.id`,
    [person, dayOf(now)],
  );
  return rows;
}

export interface Ended {
  readonly representation: Representation;
  /** Where somebody acted by it a moment ago. */
  readonly devices: readonly Id[];
}

/** Null: there is no such right, or it has been taken back. Ends in the same commit whatever is open by it, on every device. */
export async function revoke(tx: Tx, { id, staff, reason, now }: { id: Id; staff: Id; reason: string; now: Instant }): Promise<Ended | null> {
  const { rows } = await tx.query<Representation>(
    `update representation p set revoked_at = $2, revoked_by = $3, reason = $4 where p.id = $1 and p.revoked_at is null returning ${columns}`,
    [id, timestamp(now), staff, reason],
  );
  const representation = rows[0];
  if (!representation) return null;
  const { rows: open } = await tx.query<{ device: Id }>(
    `update sign_in set ended_at = $2, ended_why = 'representation_over' where representation = $1 and ended_at is null returning device`,
    [id, timestamp(now)],
  );
  tx.announce();
  return { representation, devices: [...new Set(open.map(({ device }) => device))] };
}
