import type { Bundle } from '@medplum/fhirtypes';
import type { Reader } from '../db/pool.ts';
import { Bindings, goneSql, type Scope } from './access.ts';
import { bundleOf, historyEntry, type HistoryRow } from './bundle.ts';
import { FhirRefusal } from './refusal.ts';

const most = 2000;
const usual = 500;

interface Cursor {
  readonly xid: string;
  readonly seq: string;
}

/** `epoch.xid.seq`. Of another epoch: what it points to may never have happened in this database. */
function cursorOf(text: string | null, epoch: string): Cursor {
  if (text === null || text === '') return { xid: '0', seq: '0' };
  const match = /^([0-9a-f-]{36})\.(\d{1,19})\.(\d{1,18})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3]) throw new FhirRefusal(400, 'invalid_cursor');
  if (match[1] !== epoch) throw new FhirRefusal(410, 'epoch_changed');
  return { xid: match[2], seq: match[3] };
}

/** What every feed may be asked for; `more` are the parameters of one of them. */
export function pageOf(parameters: URLSearchParams, more: readonly string[] = []): { readonly cursor: string | null; readonly count: number } {
  for (const key of parameters.keys())
    if (!['_cursor', '_count', '_format', '_pretty', ...more].includes(key)) throw new FhirRefusal(400, 'unknown_parameter');
  const text = parameters.get('_count');
  if (text !== null && !/^[1-9]\d{0,8}$/.test(text)) throw new FhirRefusal(400, 'invalid_parameter');
  return { cursor: parameters.get('_cursor'), count: text === null ? usual : Math.min(most, Number(text)) };
}

/** The feed leaves out nothing of its scope and adds nothing: a patient's is the compartment as far as it was ever released, a device's what everybody shares. */
function feedScopeSql(scope: Scope, bind: Bindings): string {
  if (scope.kind === 'all') return 'true';
  return scope.kind === 'shared' ? 'r.patient is null' : `r.patient = ${bind.add(scope.patient)} and r.held is distinct from 'never'`;
}

/**
 * `kabinet-history` (docs/wire.md): each resource once at its newest state, after the cursor, in the order of (xid, seq). Rows of
 * transactions that could still be preceded by an open one are held back, or a late commit would be skipped for ever.
 */
export async function feed(from: Reader, scope: Scope, parameters: URLSearchParams, epoch: string, base: string): Promise<Bundle> {
  const { cursor: text, count } = pageOf(parameters);
  const cursor = cursorOf(text, epoch);
  const bind = new Bindings();
  const left = `from resource r where ${feedScopeSql(scope, bind)} and (r.xid, r.seq) > (${bind.add(cursor.xid)}::xid8, ${bind.add(cursor.seq)}::bigint)
    and r.xid < pg_snapshot_xmin(pg_current_snapshot())`;
  // One statement, one snapshot: the number left and the page speak of the same moment. The columns of the order are qualified,
  // because an output column of the same name would make it the order of their texts.
  const { rows } = await from.query<HistoryRow & { xid_text: string; seq_text: string; total: string }>(
    `with page as (select r.type, r.id, r.version, ${goneSql(scope)} as deleted, r.content, r.xid, r.seq ${left} order by r.xid, r.seq limit ${bind.add(count)})
     select p.type, p.id, p.version, p.deleted, p.content, p.xid::text as xid_text, p.seq::text as seq_text, (select count(*) ${left}) as total
     from page p order by p.xid, p.seq`,
    bind.values,
  );
  const last = rows.at(-1);
  const next = last ? `${epoch}.${last.xid_text}.${last.seq_text}` : `${epoch}.${cursor.xid}.${cursor.seq}`;
  const address = (token: string | null): string =>
    `${base}/_history?${new URLSearchParams({ ...(token === null ? {} : { _cursor: token }), _count: String(count) })}`;
  return bundleOf(
    'history',
    rows.map((row) => historyEntry(base, row)),
    { self: address(text), next: address(next) },
    Number(rows[0]?.total ?? 0),
  );
}
