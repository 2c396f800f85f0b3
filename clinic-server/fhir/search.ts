import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Reader } from '../db/pool.ts';
import { Bindings, readableType, scopeSql, type Scope } from './access.ts';
import { bundleOf } from './bundle.ts';
import { dateCondition, pointSql } from './dateRange.ts';
import { FhirRefusal } from './refusal.ts';
import type { Stored } from './resourceStore.ts';
import { conditionSql, type Asked } from './searchConditions.ts';
import { searchParameters } from './searchParameters.ts';
import { parseSearch, type SearchQuery } from './searchQuery.ts';
import type { ServedType } from './types.ts';

function conditionOf(type: ServedType, asked: Asked, bind: Bindings): string {
  if (asked.name === '_id') {
    if (asked.modifier !== null) throw new FhirRefusal(400, 'unknown_modifier');
    return `r.id = any(${bind.add(asked.values)}::text[])`;
  }
  if (asked.name === '_lastUpdated') {
    if (asked.modifier !== null) throw new FhirRefusal(400, 'unknown_modifier');
    const parts = asked.values.map((value) =>
      pointSql('r.updated_at', dateCondition(value), (instant) => `${bind.add(instant)}::timestamptz`),
    );
    return `(${parts.join(' or ')})`;
  }
  const rule = searchParameters[type][asked.name];
  if (!rule) throw new FhirRefusal(400, 'unknown_parameter');
  return conditionSql(type, rule, asked, bind);
}

function where(type: ServedType, scope: Scope, query: SearchQuery, bind: Bindings): string {
  // The type is one of a fixed list and stands in the text itself, so that the partial indexes of that type can serve.
  return [`r.type = '${type}'`, 'not r.deleted', scopeSql(scope, bind), ...query.asked.map((asked) => conditionOf(type, asked, bind))].join(
    ' and ',
  );
}

/** "After the last row of the page before", column by column: rows that come or go meanwhile cannot shift a page. */
function afterSql({ sort, after }: SearchQuery, bind: Bindings): string {
  if (!after) return 'true';
  const values = sort.map((key, index) => `${bind.add(after[index])}::${key.cast}`);
  const steps = sort.map((key, index) => {
    const equal = sort.slice(0, index).map((earlier, at) => `${earlier.sql} = ${values[at]}`);
    return [...equal, `${key.sql} ${key.descending ? '<' : '>'} ${values[index]}`].join(' and ');
  });
  return `(${steps.map((step) => `(${step})`).join(' or ')})`;
}

interface Found {
  content: Stored;
  keys: string[];
}

/** Rows that match, in order, at most `limit`; used by searches and by conditional creates. */
async function findRows(from: Reader, type: ServedType, scope: Scope, query: SearchQuery, limit: number): Promise<readonly Found[]> {
  const bind = new Bindings();
  const conditions = `${where(type, scope, query, bind)} and ${afterSql(query, bind)}`;
  const keys = query.sort.map((key) => `(${key.sql})::text`).join(', ');
  const order = query.sort.map((key) => `${key.sql} ${key.descending ? 'desc' : 'asc'}`).join(', ');
  const { rows } = await from.query<Found>(
    `select r.content, array[${keys}] as keys from resource r where ${conditions} order by ${order} limit ${bind.add(limit)}`,
    bind.values,
  );
  return rows;
}

export async function matching(from: Reader, type: ServedType, criteria: URLSearchParams, limit: number): Promise<Stored[]> {
  const query = parseSearch(type, criteria);
  // `If-None-Exist` without a criterion would match everything of the type.
  if (query.asked.length === 0) throw new FhirRefusal(400, 'invalid_parameter');
  return (await findRows(from, type, { kind: 'all' }, query, limit)).map((row) => row.content);
}

function referencesAt(value: unknown, steps: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => referencesAt(item, steps));
  if (value === null || typeof value !== 'object') return [];
  const [step, ...rest] = steps;
  if (step === undefined) {
    const { reference } = value as { reference?: unknown };
    return typeof reference === 'string' ? [reference] : [];
  }
  return referencesAt((value as Record<string, unknown>)[step.replace('[]', '')], rest);
}

async function included(from: Reader, scope: Scope, query: SearchQuery, found: readonly Resource[]): Promise<Stored[]> {
  const have = new Set(found.map((resource) => `${resource.resourceType}/${resource.id}`));
  const wanted = query.includes.flatMap(({ rule, target }) =>
    found
      .flatMap((resource) => referencesAt(resource, rule.path.split('.')))
      .filter((reference) => {
        const type = reference.split('/')[0] ?? '';
        return rule.targets.includes(type) && (target === null || type === target) && !have.has(reference);
      }),
  );
  const pairs = [...new Set(wanted)].map((reference) => reference.split('/'));
  if (pairs.length === 0) return [];
  const bind = new Bindings();
  const { rows } = await from.query<{ content: Stored }>(
    `select r.content from resource r
     where (r.type, r.id) in (select t.type, t.id from unnest(${bind.add(pairs.map(([type]) => type))}::text[], ${bind.add(pairs.map(([, id]) => id))}::text[]) as t(type, id))
       and not r.deleted and ${scopeSql(scope, bind)} order by r.type, r.id`,
    bind.values,
  );
  return rows.map((row) => row.content);
}

export async function search(from: Reader, scope: Scope, typeName: string, parameters: URLSearchParams, base: string): Promise<Bundle> {
  const type = readableType(scope, typeName);
  const query = parseSearch(type, parameters);
  const bind = new Bindings();
  const total =
    query.total || query.summaryOnly
      ? Number(
          (await from.query<{ n: string }>(`select count(*) as n from resource r where ${where(type, scope, query, bind)}`, bind.values))
            .rows[0]?.n ?? 0,
        )
      : undefined;
  const address = (page: string | null): string => {
    const asked = new URLSearchParams(parameters);
    asked.delete('_page');
    if (page !== null) asked.set('_page', page);
    const text = asked.toString();
    return `${base}/${type}${text ? `?${text}` : ''}`;
  };
  if (query.summaryOnly) return bundleOf('searchset', [], { self: address(null) }, total);
  // One row more than asked tells whether there is a next page, without another query.
  const rows = await findRows(from, type, scope, query, query.count + 1);
  const page = rows.slice(0, query.count);
  const last = page.at(-1);
  const more = rows.length > query.count && last ? { next: address(Buffer.from(JSON.stringify(last.keys)).toString('base64url')) } : {};
  const found = page.map((row) => row.content);
  const entry = (mode: 'match' | 'include') => (resource: Stored) => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode },
  });
  const entries = [...found.map(entry('match')), ...(await included(from, scope, query, found)).map(entry('include'))];
  return bundleOf('searchset', entries, { self: address(parameters.get('_page')), ...more }, total);
}
