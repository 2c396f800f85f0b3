import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import { Id } from '../../shared/lib/ids.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { isForEverybody, patientOf } from './compartment.ts';
import { FhirRefusal } from './refusal.ts';
import { fhirId, validated } from './validate.ts';

/** A resource as it lies in the database: with its id, and a whole number as its version. */
export type Stored<R extends Resource = Resource> = R & { id: string; meta: { versionId: string; lastUpdated: string } };

export type OfType<T extends Resource['resourceType']> = Extract<Resource, { resourceType: T }>;

interface Row {
  content: Stored;
  version: number;
  deleted: boolean;
  patient: string | null;
}

/** FHIR's meta of a version, by the database's clock: one clock, however many servers write. */
const stamp = (version: string) => `fhir_stamp(${version})`;

function checked(resource: Resource, patient: Id | null): string {
  validated(resource);
  // A wrong column would show one patient's visit to another, so it is never taken on trust.
  if (patientOf(resource) !== patient) throw new Error(`compartment of a ${resource.resourceType} does not match its content`);
  if (patient === null && !isForEverybody(resource)) throw new FhirRefusal(422, 'no_patient');
  if (!resource.id || !fhirId.test(resource.id) || (patient !== null && !Id.safeParse(patient).success))
    throw new FhirRefusal(400, 'invalid_id');
  return resource.id;
}

/** The stored resource, or a refusal: 404 when it never was, 410 when it was removed. */
export async function readResource<T extends Resource['resourceType']>(from: Reader, type: T, id: string): Promise<Stored<OfType<T>>> {
  const found = await findResource(from, type, id);
  if (!found) throw new FhirRefusal(404, 'not_found');
  if (found.deleted) throw new FhirRefusal(410, 'deleted');
  return found.content as Stored<OfType<T>>;
}

/** The newest row of a resource with its owner, removed or not; null when there never was one. `lock` keeps others from changing it. */
export async function findResource(from: Reader, type: string, id: string, lock = false): Promise<Row | null> {
  const { rows } = await from.query<Row>(
    `select content, version, deleted, patient from resource where type = $1 and id = $2${lock ? ' for update' : ''}`,
    [type, id],
  );
  return rows[0] ?? null;
}

/** Writes version 1. Without an id the resource gets one. 409 `id_taken` when that id is or was in use. */
export async function insertResource<R extends Resource>(tx: Tx, resource: R, { patient }: { patient: Id | null }): Promise<Stored<R>> {
  const named = { ...resource, id: resource.id ?? randomUUID() };
  const id = checked(named, patient);
  const { rows } = await tx.query<{ content: Stored<R> }>(
    `insert into resource (type, id, version, content, patient)
     values ($1, $2, 1, $3::jsonb || jsonb_build_object('meta', coalesce($3::jsonb->'meta', '{}') || ${stamp('1')}), $4)
     on conflict (type, id) do nothing returning content`,
    [resource.resourceType, id, JSON.stringify(named), patient],
  );
  const stored = rows[0]?.content;
  if (!stored) throw new FhirRefusal(409, 'id_taken');
  tx.announce();
  return stored;
}

const keepPast = `insert into resource_past (type, id, version, deleted, content, patient, updated_at, held)
  select r.type, r.id, r.version, r.deleted, r.content, r.patient, r.updated_at, r.held from resource r where r.type = $1 and r.id = $2`;

/** Writes the next version. 404 when it never was, 412 when `ifMatch` is not the version in force. A removed one comes back to life. */
export async function updateResource<R extends Resource>(
  tx: Tx,
  resource: R & { id: string },
  { ifMatch }: { ifMatch?: number } = {},
): Promise<Stored<R>> {
  // Locked first: two writers that read the same version would otherwise both write the next one.
  const before = await findResource(tx, resource.resourceType, resource.id, true);
  if (!before) throw new FhirRefusal(404, 'not_found');
  if (ifMatch !== undefined && before.version !== ifMatch) throw new FhirRefusal(412, 'version_conflict');
  const owner = patientOf(resource);
  // The feed of the former owner would have to take it back; merging patients is an operation of its own.
  if (owner !== before.patient) throw new FhirRefusal(422, 'patient_changed');
  checked(resource, owner);
  await tx.query(keepPast, [resource.resourceType, resource.id]);
  const { rows } = await tx.query<{ content: Stored<R> }>(
    `update resource r set version = r.version + 1, xid = pg_current_xact_id(), seq = nextval('feed_seq'), deleted = false, updated_at = transaction_timestamp(),
       content = $3::jsonb || jsonb_build_object('meta', coalesce($3::jsonb->'meta', '{}') || ${stamp('r.version + 1')})
     where r.type = $1 and r.id = $2 returning r.content`,
    [resource.resourceType, resource.id, JSON.stringify(resource)],
  );
  const stored = rows[0]?.content;
  if (!stored) throw new Error('a locked row has disappeared');
  tx.announce();
  return stored;
}

/** The removal is a version too: a device that hears of it late must be able to tell that it is the newer word. Returns that version. */
export async function removeResource(tx: Tx, type: string, id: string, { ifMatch }: { ifMatch?: number } = {}): Promise<number> {
  const before = await findResource(tx, type, id, true);
  if (!before) throw new FhirRefusal(404, 'not_found');
  if (before.deleted) return before.version;
  if (ifMatch !== undefined && before.version !== ifMatch) throw new FhirRefusal(412, 'version_conflict');
  await tx.query(keepPast, [type, id]);
  const { rows } = await tx.query<{ version: number }>(
    `update resource r set version = r.version + 1, xid = pg_current_xact_id(), seq = nextval('feed_seq'), deleted = true, updated_at = transaction_timestamp(),
       content = jsonb_build_object('resourceType', r.type, 'id', r.id, 'meta', ${stamp('r.version + 1')})
     where r.type = $1 and r.id = $2 returning r.version`,
    [type, id],
  );
  tx.announce();
  return rows[0]?.version ?? before.version + 1;
}

const chunk = 2000;

/** Version 1 of many resources at once, each validated; ids must be new. For seeding and first loads. */
export async function bulkInsert(tx: Tx, entries: readonly { readonly resource: Resource; readonly patient: Id | null }[]): Promise<void> {
  for (let from = 0; from < entries.length; from += chunk) {
    const part = entries.slice(from, from + chunk);
    for (const { resource, patient } of part) checked(resource, patient);
    await tx.query(
      `insert into resource (type, id, version, content, patient)
       select r.entry->'resource'->>'resourceType', r.entry->'resource'->>'id', 1,
         r.entry->'resource' || jsonb_build_object('meta', coalesce(r.entry->'resource'->'meta', '{}') || ${stamp('1')}),
         (r.entry->>'patient')::uuid
       from jsonb_array_elements($1::jsonb) as r(entry)`,
      [JSON.stringify(part)],
    );
  }
  if (entries.length > 0) tx.announce();
}
