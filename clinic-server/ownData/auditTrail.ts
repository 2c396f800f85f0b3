import type { AuditEvent, AuditEventAgent, Bundle, Patient } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { AccessDeed } from '../../shared/features/ownData.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { toWire } from '../../shared/lib/moscow.ts';
import type { Reader } from '../db/pool.ts';
import { fromDatabase, milliseconds } from '../db/timestamp.ts';
import { bundleOf } from '../fhir/bundle.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { maskedPerson } from '../staff/masked.ts';

/** What the server's other records call it. An act that no one has words for yet is told as `other`, and never left out. */
const deedOf: Readonly<Record<string, AccessDeed>> = {
  ...{ password_changed: 'passwordChanged', phone_changed: 'phoneChanged', email_change_begun: 'emailChangeBegun', email_changed: 'emailChanged', sign_ins_ended: 'signInsEnded', account_closed: 'accountClosed' },
  ...{ locked: 'locked', lifted: 'lifted', document_seen: 'documentSeen', case_decided: 'caseDecided', esia_linked: 'esiaLinked', patient_found: 'found', paper_signed: 'paperSigned' },
  ...{ representative_granted: 'representativeGranted', representative_revoked: 'representativeRevoked', representatives_seen: 'representativesSeen', acts_for: 'actsFor', acting_ended: 'actingEnded' },
  ...{ items_erased: 'erased', restore_confirmed: 'restored', receipt_seen: 'caseSeen', restore_opened: 'restoreOpened', application_seen: 'caseSeen', restore_refused: 'caseDecided' },
  ...{ conflict_opened: 'caseOpened', conflict_decided: 'caseDecided', conflict_undone: 'caseDecided' },
  ...{ signIn: 'signIn', read: 'read', changed: 'changed', caseSeen: 'caseSeen', codeMinted: 'codeMinted', exported: 'exported', exportSent: 'exportSent', exportTaken: 'exportTaken' },
};

/** What only a rule or a person's own letter does: nobody of the staff, and nobody acting for somebody. */
const bySystem = new Set(['locked', 'system', 'conflict_opened']);

interface Row {
  readonly id: string;
  readonly at: string;
  readonly atMs: number;
  readonly deed: string;
  readonly reader: string;
  readonly staffName: string | null;
  readonly staffRole: string | null;
  readonly representative: Patient | null;
  readonly deviceCode: string | null;
  readonly office: { readonly id: string; readonly name?: string; readonly _name?: object } | null;
  readonly things: readonly string[];
}

/** Everything the server knows of who did what with one patient's record. Columns are the same in all three. */
const trail = `
  select 'a-' || a.number as id, a.at, a.action as deed, '' as reader, a.staff, a.representation, a.representative, a.device, '{}'::text[] as things from identity_audit a where a.patient = $1
  union all
  select 's-' || min(s.id::text), s.made_at, 'signIn', 'self', null, null, null, s.device, '{}' from sign_in s where s.patient = $1 and s.representation is null group by s.made_at, s.device
  union all
  select 'l-' || l.number, l.at, l.deed, l.reader, l.staff, l.representation, null, l.device, l.things from access_log l where l.patient = $1`;

const columns = 'u.id, u.at, u.deed, u.reader, u.staff, u.representation, u.representative, u.device, u.things';

const joined = `
  select t.id, t.at::text as at, ${milliseconds('t.at')} as "atMs", t.deed, t.reader, s.name as "staffName", s.role as "staffRole", r.content as representative,
    d.code as "deviceCode", jsonb_build_object('id', o.id) || coalesce(o.content, '{}') as office, t.things
  from t left join staff s on s.id = t.staff left join representation p on p.id = t.representation
    left join resource r on r.type = 'Patient' and r.id = coalesce(t.representative, p.representative)::text and t.deed not in ('representative_granted', 'representative_revoked')
    left join device d on d.id = t.device left join resource o on o.type = 'Location' and o.id = d.office_id::text and not o.deleted`;

/** A colleague's name is theirs: the first letters and the position are enough to ask the clinic about. */
export const initialsOf = (name: string): string => name.split(/\s+/).flatMap((word) => (word === '' ? [] : [`${[...word][0]?.toLocaleUpperCase('ru') ?? ''}.`])).join(' ');

function nameOf({ name }: Patient): string {
  const { family = '', given = [] } = name?.[0] ?? {};
  return maskedPerson({ family, given, birthDate: '', phone: '' }).name;
}

function kindOf(row: Row): 'self' | 'representative' | 'staff' | 'system' {
  if (row.staffRole !== null) return 'staff';
  if (row.representative !== null) return 'representative';
  return bySystem.has(row.reader) || bySystem.has(row.deed) ? 'system' : 'self';
}

function agentOf(row: Row, patient: Id): AuditEventAgent {
  const kind = kindOf(row);
  const name = kind === 'staff' ? initialsOf(row.staffName ?? '') : kind === 'representative' && row.representative ? nameOf(row.representative) : '';
  const role = (system: string, code: string) => ({ coding: [{ system, code }] });
  const office = row.office?.name;
  return {
    role: [role(systems.accessAgent, kind), ...(kind === 'staff' && row.staffRole !== null ? [role(systems.staffRole, row.staffRole)] : [])],
    ...(kind === 'self' ? { who: { reference: `Patient/${patient}` } } : {}),
    ...(name === '' ? {} : { name }),
    requestor: true,
    ...(office === undefined ? {} : { location: { reference: `Location/${row.office?.id}`, display: office, ...(row.office?._name === undefined ? {} : { _display: row.office._name }) } }),
    ...(row.deviceCode === null ? {} : { network: { address: row.deviceCode, type: '1' } }),
  };
}

const actionOf = (deed: AccessDeed): NonNullable<AuditEvent['action']> => (deed === 'erased' ? 'D' : ['read', 'found', 'caseSeen', 'representativesSeen', 'exported', 'exportTaken'].includes(deed) ? 'R' : deed === 'changed' ? 'U' : 'E');

function eventOf(row: Row, patient: Id, clinic: string): AuditEvent & { readonly id: string } {
  const deed = deedOf[row.deed] ?? 'other';
  const recorded = toWire(fromDatabase(row.atMs));
  return {
    resourceType: 'AuditEvent',
    id: row.id,
    meta: { versionId: '1', lastUpdated: recorded },
    type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: deed === 'signIn' ? 'object' : 'rest' },
    subtype: [{ system: systems.accessDeed, code: deed }],
    action: actionOf(deed),
    recorded,
    outcome: '0',
    agent: [agentOf(row, patient)],
    source: { observer: { display: clinic } },
    entity: [{ what: { reference: `Patient/${patient}` }, type: { system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type', code: '1' }, ...(row.things.length > 0 ? { detail: row.things.map((thing) => ({ type: 'thing', valueString: thing })) } : {}) }],
  };
}

interface Asked {
  readonly patient: Id;
  readonly count: number;
  /** The last one of the page before: a page cannot shift while others look. */
  readonly after: readonly [at: string, id: string] | null;
}

/** The newest first; one more than asked tells whether there are others. */
export async function trailOf(from: Reader, { patient, count, after }: Asked, clinic: string): Promise<{ readonly events: readonly (AuditEvent & { readonly id: string })[]; readonly next: readonly [string, string] | null }> {
  const { rows } = await from.query<Row>(
    `with t as (select ${columns} from (${trail}) u where $2::timestamptz is null or (u.at, u.id) < ($2::timestamptz, $3::text) order by u.at desc, u.id desc limit $4) ${joined} order by t.at desc, t.id desc`,
    [patient, after?.[0] ?? null, after?.[1] ?? null, count + 1],
  );
  const page = rows.slice(0, count);
  const last = page.at(-1);
  return { events: page.map((row) => eventOf(row, patient, clinic)), next: rows.length > count && last ? [last.at, last.id] : null };
}

export async function eventById(from: Reader, patient: Id, id: string, clinic: string): Promise<AuditEvent | null> {
  const { rows } = await from.query<Row>(`with t as (select ${columns} from (${trail}) u where u.id = $2) ${joined}`, [patient, id]);
  return rows[0] ? eventOf(rows[0], patient, clinic) : null;
}

const known = new Set(['patient', '_sort', '_count', '_page', '_format', '_total']);
const most = 100;

function one(parameters: URLSearchParams, name: string): string | null {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new FhirRefusal(400, 'invalid_parameter');
  return values[0] ?? null;
}

function afterOf(page: string | null): Asked['after'] {
  if (page === null) return null;
  try {
    const read: unknown = JSON.parse(Buffer.from(page, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read.length === 2 && typeof read[0] === 'string' && typeof read[1] === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+\d\d$/.test(read[0]) && /^[asl]-[\da-f-]{1,40}$/.test(read[1])) return [read[0], read[1]];
  } catch {
    // Said below.
  }
  throw new FhirRefusal(400, 'invalid_parameter');
}

/** Whose trail a search asks for. A parameter that is not known is refused: ignoring a filter would answer too much. */
export function askedTrail(parameters: URLSearchParams): { readonly patient: string; readonly count: number; readonly after: Asked['after'] } {
  for (const name of parameters.keys()) if (!known.has(name)) throw new FhirRefusal(400, 'unknown_parameter');
  const sort = one(parameters, '_sort');
  if (sort !== null && sort !== '-date') throw new FhirRefusal(400, 'unknown_parameter');
  const count = one(parameters, '_count') ?? '50';
  if (!/^[1-9]\d{0,5}$/.test(count)) throw new FhirRefusal(400, 'invalid_parameter');
  const patient = one(parameters, 'patient');
  if (patient === null) throw new FhirRefusal(400, 'invalid_parameter');
  return { patient: patient.replace(/^Patient\//, ''), count: Math.min(most, Number(count)), after: afterOf(one(parameters, '_page')) };
}

export async function trailBundle(from: Reader, { patient, count, after }: Asked, { clinic, base }: { readonly clinic: string; readonly base: string }): Promise<Bundle> {
  const { events, next } = await trailOf(from, { patient, count, after }, clinic);
  const { rows } = await from.query<{ n: string }>(`select count(*) as n from (${trail}) u`, [patient]);
  const address = (page: readonly [string, string] | null): string => `${base}/AuditEvent?patient=${patient}&_sort=-date&_count=${count}${page === null ? '' : `&_page=${Buffer.from(JSON.stringify(page)).toString('base64url')}`}`;
  const links = { self: address(after), ...(next === null ? {} : { next: address(next) }) };
  return bundleOf('searchset', events.map((resource) => ({ fullUrl: `${base}/AuditEvent/${resource.id}`, resource, search: { mode: 'match' } })), links, Number(rows[0]?.n ?? 0));
}
