import type { Bundle } from '@medplum/fhirtypes';
import type { Reader } from '../db/pool.ts';
import { Bindings, readableType, scopeSql, type Scope } from './access.ts';
import { bundleOf, historyEntry, type HistoryRow } from './bundle.ts';
import { dateCondition } from './dateRange.ts';
import { FhirRefusal } from './refusal.ts';
import { fhirId } from './validate.ts';

/** Newest first, as FHIR orders it; the pages are cut by (time, type, id, version), which no two versions share. */
interface Page {
  readonly since: string | null;
  readonly count: number;
  readonly before: readonly [string, string, string, string] | null;
}

function pageOf(parameters: URLSearchParams): Page {
  for (const key of parameters.keys())
    if (!['_since', '_count', '_page', '_format', '_pretty'].includes(key)) throw new FhirRefusal(400, 'unknown_parameter');
  const count = parameters.get('_count');
  if (count !== null && !/^[1-9]\d{0,8}$/.test(count)) throw new FhirRefusal(400, 'invalid_parameter');
  const since = parameters.get('_since');
  return {
    since: since === null ? null : dateCondition(since).low,
    count: Math.min(2000, count === null ? 100 : Number(count)),
    before: beforeOf(parameters.get('_page')),
  };
}

function beforeOf(token: string | null): Page['before'] {
  if (token === null) return null;
  const parts = Buffer.from(token, 'base64url').toString('utf8').split('|');
  const [time = '', type = '', id = '', version = ''] = parts;
  const fits =
    /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?$/.test(time) &&
    /^[A-Za-z]{1,64}$/.test(type) &&
    fhirId.test(id) &&
    /^\d{1,9}$/.test(version);
  if (parts.length !== 4 || !fits) throw new FhirRefusal(400, 'invalid_parameter');
  return [time, type, id, version];
}

/** Versions of one resource, of a type, or of everything in scope; each version is an entry. */
export async function history(
  from: Reader,
  scope: Scope,
  of: { readonly type: string | null; readonly id: string | null },
  parameters: URLSearchParams,
  base: string,
): Promise<Bundle> {
  const type = of.type === null ? null : readableType(scope, of.type);
  if (of.id !== null && !fhirId.test(of.id)) throw new FhirRefusal(404, 'not_found');
  const page = pageOf(parameters);
  const bind = new Bindings();
  const fixed = [
    scopeSql(scope, bind),
    ...(type === null ? [] : [`r.type = ${bind.add(type)}`]),
    ...(of.id === null ? [] : [`r.id = ${bind.add(of.id)}`]),
    ...(page.since === null ? [] : [`r.updated_at >= ${bind.add(page.since)}::timestamptz`]),
  ].join(' and ');
  const total = Number(
    (await from.query<{ n: string }>(`select count(*) as n from resource_version r where ${fixed}`, bind.values)).rows[0]?.n ?? 0,
  );
  if (of.id !== null && total === 0 && page.since === null) throw new FhirRefusal(404, 'not_found');
  const before = page.before
    ? `(r.updated_at, r.type, r.id, r.version) < (${bind.add(page.before[0])}::timestamptz, ${bind.add(page.before[1])}, ${bind.add(page.before[2])}, ${bind.add(page.before[3])}::int)`
    : 'true';
  const { rows } = await from.query<HistoryRow & { at: string }>(
    `select r.type, r.id, r.version, r.deleted, r.content, r.updated_at::text as at from resource_version r
     where ${fixed} and ${before} order by r.updated_at desc, r.type desc, r.id desc, r.version desc limit ${bind.add(page.count + 1)}`,
    bind.values,
  );
  const shown = rows.slice(0, page.count);
  const last = shown.at(-1);
  const path = `${base}${type === null ? '' : `/${type}`}${of.id === null ? '' : `/${of.id}`}/_history`;
  const address = (token: string | null): string => {
    const asked = new URLSearchParams(parameters);
    asked.delete('_page');
    if (token !== null) asked.set('_page', token);
    return asked.size > 0 ? `${path}?${asked}` : path;
  };
  const next =
    rows.length > page.count && last
      ? { next: address(Buffer.from([last.at, last.type, last.id, last.version].join('|')).toString('base64url')) }
      : {};
  return bundleOf(
    'history',
    shown.map((row) => historyEntry(base, row)),
    { self: address(parameters.get('_page')), ...next },
    total,
  );
}
