import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Reader, Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import { FhirRefusal } from '../fhir/refusal.ts';

export interface ResultFile {
  readonly id: Id;
  readonly patient: Id;
  readonly content: Buffer;
}

/** True when it is new. A file stays what it was, for a report says its hash: 409 `id_taken` for other bytes under its id, or for somebody else's. */
export async function addResultFile(tx: Tx, { id, patient, content }: ResultFile, now: Instant): Promise<boolean> {
  const taken = await tx.query('select from document_copy c where c.id = $1', [id]);
  if (taken.count > 0) throw new FhirRefusal(409, 'id_taken');
  const { count } = await tx.query('insert into result_file (id, patient, content, made_at) values ($1, $2, $3, $4) on conflict (id) do nothing', [id, patient, content, timestamp(now)]);
  if (count === 1) return true;
  const same = await tx.query('select from result_file f where f.id = $1 and f.patient = $2 and f.content = $3', [id, patient, content]);
  if (same.count === 0) throw new FhirRefusal(409, 'id_taken');
  return false;
}

/** `patient` null: for the clinic's own systems. A patient's is there as long as a released report or a signed document of theirs names it. */
export async function findResultFile(from: Reader, id: Id, patient: Id | null): Promise<Buffer | null> {
  const { rows } = await from.query<{ content: Buffer }>(
    `select f.content from result_file f where f.id = $1 and ($2::uuid is null or (f.patient = $2
       and (exists (select from report_names n where n.type = 'Binary' and n.id = f.id::text and n.patient = f.patient)
         or exists (select from resource r, jsonb_path_query(r.content, '$.content[*].attachment.url') as u(value)
           where r.type = 'DocumentReference' and r.patient = f.patient and not r.deleted and r.held is null and u.value #>> '{}' = 'Binary/' || f.id))))`,
    [id, patient],
  );
  return rows[0]?.content ?? null;
}
