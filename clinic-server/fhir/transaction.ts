import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import { etagOf } from './bundle.ts';
import { patientOf } from './compartment.ts';
import { bodyOf, existing, put, readInScope, takeTurns, versionOf, type Written } from './interactions.ts';
import { FhirRefusal } from './refusal.ts';
import { insertResource, removeResource } from './resourceStore.ts';
import { search } from './search.ts';
import type { ServedType } from './types.ts';
import { isServedType } from './validate.ts';

type Method = 'DELETE' | 'POST' | 'PUT' | 'GET';
// FHIR's order of work inside a transaction, whatever the order of the entries.
const order: readonly Method[] = ['DELETE', 'POST', 'PUT', 'GET'];

interface Step {
  readonly index: number;
  readonly method: Method;
  readonly type: ServedType;
  readonly id: string | null;
  readonly query: string | null;
  readonly entry: Record<string, unknown>;
  readonly fullUrl: string | null;
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

const text = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new FhirRefusal(400, 'invalid_entry');
  return value;
};

function stepOf(entry: unknown, index: number): Step {
  if (!isObject(entry) || !isObject(entry['request'])) throw new FhirRefusal(400, 'invalid_entry');
  const method = order.find((known) => known === (entry['request'] as Record<string, unknown>)['method']);
  const match = /^([A-Z][A-Za-z]+)(?:\/([A-Za-z0-9.-]{1,64}))?(?:\?(.*))?$/.exec(text(entry['request']['url']) ?? '');
  const type = match?.[1];
  if (!method || !match || !isServedType(type)) throw new FhirRefusal(400, 'invalid_entry');
  const id = match[2] ?? null;
  const query = match[3] ?? null;
  const fits =
    method === 'POST' ? id === null && query === null : method === 'GET' ? id === null || query === null : id !== null && query === null;
  if (!fits) throw new FhirRefusal(400, 'invalid_entry');
  return { index, method, type, id, query, entry, fullUrl: text(entry['fullUrl']) ?? null };
}

function stepsOf(bundle: unknown): Step[] {
  if (!isObject(bundle) || bundle['resourceType'] !== 'Bundle') throw new FhirRefusal(400, 'not_a_bundle');
  if (bundle['type'] !== 'transaction') throw new FhirRefusal(400, 'not_a_transaction');
  const entries = bundle['entry'] ?? [];
  if (!Array.isArray(entries)) throw new FhirRefusal(400, 'not_a_bundle');
  const steps = entries.map((entry, index) => located(index, () => stepOf(entry, index)));
  const named = steps.filter((step) => step.method !== 'GET' && step.id !== null).map((step) => `${step.type}/${step.id}`);
  const urls = steps.flatMap((step) => (step.method === 'POST' && step.fullUrl !== null ? [step.fullUrl] : []));
  // What should win if one resource is written twice in one instant has no answer.
  if (new Set(named).size !== named.length || new Set(urls).size !== urls.length) throw new FhirRefusal(400, 'duplicate_entry');
  return steps;
}

/**
 * Takes every lock the steps will need, in one order for all transactions: two that write the same resources in opposite orders would
 * otherwise stand in each other's way until PostgreSQL undoes one, a second at a time.
 */
async function lockAll(tx: Tx, steps: readonly Step[]): Promise<void> {
  await takeTurns(
    tx,
    steps.flatMap((step) =>
      step.method === 'POST' && isObject(step.entry['request']) && step.entry['request']['ifNoneExist'] !== undefined ? [step.type] : [],
    ),
  );
  const named = steps.filter((step) => (step.method === 'PUT' || step.method === 'DELETE') && step.id !== null);
  if (named.length === 0) return;
  await tx.query(
    `select from resource r where (r.type, r.id) in (select t.type, t.id from unnest($1::text[], $2::text[]) as t(type, id)) order by r.type, r.id for update`,
    [named.map(({ type }) => type), named.map(({ id }) => id)],
  );
}

/** Names the entry that failed, so that a writer of two hundred knows which one. */
function atEntry(error: unknown, index: number): unknown {
  if (!(error instanceof FhirRefusal)) return error;
  return new FhirRefusal(error.status, error.code, { expression: [`Bundle.entry[${index}]`, ...error.expression], headers: error.headers });
}

function located<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw atEntry(error, index);
  }
}

/** Every text that is exactly one of the temporary addresses becomes the real one, wherever R4 lets a reference or uri stand. */
function resolved(value: unknown, addresses: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return addresses.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => resolved(item, addresses));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, addresses)]));
}

function answered({ resource, created }: Written, base: string): BundleEntry {
  const path = `${resource.resourceType}/${resource.id}`;
  const { versionId, lastUpdated } = resource.meta;
  return {
    fullUrl: `${base}/${path}`,
    resource,
    response: {
      status: created ? '201' : '200',
      location: `${path}/_history/${versionId}`,
      etag: etagOf(versionId),
      lastModified: lastUpdated,
    },
  };
}

/** All or nothing: it runs in the caller's database transaction, and any refusal undoes every entry. */
export async function transaction(tx: Tx, body: unknown, base: string): Promise<Bundle> {
  const steps = stepsOf(body);
  await lockAll(tx, steps);
  const resources = new Map<Step, Resource>();
  const found = new Map<Step, Written>();
  const addresses = new Map<string, string>();
  // Identities first: an entry may refer to one that comes after it, or to one that turns out to exist already.
  for (const step of steps) {
    if (step.method !== 'POST' && step.method !== 'PUT') continue;
    const resource = located(step.index, () => bodyOf(step.entry['resource'], step.type));
    const id = step.method === 'POST' ? randomUUID() : resource.id;
    const ifNoneExist = text((step.entry['request'] as Record<string, unknown>)['ifNoneExist']);
    if (step.method === 'POST' && ifNoneExist !== undefined) {
      try {
        const same = await existing(tx, step.type, ifNoneExist);
        if (same) found.set(step, { resource: same, created: false });
      } catch (error) {
        throw atEntry(error, step.index);
      }
    }
    resources.set(step, { ...resource, ...(id === undefined ? {} : { id }) });
    if (step.fullUrl?.startsWith('urn:uuid:')) addresses.set(step.fullUrl, `${step.type}/${found.get(step)?.resource.id ?? id}`);
  }
  const answers = new Map<number, BundleEntry>();
  for (const method of order) {
    for (const step of steps) {
      if (step.method !== method) continue;
      try {
        answers.set(step.index, await run(tx, step, resources.get(step), found.get(step), addresses, base));
      } catch (error) {
        throw atEntry(error, step.index);
      }
    }
  }
  const entry = steps.flatMap(({ index }) => answers.get(index) ?? []);
  return { resourceType: 'Bundle', type: 'transaction-response', ...(entry.length > 0 ? { entry } : {}) };
}

async function run(
  tx: Tx,
  step: Step,
  given: Resource | undefined,
  same: Written | undefined,
  addresses: ReadonlyMap<string, string>,
  base: string,
): Promise<BundleEntry> {
  const ifMatch = versionOf(text((step.entry['request'] as Record<string, unknown>)['ifMatch']));
  if (step.method === 'DELETE' && step.id !== null) {
    const version = await removeResource(tx, step.type, step.id, ifMatch === undefined ? {} : { ifMatch });
    return { response: { status: '204', etag: etagOf(version) } };
  }
  if (step.method === 'GET') {
    const scope = { kind: 'all' } as const;
    const resource =
      step.id === null
        ? await search(tx, scope, step.type, new URLSearchParams(step.query ?? ''), base)
        : await readInScope(tx, scope, step.type, step.id);
    return { resource, response: { status: '200' } };
  }
  if (same) return answered(same, base);
  const resource = resolved(given, addresses) as Resource;
  if (step.method === 'PUT' && step.id !== null) return answered(await put(tx, resource, step.id, ifMatch), base);
  return answered({ resource: await insertResource(tx, resource, { patient: patientOf(resource) }), created: true }, base);
}
