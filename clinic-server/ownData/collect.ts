import type { AuditEvent } from '@medplum/fhirtypes';
import { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';
import { findCopy } from '../documents/acceptanceStore.ts';
import { Bindings, scopeSql, type Scope } from '../fhir/access.ts';
import { FhirRefusal } from '../fhir/refusal.ts';
import { fhirId } from '../fhir/validate.ts';
import { findResultFile } from '../results/resultFiles.ts';
import { trailOf } from './auditTrail.ts';

/** One resource as the database writes it: read and sent without being taken apart, so every digit of a value stays as it was. */
export interface HeldRow {
  readonly type: string;
  readonly id: string;
  readonly text: string;
  /** `match`: the patient's own. `include`: who and where it speaks of. */
  readonly mode: 'match' | 'include';
}

export interface HeldFile {
  readonly id: Id;
  readonly content: Buffer;
}

export interface Everything {
  readonly patient: Id;
  readonly rows: readonly HeldRow[];
  readonly events: readonly AuditEvent[];
  readonly files: readonly HeldFile[];
  /** Files that are named and were not taken along for their size. */
  readonly left: readonly Id[];
}

/** Doctors, rooms and services are named by reference only; without them a record read elsewhere would speak of nobody. */
const spokenOf = ['Practitioner', 'PractitionerRole', 'Location', 'HealthcareService', 'Organization', 'ActivityDefinition'];
/** From a visit to the doctor's role, to the doctor, to the office the room is in. */
const steps = 3;
const mostEvents = 5_000;

interface Found {
  readonly type: string;
  readonly id: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly files: readonly string[];
}

const columns = `r.type, r.id, r.content::text as text, array(select distinct v #>> '{}' from jsonb_path_query(r.content, '$.**.reference') v) as names,
  array(select distinct v #>> '{}' from jsonb_path_query(r.content, '$.**.url') v where v #>> '{}' like 'Binary/%') as files`;

async function included(from: Reader, named: readonly string[], have: ReadonlySet<string>): Promise<readonly Found[]> {
  const wanted = [...new Set(named)].filter((name) => !have.has(name) && spokenOf.includes(name.split('/')[0] ?? ''));
  if (wanted.length === 0) return [];
  const { rows } = await from.query<Found>(
    `select ${columns} from resource r where (r.type, r.id) in (select split_part(n, '/', 1), split_part(n, '/', 2) from unnest($1::text[]) n) and r.patient is null and not r.deleted order by r.type, r.id`,
    [wanted],
  );
  return rows;
}

/**
 * Everything a reader of this scope may read of the patient: the same condition in the SQL as in every search. 404 for who is not there, and
 * for whom one may not know. Files come along up to `mostFileBytes` in all, the smallest ones first.
 */
export async function collect(from: Reader, scope: Scope, patientId: string, { clinic, mostFileBytes }: { readonly clinic: string; readonly mostFileBytes: number }): Promise<Everything> {
  const patient = Id.safeParse(patientId);
  if (!fhirId.test(patientId) || !patient.success || (scope.kind === 'patient' && scope.patient !== patient.data)) throw new FhirRefusal(404, 'not_found');
  const bind = new Bindings();
  const { rows: own } = await from.query<Found>(`select ${columns} from resource r where r.patient = ${bind.add(patient.data)} and not r.deleted and ${scopeSql(scope, bind)} order by r.type, r.id`, bind.values);
  if (!own.some(({ type, id }) => type === 'Patient' && id === patient.data)) throw new FhirRefusal(404, 'not_found');
  const have = new Set(own.map(({ type, id }) => `${type}/${id}`));
  const others: Found[] = [];
  for (let step = 0, names = own.flatMap((row) => row.names); step < steps; step++) {
    const found = await included(from, names, have);
    for (const { type, id } of found) have.add(`${type}/${id}`);
    others.push(...found);
    names = found.flatMap((row) => row.names);
  }
  const { events } = await trailOf(from, { patient: patient.data, count: mostEvents, after: null }, clinic);
  const rows = [...own.map((row) => ({ ...row, mode: 'match' as const })), ...others.map((row) => ({ ...row, mode: 'include' as const }))].map(({ type, id, text, mode }) => ({ type, id, text, mode }));
  return { patient: patient.data, rows, events, ...(await filesOf(from, own, scope.kind === 'patient' ? patient.data : null, mostFileBytes)) };
}

async function filesOf(from: Reader, own: readonly Found[], reader: Id | null, mostBytes: number): Promise<{ files: readonly HeldFile[]; left: readonly Id[] }> {
  const ids = [...new Set(own.flatMap(({ files }) => files))].map((url) => Id.safeParse(url.slice('Binary/'.length))).flatMap((id) => (id.success ? [id.data] : []));
  const { rows: sizes } = await from.query<{ id: Id; bytes: number }>(
    `select c.id, length(c.content) as bytes from document_copy c where c.id = any($1::uuid[]) union all select f.id, length(f.content) from result_file f where f.id = any($1::uuid[]) order by bytes, id`,
    [ids],
  );
  const files: HeldFile[] = [];
  const left: Id[] = [];
  let taken = 0;
  for (const { id, bytes } of sizes) {
    // By the same words as a file is asked for alone: named in the record is not yet open to its reader.
    const content = taken + bytes > mostBytes ? null : ((await findCopy(from, id, reader)) ?? (await findResultFile(from, id, reader)));
    if (content) files.push({ id, content });
    else if (taken + bytes > mostBytes) left.push(id);
    taken += content ? bytes : 0;
  }
  return { files, left };
}
