import { randomUUID } from 'node:crypto';
import type { Resource } from '@medplum/fhirtypes';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { Bindings, goneSql, knownSql, type Scope } from './access.ts';
import { patientOf } from './compartment.ts';
import { FhirRefusal } from './refusal.ts';
import { findResource, insertResource, removeResource, updateResource, type Stored } from './resourceStore.ts';
import { matching } from './search.ts';
import type { ServedType } from './types.ts';
import { fhirId, validated } from './validate.ts';
import { alone, type Change, type Touched, type WriteRule } from './writeRule.ts';

export interface Written {
  readonly resource: Stored;
  readonly created: boolean;
}

/** The resource of a request's body, when it says it is of the type the address says. */
export function bodyOf(body: unknown, type: ServedType): Resource {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw new FhirRefusal(400, 'not_a_resource');
  if ((body as { resourceType?: unknown }).resourceType !== type) throw new FhirRefusal(400, 'type_mismatch');
  return body as Resource;
}

/** `W/"3"` → 3. */
export function versionOf(etag: string | undefined): number | undefined {
  if (etag === undefined) return undefined;
  const match = /^(?:W\/)?"([1-9]\d{0,8})"$/.exec(etag.trim());
  if (!match) throw new FhirRefusal(400, 'invalid_if_match');
  return Number(match[1]);
}

/** A version in scope, the newest when none is named. Another patient's is as unknown as one that never was. */
export async function readInScope(from: Reader, scope: Scope, type: ServedType, id: string, version?: string): Promise<Stored> {
  if (!fhirId.test(id) || (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))) throw new FhirRefusal(404, 'not_found');
  const bind = new Bindings();
  const source = version === undefined ? 'resource r' : 'resource_version r';
  const one = version === undefined ? 'true' : `r.version = ${bind.add(Number(version))}`;
  const { rows } = await from.query<{ content: Stored; deleted: boolean }>(
    `select r.content, ${goneSql(scope)} as deleted from ${source} where r.type = ${bind.add(type)} and r.id = ${bind.add(id)} and ${one} and ${knownSql(scope, bind)}`,
    bind.values,
  );
  const row = rows[0];
  if (!row) throw new FhirRefusal(404, 'not_found');
  if (row.deleted) throw new FhirRefusal(410, 'deleted');
  return row.content;
}

/** The owner as the column has it; `insertResource` refuses what is not an id. */
const ownerOf = (resource: Resource): Id | null => patientOf(resource);

/** Two requests that look at the same moment would both find nothing and both create; conditional creates of a type take turns. */
export async function takeTurns(tx: Tx, types: readonly ServedType[]): Promise<void> {
  // Always in the same order: two transactions that each wait for the other's type would end in a deadlock.
  for (const type of [...new Set(types)].sort()) await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7004002))', [type]);
}

/** The one resource that meets `If-None-Exist`, or null. 412 when several do: which of them is meant is not for us to guess. */
export async function existing(tx: Tx, type: ServedType, ifNoneExist: string): Promise<Stored | null> {
  await takeTurns(tx, [type]);
  const found = await matching(tx, type, new URLSearchParams(ifNoneExist.slice(ifNoneExist.indexOf('?') + 1)), 2);
  if (found.length > 1) throw new FhirRefusal(412, 'several_match');
  return found[0] ?? null;
}

/** Create: the id is the server's, whatever the body says. */
export async function create(tx: Tx, rule: WriteRule, resource: Resource, ifNoneExist?: string): Promise<Written> {
  const same = ifNoneExist === undefined ? null : await existing(tx, resource.resourceType as ServedType, ifNoneExist);
  if (same) return { resource: same, created: false };
  const named = validated({ ...resource, id: randomUUID() });
  await rule.prepare(tx, [touching(named)]);
  const after = await insertResource(tx, named, { patient: ownerOf(named) });
  await rule.settle(tx, [{ before: null, after }], alone);
  return { resource: after, created: true };
}

/** A resource with its id, valid R4, as a rule gets to see it. */
export function touching(resource: Resource): Touched {
  return { type: resource.resourceType as ServedType, id: resource.id ?? '', after: resource };
}

/** The resource as it is before a write of this transaction; nobody else can change it from here on. */
export async function lockedBefore(tx: Tx, type: ServedType, id: string): Promise<Stored | null> {
  const found = await findResource(tx, type, id, true);
  return found && !found.deleted ? found.content : null;
}

/** Update, or create under the id the writer has chosen. */
export async function put(tx: Tx, rule: WriteRule, resource: Resource, id: string, ifMatch?: number): Promise<Written> {
  const named = addressed(resource, id);
  await rule.prepare(tx, [touching(named)]);
  const { written, change } = await putRow(tx, named, ifMatch);
  await rule.settle(tx, [change], alone);
  return written;
}

/** The body of an update, when it is valid and says the same id as the address. */
export function addressed(resource: Resource, id: string): Resource & { id: string } {
  if (resource.id !== id) throw new FhirRefusal(400, 'id_mismatch');
  return { ...validated(resource), id };
}

/** The row alone; whoever calls it has the rule prepared and settles it. */
export async function putRow(
  tx: Tx,
  named: Resource & { id: string },
  ifMatch?: number,
): Promise<{ readonly written: Written; readonly change: Change }> {
  const type = named.resourceType as ServedType;
  if (!(await findResource(tx, type, named.id))) {
    if (ifMatch !== undefined) throw new FhirRefusal(412, 'version_conflict');
    try {
      const after = await insertResource(tx, named, { patient: ownerOf(named) });
      return { written: { resource: after, created: true }, change: { before: null, after } };
    } catch (error) {
      // Somebody else has created it since we looked: then this is an update of theirs.
      if (!(error instanceof FhirRefusal && error.code === 'id_taken')) throw error;
    }
  }
  const before = await lockedBefore(tx, type, named.id);
  const after = await updateResource(tx, named, ifMatch === undefined ? {} : { ifMatch });
  return { written: { resource: after, created: false }, change: { before, after } };
}

/** Removes a resource; returns the version of its removal. */
export async function remove(tx: Tx, rule: WriteRule, type: ServedType, id: string, ifMatch?: number): Promise<number> {
  await rule.prepare(tx, [{ type, id, after: null }]);
  const before = await lockedBefore(tx, type, id);
  const version = await removeResource(tx, type, id, ifMatch === undefined ? {} : { ifMatch });
  await rule.settle(tx, [{ before, after: null }], alone);
  return version;
}
