import type { HumanName } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import { fold } from '../../shared/lib/fold.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { formatSnils } from '../../shared/lib/snils.ts';
import type { Tx } from '../db/pool.ts';
import { timestamp } from '../db/timestamp.ts';
import type { ServerParts } from '../http/parts.ts';
import type { PersonForm } from './form.ts';

interface Row {
  readonly id: Id;
  readonly names: readonly HumanName[] | null;
}

const living = `r.type = 'Patient' and not r.deleted and coalesce(r.content->>'active', 'true') <> 'false'`;

const plain = (text: string): string => fold(text).replace(/[\s'-]+/g, ' ').trim();

function sameName(form: PersonForm, names: readonly HumanName[]): boolean {
  return names.some(({ family = '', given = [] }) => {
    const [first = '', ...others] = given;
    const patronymic = others.join(' ');
    const agrees = patronymic === '' || form.patronymic === null || plain(patronymic) === plain(form.patronymic);
    return plain(family) === plain(form.family) && plain(first) === plain(form.given) && agrees;
  });
}

/** Records of the clinic that may be this very person. */
async function alike(tx: Tx, form: PersonForm, except: Id): Promise<readonly { id: Id; by: 'snils' | 'name' }[]> {
  const spellings = form.snils === null ? [] : [form.snils, formatSnils(form.snils)];
  const [bare, written] = spellings.map((value) => JSON.stringify([{ system: systems.snils, value }]));
  const { rows: byNumber } = await tx.query<Row>(
    `select r.id, null as names from resource r where ${living} and r.id <> $1 and (r.content->'identifier' @> $2::jsonb or r.content->'identifier' @> $3::jsonb) limit 20`,
    [except, bare ?? '[{"system":"none"}]', written ?? '[{"system":"none"}]'],
  );
  const { rows: byDay } = await tx.query<Row>(
    `select r.id, r.content->'name' as names from resource r where ${living} and r.id <> $1 and r.content->>'birthDate' = $2`,
    [except, form.birthDate],
  );
  const numbered = byNumber.map(({ id }) => ({ id, by: 'snils' as const }));
  const named = byDay.filter(({ id, names }) => sameName(form, names ?? []) && !numbered.some((other) => other.id === id));
  return [...numbered, ...named.map(({ id }) => ({ id, by: 'name' as const }))];
}

/**
 * The clinic may know this person already. The new record stays on its own: an e-mail proves no identity, so nobody reads an old record by
 * typing its owner's name. A registrar, with a document in hand, decides.
 */
export async function noteDuplicates(tx: Tx, parts: Pick<ServerParts, 'newId' | 'now'>, patient: Id, form: PersonForm): Promise<void> {
  for (const { id, by } of await alike(tx, form, patient)) {
    await tx.query(`insert into identity_case (id, kind, patient, other_patient, detail, opened_at) values ($1, 'duplicate', $2, $3, $4, $5)`, [
      parts.newId(),
      patient,
      id,
      JSON.stringify({ by }),
      timestamp(parts.now()),
    ]);
  }
}
