import { fold } from '../../shared/lib/fold.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { EsiaPerson } from './provider.ts';

/** What the clinic knows of a patient, as far as it decides who somebody is. */
export interface KnownPatient {
  readonly id: Id;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string | null;
  /** `YYYY-MM-DD`, or null. */
  readonly birthDate: string | null;
  /** Eleven digits, or null. */
  readonly snils: string | null;
  /** Gosuslugi's number this patient's account is linked to, or null. */
  readonly oid: string | null;
}

export interface Found {
  /** The patient whose account is linked to this person. */
  readonly linked: KnownPatient | null;
  /** There is a link, to a record that was closed or merged since. */
  readonly linkedToClosed: boolean;
  readonly bySnils: readonly KnownPatient[];
  /** Same birth date; names are compared here. */
  readonly byBirthDate: readonly KnownPatient[];
}

export type CaseReason =
  | 'linked_record_closed'
  | 'linked_snils_differs'
  | 'linked_birth_date_differs'
  | 'several_by_snils'
  | 'surname_differs'
  | 'birth_date_differs'
  | 'linked_to_another'
  | 'snils_differs'
  | 'another_person'
  | 'several_by_name'
  | 'one_by_name'
  | 'nobody';

export type Decision =
  | { readonly kind: 'known'; readonly patient: KnownPatient }
  /** Linked once, from now on `known`. */
  | { readonly kind: 'link'; readonly patient: KnownPatient }
  | { readonly kind: 'case'; readonly case: 'esia_candidate' | 'esia_conflict'; readonly patient: KnownPatient | null; readonly reason: CaseReason };

/** Case, ё, hyphens and spaces are written in many ways; letters are not. */
export function sameName(a: string, b: string): boolean {
  const plain = (name: string): string => fold(name).replace(/[\s\u2010-\u2015-]+/g, ' ').trim();
  return plain(a) !== '' && plain(a) === plain(b);
}

function samePerson(known: KnownPatient, person: EsiaPerson): boolean {
  return (
    known.birthDate === person.birthDate &&
    sameName(known.family, person.family) &&
    sameName(known.given, person.given) &&
    // Not everybody has one, and not every clerk has asked.
    (known.patronymic === null || person.patronymic === null || sameName(known.patronymic, person.patronymic))
  );
}

const conflict = (patient: KnownPatient | null, reason: CaseReason): Decision => ({ kind: 'case', case: 'esia_conflict', patient, reason });
const candidate = (patient: KnownPatient | null, reason: CaseReason): Decision => ({ kind: 'case', case: 'esia_candidate', patient, reason });

function decideLinked(known: KnownPatient, bySnils: readonly KnownPatient[], person: EsiaPerson): Decision {
  // The number leads to somebody else than the link does: one of the two is wrong.
  if (person.snils !== null && bySnils.some(({ id }) => id !== known.id)) return conflict(known, 'linked_to_another');
  if (known.snils !== null && person.snils !== null && known.snils !== person.snils) return conflict(known, 'linked_snils_differs');
  if (known.birthDate !== person.birthDate) return conflict(known, 'linked_birth_date_differs');
  return { kind: 'known', patient: known };
}

function decideBySnils(known: KnownPatient, person: EsiaPerson): Decision {
  if (known.birthDate !== person.birthDate) return conflict(known, 'birth_date_differs');
  // A changed name, a slip, or somebody else's number: a document tells them apart, we cannot.
  if (!sameName(known.family, person.family)) return conflict(known, 'surname_differs');
  if (known.oid !== null && known.oid !== person.oid) return conflict(known, 'linked_to_another');
  return { kind: 'link', patient: known };
}

function decideByName(same: readonly KnownPatient[], person: EsiaPerson): Decision {
  const [first, ...others] = same;
  if (!first) return candidate(null, 'nobody');
  if (others.length > 0) return candidate(null, 'several_by_name');
  // Twins and namesakes have a number each.
  if (first.snils !== null && person.snils !== null && first.snils !== person.snils) return conflict(first, 'snils_differs');
  if (first.oid !== null && first.oid !== person.oid) return conflict(first, 'linked_to_another');
  return candidate(first, 'one_by_name');
}

/**
 * Whose record a person may open. Only a link made before, or number, birth date and surname together, open one; anything less is shown to
 * a registrar. `expected` is the patient who is signed in already, when there is one.
 */
export function decide(person: EsiaPerson, found: Found, expected: Id | null): Decision {
  const decision = decideFree(person, found);
  if (decision.kind !== 'case' && expected !== null && decision.patient.id !== expected) return conflict(decision.patient, 'another_person');
  return decision;
}

function decideFree(person: EsiaPerson, { linked, linkedToClosed, bySnils, byBirthDate }: Found): Decision {
  // Which record took its place is a person's word, not a guess by number.
  if (linkedToClosed) return conflict(null, 'linked_record_closed');
  if (linked) return decideLinked(linked, bySnils, person);
  const [first, ...others] = person.snils === null ? [] : bySnils;
  if (others.length > 0) return conflict(null, 'several_by_snils');
  if (first) return decideBySnils(first, person);
  return decideByName(
    byBirthDate.filter((known) => samePerson(known, person)),
    person,
  );
}
