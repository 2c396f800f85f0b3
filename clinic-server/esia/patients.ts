import type { HumanName, Patient } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Reader } from '../db/pool.ts';
import type { Found, KnownPatient } from './matching.ts';
import type { EsiaPerson } from './provider.ts';

interface Row {
  readonly content: Patient & { id: Id };
  readonly oid: string | null;
}

// Records that were merged into another or closed are nobody's any more.
const select = `select r.content, (select min(a.esia_oid) from account a where a.patient = r.patient) as oid from resource r
  where r.type = 'Patient' and not r.deleted and coalesce(r.content->>'active', 'true') <> 'false' and`;

const usual = (names: readonly HumanName[]): HumanName | undefined => {
  const current = names.filter(({ use }) => use !== 'old' && use !== 'maiden' && use !== 'nickname');
  return current.find(({ use }) => use === 'official') ?? current[0];
};

function known({ content, oid }: Row): KnownPatient {
  const name = usual(content.name ?? []);
  const [given = '', ...others] = name?.given ?? [];
  const snils = content.identifier?.find(({ system }) => system === systems.snils)?.value?.replace(/\D/g, '') ?? null;
  return {
    id: content.id,
    family: name?.family ?? '',
    given,
    patronymic: others.join(' ').trim() || null,
    birthDate: content.birthDate ?? null,
    snils: snils?.length === 11 ? snils : null,
    oid,
  };
}

/** A number is kept with its signs or without. */
function spellings(snils: string): string[] {
  return [snils, `${snils.slice(0, 3)}-${snils.slice(3, 6)}-${snils.slice(6, 9)} ${snils.slice(9)}`];
}

async function withSnils(from: Reader, snils: string): Promise<KnownPatient[]> {
  const asked = spellings(snils).map((value) => JSON.stringify([{ system: systems.snils, value }]));
  const { rows } = await from.query<Row>(`${select} (r.content->'identifier' @> $1::jsonb or r.content->'identifier' @> $2::jsonb)`, asked);
  return rows.map(known);
}

async function bornOn(from: Reader, day: string): Promise<KnownPatient[]> {
  const { rows } = await from.query<Row>(`${select} r.content->>'birthDate' = $1`, [day]);
  return rows.map(known);
}

async function linkedTo(from: Reader, oid: string): Promise<{ linked: KnownPatient | null; linkedToClosed: boolean }> {
  const { rows } = await from.query<Row>(`${select} r.patient = (select a.patient from account a where a.esia_oid = $1)`, [oid]);
  const row = rows[0];
  // The link that is asked about, also when the patient has more accounts than one.
  if (row) return { linked: { ...known(row), oid }, linkedToClosed: false };
  const { rows: accounts } = await from.query('select a.id from account a where a.esia_oid = $1', [oid]);
  return { linked: null, linkedToClosed: accounts.length > 0 };
}

/** Everybody in the clinic whom this person might be. */
export async function findPatients(from: Reader, { oid, snils, birthDate }: EsiaPerson): Promise<Found> {
  return {
    ...(await linkedTo(from, oid)),
    bySnils: snils === null ? [] : await withSnils(from, snils),
    byBirthDate: await bornOn(from, birthDate),
  };
}
