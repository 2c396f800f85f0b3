import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { decide, sameName, type Decision, type Found, type KnownPatient } from '../../../clinic-server/esia/matching.ts';
import type { EsiaPerson } from '../../../clinic-server/esia/provider.ts';

const person: EsiaPerson = { oid: '1000000101', family: 'Ковалёва', given: 'Анна', patronymic: 'Сергеевна', birthDate: '1984-03-12', snils: '00000060001', phones: [] };
const twin = (more: Partial<KnownPatient> = {}): KnownPatient => ({
  id: randomUUID(),
  family: 'Ковалева',
  given: 'АННА',
  patronymic: 'Сергеевна',
  birthDate: '1984-03-12',
  snils: null,
  oid: null,
  ...more,
});
const found = (more: Partial<Found>): Found => ({ linked: null, linkedToClosed: false, bySnils: [], byBirthDate: [], ...more });
const said = (decision: Decision): string => (decision.kind === 'case' ? `${decision.case} ${decision.reason} ${decision.patient ? 'one' : 'none'}` : decision.kind);
const met = (more: Partial<Found>, who: Partial<EsiaPerson> = {}): string => said(decide({ ...person, ...who }, found(more), null));

it('R5 a: a link made before opens the record while number and birth date agree', () => {
  const linked = twin({ snils: person.snils, oid: person.oid });
  expect(met({ linked, bySnils: [linked] })).toBe('known');
  // A changed surname is the clinic's to learn, and no reason to lock somebody out.
  expect(met({ linked: { ...linked, family: 'Петрова' } })).toBe('known');
  expect(met({ linked: { ...linked, snils: null } })).toBe('known');
  expect(met({ linked: { ...linked, snils: '00000060009' } })).toBe('esia_conflict linked_snils_differs one');
  expect(met({ linked: { ...linked, birthDate: '1984-03-13' } })).toBe('esia_conflict linked_birth_date_differs one');
  expect(met({ linked: { ...linked, birthDate: null } })).toBe('esia_conflict linked_birth_date_differs one');
  expect(met({ linked: { ...linked, snils: null }, bySnils: [twin({ snils: person.snils })] })).toBe('esia_conflict linked_to_another one');
});

it('R5 a: a link to a record that was closed is not moved by a number to another', () => {
  expect(met({ linkedToClosed: true, bySnils: [twin({ snils: person.snils })] })).toBe('esia_conflict linked_record_closed none');
});

it('R5 b: number, birth date and surname together link once; two of the three do not', () => {
  const known = twin({ snils: person.snils });
  expect(met({ bySnils: [known], byBirthDate: [known] })).toBe('link');
  expect(met({ bySnils: [{ ...known, family: 'Новикова' }] })).toBe('esia_conflict surname_differs one');
  expect(met({ bySnils: [{ ...known, birthDate: '1984-12-03' }] })).toBe('esia_conflict birth_date_differs one');
  expect(met({ bySnils: [{ ...known, birthDate: null }] })).toBe('esia_conflict birth_date_differs one');
  expect(met({ bySnils: [known, twin({ snils: person.snils })] })).toBe('esia_conflict several_by_snils none');
});

it('R5 c: a name and a birth date alone make a candidate and never a patient', () => {
  const known = twin();
  expect(met({ byBirthDate: [known] })).toBe('esia_candidate one_by_name one');
  expect(met({ byBirthDate: [{ ...known, snils: person.snils }] }, { snils: null })).toBe('esia_candidate one_by_name one');
  expect(met({ byBirthDate: [known, twin()] })).toBe('esia_candidate several_by_name none');
  expect(met({ byBirthDate: [] })).toBe('esia_candidate nobody none');
  expect(met({ byBirthDate: [twin({ given: 'Инна' })] })).toBe('esia_candidate nobody none');
  expect(met({ byBirthDate: [twin({ family: '' })] })).toBe('esia_candidate nobody none');
});

it('R5 d: neither side of a link is given away to another', () => {
  expect(met({ bySnils: [twin({ snils: person.snils, oid: '1000000999' })] })).toBe('esia_conflict linked_to_another one');
  expect(met({ byBirthDate: [twin({ oid: '1000000999' })] })).toBe('esia_conflict linked_to_another one');
});

it('R5 e: a namesake born on the same day with another number is somebody else', () => {
  expect(met({ byBirthDate: [twin({ snils: '00000060009' })] })).toBe('esia_conflict snils_differs one');
});

it('R5 f: whoever is signed in already has to be the same person', () => {
  const known = twin({ snils: person.snils });
  const all = found({ bySnils: [known] });
  expect(said(decide(person, all, known.id))).toBe('link');
  expect(said(decide(person, all, randomUUID()))).toBe('esia_conflict another_person one');
  expect(said(decide(person, found({ linked: { ...known, oid: person.oid } }), randomUUID()))).toBe('esia_conflict another_person one');
});

it('R5 g: a patronymic counts only where both have one', () => {
  expect(met({ byBirthDate: [twin({ patronymic: null })] })).toBe('esia_candidate one_by_name one');
  expect(met({ byBirthDate: [twin()] }, { patronymic: null })).toBe('esia_candidate one_by_name one');
  expect(met({ byBirthDate: [twin({ patronymic: 'Павловна' })] })).toBe('esia_candidate nobody none');
  expect(met({ bySnils: [twin({ snils: person.snils, patronymic: null })] })).toBe('link');
});

it('R5 names are compared as people write them', () => {
  expect(sameName('Семёнов-Тян-Шанский', 'семенов тян  шанский')).toBe(true);
  expect(sameName('Петров‑Водкин', 'Петров-Водкин')).toBe(true);
  expect(sameName(' Иванов', 'Иванова')).toBe(false);
  expect(sameName('', '')).toBe(false);
  // Latin letters that look the same are other letters.
  expect(sameName('Cоколов', 'Соколов')).toBe(false);
});
