import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { inTransaction, type Reader, type Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { Caller } from '../http/caller.ts';
import type { Routes } from '../http/parts.ts';
import { inRounds } from '../http/rounds.ts';
import { Bindings } from './access.ts';
import { bundleOf, historyEntry, type HistoryRow } from './bundle.ts';
import { pageOf } from './feed.ts';
import { FhirRefusal } from './refusal.ts';

/** What a desk needs to go on without the line. Named one by one: results and the papers of visits are nobody's at a desk. */
const officeTypes = ['Patient', 'Appointment', 'Consent', 'RelatedPerson', 'ServiceRequest', 'Task', 'Encounter', 'ChargeItem'] as const;

/** Whose patients are asked for. A kiosk keeps nobody's, and people read their own record only. */
export function officeOf(caller: Caller): Id {
  if (caller.kind !== 'device' || caller.profile === 'kiosk') throw new FhirRefusal(403, 'forbidden');
  return caller.officeId;
}

interface OfficeRow extends HistoryRow {
  readonly left: boolean;
  readonly at: Position;
}

/** Where a page ends: the moment in the order of the feed and, within a patient who came or left at it, the row they had come to. */
interface Position {
  readonly xid: string;
  readonly seq: string;
  readonly rest: string;
}

/** `epoch.xid.seq.rest`. */
function cursorOf(text: string | null, epoch: string): Position {
  if (text === null || text === '') return { xid: '0', seq: '0', rest: '0' };
  const match = /^([0-9a-f-]{36})\.(\d{1,19})\.(\d{1,18})\.(\d{1,18})$/.exec(text);
  if (!match?.[1] || !match[2] || !match[3] || !match[4]) throw new FhirRefusal(400, 'invalid_cursor');
  if (match[1] !== epoch) throw new FhirRefusal(410, 'epoch_changed');
  return { xid: match[2], seq: match[3], rest: match[4] };
}

/** A row of a patient who has left: not removed, and no newer than it was, so its version says nothing of this. */
function leftEntry(base: string, row: OfficeRow): BundleEntry {
  return { extension: [{ url: extensions.leftScope, valueBoolean: true }], ...historyEntry(base, { ...row, deleted: true }) };
}

/** What comes after a position: rows that changed while their patient was here, and all rows of who came or left. `horizon`: from there on nothing is told yet. */
function sources(bind: Bindings, office: Id, { xid, seq, rest }: Position, horizon: string): { readonly changed: string; readonly moved: string } {
  const after = { xid: `${bind.add(xid)}::xid8`, seq: `${bind.add(seq)}::bigint`, rest: `${bind.add(rest)}::bigint` };
  const ours = `m.office = ${bind.add(office)} and r.patient = m.patient and r.patient is not null
    and r.type in (${officeTypes.map((type) => `'${type}'`).join(', ')}) and r.held is distinct from 'never'`;
  return {
    changed: `from resource r, office_patient m where ${ours} and m.present and (r.xid, r.seq) > (m.xid, m.seq)
      and (r.xid, r.seq) > (${after.xid}, ${after.seq}) and r.xid < ${horizon}`,
    // Of somebody who left every row goes, also one that changed since: nothing will tell of it again.
    moved: `from office_patient m, resource r where ${ours} and (not m.present or (r.xid, r.seq) < (m.xid, m.seq))
      and (m.xid, m.seq) >= (${after.xid}, ${after.seq}) and (m.xid, m.seq, r.seq) > (${after.xid}, ${after.seq}, ${after.rest}) and m.xid < ${horizon}`,
  };
}

/** In one statement: the page and the horizon it was seen under speak of the same moment. */
async function pageAfter(from: Reader, office: Id, position: Position, count: number): Promise<{ readonly page: readonly OfficeRow[]; readonly horizon: string }> {
  const bind = new Bindings();
  const horizon = 'pg_snapshot_xmin(pg_current_snapshot())';
  const { changed, moved } = sources(bind, office, position, horizon);
  const row = `r.type, r.id, r.version, (r.deleted or r.held is not null) as deleted, r.content`;
  const columns = 'type, id, version, deleted, content, "left", xid, seq, rest';
  const limit = bind.add(count);
  const { rows } = await from.query<{ horizon: string; page: readonly OfficeRow[] | null }>(
    `with changed as (select ${row}, false as "left", r.xid as xid, r.seq as seq, 0::bigint as rest ${changed} order by r.xid, r.seq limit ${limit}),
       moved as (select ${row}, not m.present as "left", m.xid as xid, m.seq as seq, r.seq as rest ${moved} order by m.xid, m.seq, r.seq limit ${limit}),
       page as (select ${columns} from changed union all select ${columns} from moved order by xid, seq, rest limit ${limit})
     select ${horizon}::text as horizon,
       (select json_agg(json_build_object('type', p.type, 'id', p.id, 'version', p.version, 'deleted', p.deleted, 'left', p."left", 'content', p.content,
          'at', json_build_object('xid', p.xid::text, 'seq', p.seq::text, 'rest', p.rest::text)) order by p.xid, p.seq, p.rest) from page p) as page`,
    bind.values,
  );
  return { page: rows[0]?.page ?? [], horizon: rows[0]?.horizon ?? position.xid };
}

/** Rows after a full page, under the page's own horizon: what has changed since comes later anyhow. Not counted with each question, for nearly all find nothing. */
async function leftAfter(from: Reader, office: Id, position: Position, horizon: string): Promise<number> {
  const bind = new Bindings();
  const { changed, moved } = sources(bind, office, position, `${bind.add(horizon)}::xid8`);
  const { rows } = await from.query<{ left: string }>(`select (select count(*) ${changed}) + (select count(*) ${moved}) as "left"`, bind.values);
  return Number(rows[0]?.left ?? 0);
}

/**
 * The feed of an office's desks (docs/wire.md): what changed in the records of its patients, in the order of (xid, seq) as in the device's
 * own; a patient who came brings all they have at the moment they came, however old; one who left takes it all away at the moment they left.
 */
export async function officeFeed(from: Reader, office: Id, parameters: URLSearchParams, epoch: string, base: string): Promise<Bundle> {
  if (parameters.get('_scope') !== 'office') throw new FhirRefusal(400, 'invalid_parameter');
  const { cursor, count } = pageOf(parameters, ['_scope']);
  const { page, horizon } = await pageAfter(from, office, cursorOf(cursor, epoch), count);
  const last = page.length === count ? page.at(-1)?.at : undefined;
  const left = last === undefined ? 0 : await leftAfter(from, office, last, horizon);
  // At its end everything before the oldest open transaction has been looked at. Without this a quiet office would look through what all
  // others have written since, again with each question.
  const { xid, seq, rest } = last ?? { xid: horizon, seq: '0', rest: '0' };
  const address = (token: string | null): string =>
    `${base}/_history?${new URLSearchParams({ _scope: 'office', ...(token === null ? {} : { _cursor: token }), _count: String(count) })}`;
  return bundleOf(
    'history',
    page.map((one) => (one.left ? leftEntry(base, one) : historyEntry(base, one))),
    { self: address(cursor), next: address(`${epoch}.${xid}.${seq}.${rest}`) },
    page.length + left,
  );
}

const atOnce = 500;

/** Patients whom nothing binds to the office any more leave it; how many. */
export async function letLeave(tx: Tx, now: Instant): Promise<number> {
  const { count } = await tx.query(
    `update office_patient m set present = false, xid = pg_current_xact_id(), seq = nextval('feed_seq') from
       (select o.office, o.patient from office_patient o where o.present and o.until <= $1 order by o.until limit ${atOnce} for update skip locked) gone
     where m.office = gone.office and m.patient = gone.patient`,
    [timestamp(now)],
  );
  if (count > 0) tx.announce();
  return count;
}

const everyMs = 10 * 60_000;

/** A round that fails is reported and the next one tries again. */
export const officeScope: Routes = (app, parts) => {
  inRounds(app, everyMs, async () => {
    try {
      while ((await inTransaction(parts.pool, (tx) => letLeave(tx, parts.now()))) === atOnce);
    } catch (error) {
      parts.log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'leaving an office failed');
    }
  });
};
