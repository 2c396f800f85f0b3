import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Tx } from '../db/pool.ts';
import { etagOf } from './bundle.ts';
import { patientOf } from './compartment.ts';
import {
  addressed,
  bodyOf,
  existing,
  lockedBefore,
  putRow,
  readInScope,
  takeTurns,
  touching,
  versionOf,
  type Written,
} from './interactions.ts';
import { FhirRefusal } from './refusal.ts';
import { findResource, insertResource, removeResource, type Stored } from './resourceStore.ts';
import { search } from './search.ts';
import type { ServedType } from './types.ts';
import { isServedType } from './validate.ts';
import type { Change, WriteRule } from './writeRule.ts';

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

/** Conditional creates of a type take turns, and in one order for all transactions. */
async function lockTypes(tx: Tx, steps: readonly Step[]): Promise<void> {
  await takeTurns(
    tx,
    steps.flatMap((step) =>
      step.method === 'POST' && isObject(step.entry['request']) && step.entry['request']['ifNoneExist'] !== undefined ? [step.type] : [],
    ),
  );
}

/**
 * Takes every row the steps will need, in one order for all transactions: two that write the same resources in opposite orders would
 * otherwise stand in each other's way until PostgreSQL undoes one, a second at a time.
 */
async function lockRows(tx: Tx, steps: readonly Step[]): Promise<void> {
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

async function locatedLater<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw atEntry(error, index);
  }
}

/** What each step will write, with its real id and its references resolved, and what conditional creates have found instead. */
async function preparedSteps(tx: Tx, steps: readonly Step[]) {
  const given = new Map<Step, Resource>();
  const found = new Map<Step, Stored>();
  const addresses = new Map<string, string>();
  // Identities first: an entry may refer to one that comes after it, or to one that turns out to exist already.
  for (const step of steps) {
    if (step.method !== 'POST' && step.method !== 'PUT') continue;
    const resource = located(step.index, () => bodyOf(step.entry['resource'], step.type));
    const id = step.method === 'POST' ? randomUUID() : resource.id;
    const ifNoneExist = text((step.entry['request'] as Record<string, unknown>)['ifNoneExist']);
    if (step.method === 'POST' && ifNoneExist !== undefined) {
      const same = await locatedLater(step.index, () => existing(tx, step.type, ifNoneExist));
      if (same) found.set(step, same);
    }
    given.set(step, { ...resource, ...(id === undefined ? {} : { id }) });
    if (step.fullUrl?.startsWith('urn:uuid:')) addresses.set(step.fullUrl, `${step.type}/${found.get(step)?.id ?? id}`);
  }
  const writes = new Map<Step, Resource & { id: string }>();
  for (const [step, resource] of given) {
    if (found.has(step)) continue;
    const whole = resolved(resource, addresses) as Resource;
    writes.set(
      step,
      located(step.index, () => addressed(whole, step.id ?? whole.id ?? '')),
    );
  }
  return { writes, found };
}

/** All or nothing: it runs in the caller's database transaction, and any refusal undoes every entry. */
export async function transaction(tx: Tx, rule: WriteRule, body: unknown, base: string): Promise<Bundle> {
  const steps = stepsOf(body);
  await lockTypes(tx, steps);
  const { writes, found } = await preparedSteps(tx, steps);
  const removals = steps.filter(({ method }) => method === 'DELETE');
  await rule.prepare(tx, [...[...writes.values()].map(touching), ...removals.map(({ type, id }) => ({ type, id: id ?? '', after: null }))]);
  await lockRows(tx, steps);

  const answers = new Map<number, BundleEntry>();
  const written = new Map<Step, Written>();
  const changes = new Map<Change, Step>();
  for (const method of order) {
    if (method === 'GET') await rule.settle(tx, [...changes.keys()], (change, work) => locatedLater(changes.get(change)?.index ?? 0, work));
    for (const step of steps) {
      if (step.method !== method) continue;
      await locatedLater(step.index, async () => {
        const resource = writes.get(step);
        const same = found.get(step);
        if (same) written.set(step, { resource: same, created: false });
        else if (resource) {
          const done = await write(tx, step, resource);
          written.set(step, done.written);
          changes.set(done.change, step);
        } else if (method === 'DELETE' && step.id !== null) {
          const before = await lockedBefore(tx, step.type, step.id);
          const ifMatch = ifMatchOf(step);
          const version = await removeResource(tx, step.type, step.id, ifMatch === undefined ? {} : { ifMatch });
          changes.set({ before, after: null }, step);
          answers.set(step.index, { response: { status: '204', etag: etagOf(version) } });
        } else answers.set(step.index, { resource: await read(tx, step, base), response: { status: '200' } });
      });
    }
  }
  // As it lies there now: the rule may have changed the picture of a time that was written here.
  for (const [step, { resource, created }] of written) {
    const now = (await findResource(tx, step.type, resource.id))?.content ?? resource;
    answers.set(step.index, answered({ resource: now, created }, base));
  }
  const entry = steps.flatMap(({ index }) => answers.get(index) ?? []);
  return { resourceType: 'Bundle', type: 'transaction-response', ...(entry.length > 0 ? { entry } : {}) };
}

const ifMatchOf = (step: Step) => versionOf(text((step.entry['request'] as Record<string, unknown>)['ifMatch']));

async function write(tx: Tx, step: Step, resource: Resource & { id: string }): Promise<{ written: Written; change: Change }> {
  const ifMatch = ifMatchOf(step);
  if (step.method === 'PUT') return putRow(tx, resource, ifMatch);
  const after = await insertResource(tx, resource, { patient: patientOf(resource) });
  return { written: { resource: after, created: true }, change: { before: null, after } };
}

async function read(tx: Tx, step: Step, base: string): Promise<Resource> {
  const scope = { kind: 'all' } as const;
  if (step.id === null) return search(tx, scope, step.type, new URLSearchParams(step.query ?? ''), base);
  return readInScope(tx, scope, step.type, step.id);
}
