import { FhirRefusal } from './refusal.ts';
import type { Asked } from './searchConditions.ts';
import { foldSql } from './searchConditions.ts';
import { searchParameters, type Rule } from './searchParameters.ts';
import type { ServedType } from './types.ts';

export interface SortKey {
  readonly sql: string;
  readonly cast: 'timestamptz' | 'text';
  readonly descending: boolean;
}

export interface SearchQuery {
  readonly asked: readonly Asked[];
  readonly count: number;
  /** Ends with the id, so that no two rows are equal and a page cannot lose one. */
  readonly sort: readonly SortKey[];
  /** The sort values of the last row of the page before. */
  readonly after: readonly string[] | null;
  readonly includes: readonly {
    readonly name: string;
    readonly rule: Extract<Rule, { kind: 'reference' }>;
    readonly target: string | null;
  }[];
  readonly total: boolean;
  readonly summaryOnly: boolean;
}

const most = 1000;
const usual = 50;

const refuse = (code = 'invalid_parameter'): FhirRefusal => new FhirRefusal(400, code);

function ruleOf(type: ServedType, name: string): Rule | undefined {
  const rules = searchParameters[type];
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}

function sortSql(type: ServedType, name: string): Pick<SortKey, 'sql' | 'cast'> {
  if (name === '_id') return { sql: 'r.id', cast: 'text' };
  if (name === '_lastUpdated') return { sql: 'r.updated_at', cast: 'timestamptz' };
  const rule = ruleOf(type, name);
  if (rule?.kind === 'date') return { sql: `coalesce(fhir_low(${rule.from}), '-infinity')`, cast: 'timestamptz' };
  if (rule?.kind === 'code') return { sql: `coalesce(r.content->>'${rule.field}', '')`, cast: 'text' };
  if (rule?.kind === 'string')
    return { sql: `coalesce(${foldSql(`jsonb_path_query_first(r.content, '${rule.paths[0] ?? '$'}') #>> '{}'`)}, '')`, cast: 'text' };
  throw refuse('unknown_parameter');
}

function sortKeys(type: ServedType, value: string | null): SortKey[] {
  const names = value ? value.split(',').slice(0, 5) : [];
  const keys = names.map((name) => {
    const descending = name.startsWith('-');
    return { ...sortSql(type, descending ? name.slice(1) : name), descending };
  });
  return [...keys, { sql: 'r.id', cast: 'text', descending: false }];
}

function afterOf(token: string | null, keys: readonly SortKey[]): readonly string[] | null {
  if (token === null) return null;
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw refuse();
  }
  if (!Array.isArray(values) || values.length !== keys.length) throw refuse();
  return values.map((value: unknown, index) => {
    const time = /^(-?infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(:\d\d)?)$/;
    if (typeof value !== 'string' || value.includes('\0') || (keys[index]?.cast === 'timestamptz' && !time.test(value))) throw refuse();
    return value;
  });
}

/** Values of a parameter are split at commas; `\,` is a comma inside a value. */
function split(value: string): string[] {
  return value.split(/(?<!\\),/).map((part) => part.replace(/\\([,|$\\])/g, '$1'));
}

function whole(value: string, least: number): number {
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw refuse();
  return Number(value);
}

function includeOf(type: ServedType, value: string): SearchQuery['includes'][number] {
  const [from, name = '', target] = value.split(':');
  const rule = from === type ? ruleOf(type, name) : undefined;
  if (rule?.kind !== 'reference' || (target !== undefined && !rule.targets.includes(target))) throw refuse('unknown_include');
  return { name, rule, target: target ?? null };
}

/** Reads a search; a parameter this server does not know is refused rather than ignored: ignoring a filter would answer too much. */
export function parseSearch(type: ServedType, parameters: URLSearchParams): SearchQuery {
  const one = (name: string): string | null => {
    const values = parameters.getAll(name);
    if (values.length > 1) throw refuse();
    return values[0] ?? null;
  };
  const asked: Asked[] = [];
  for (const [key, value] of parameters) {
    if (key.includes('\0') || value.includes('\0')) throw refuse();
    if (control.has(key)) continue;
    const [name = '', modifier = null, ...rest] = key.split(':');
    if (rest.length > 0 || (name !== '_id' && name !== '_lastUpdated' && !ruleOf(type, name))) throw refuse('unknown_parameter');
    // Empty means "no value given" in FHIR and takes no part in the search.
    if (value !== '') asked.push({ name, modifier, values: split(value) });
  }
  const sort = sortKeys(type, one('_sort'));
  const format = one('_format');
  if (format !== null && !/^(application\/)?(fhir\+)?json$/.test(format.replace(' ', '+'))) throw new FhirRefusal(406, 'format_not_served');
  const total = one('_total');
  if (total !== null && !['none', 'estimate', 'accurate'].includes(total)) throw refuse();
  const summary = one('_summary');
  if (summary !== null && !['count', 'false'].includes(summary)) throw refuse();
  const count = one('_count');
  return {
    asked,
    sort,
    after: afterOf(one('_page'), sort),
    count: Math.min(most, count === null ? usual : whole(count, 0)),
    includes: parameters.getAll('_include').map((value) => includeOf(type, value)),
    total: total !== 'none',
    summaryOnly: summary === 'count' || count === '0',
  };
}

const control: ReadonlySet<string> = new Set(['_sort', '_count', '_include', '_total', '_summary', '_format', '_pretty', '_page']);
