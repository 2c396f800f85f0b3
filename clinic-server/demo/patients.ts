import type { Identifier, Patient } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { partsOf, type MoscowDay } from '../../shared/lib/moscow.ts';
import { createName, type PersonName } from './names.ts';
import { createRandom, type Random } from './random.ts';

export const patientCount = 5000;
export const accountCount = 20;

export interface PatientSeed {
  readonly id: Id;
  readonly name: PersonName;
  readonly birthDate: string;
  readonly child: boolean;
  readonly email: string;
  readonly resource: Patient;
}

export interface FamilySeed {
  readonly id: Id;
  readonly relatedPerson: Id;
  readonly parent: PatientSeed;
  readonly child: PatientSeed;
}

export interface AccountSeed {
  readonly id: Id;
  readonly login: string;
  readonly password: string;
  readonly patient: PatientSeed;
}

const anna = {
  name: { family: 'Кузнецова', given: 'Анна', patronymic: 'Петровна', gender: 'female' },
  birthDate: '1951-04-03',
  email: 'anna.kuznetsova@example.org',
} as const;

/** A mother and her son for row R10: a child has a record here and no way in of its own. */
const family = { mother: accountCount - 1, son: accountCount } as const;
const olga = {
  name: { family: 'Примерова', given: 'Ольга', patronymic: 'Сергеевна', gender: 'female' },
  birthDate: '1988-06-12',
  email: 'olga.primerova@example.org',
} as const;
const misha = {
  name: { family: 'Примеров', given: 'Михаил', patronymic: 'Ильич', gender: 'male' },
  age: 8,
  email: 'patient0020@example.org',
} as const;

const two = (value: number) => String(value).padStart(2, '0');

function phoneOf(index: number): string {
  // The whole number lies in 900 000, with the clinic's own 10-10 left out.
  const number = index >= 1010 ? index + 1 : index;
  return `+7900000${String(number).padStart(4, '0')}`;
}

/** Numbers from 900 million up have not been given to anybody; the last two digits are the checksum of the first nine. */
function snilsOf(index: number): string {
  const digits = String(900_000_001 + index * 37);
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (9 - place), 0) % 101;
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)} ${two(sum === 100 ? 0 : sum)}`;
}

function birthDateOf(random: Random, today: MoscowDay, child: boolean): string {
  const { year } = partsOf(today);
  const age = child ? random.between(3, 16) : random.chance(0.6) ? random.between(45, 84) : random.between(19, 44);
  return `${year - age}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
}

function relativeAt(index: number, today: MoscowDay): { readonly name: PersonName; readonly birthDate: string; readonly email: string } | null {
  if (index === family.mother) return olga;
  // Born on the first of a year, so that the age is the same all year.
  return index === family.son ? { ...misha, birthDate: `${partsOf(today).year - misha.age}-01-01` } : null;
}

/** Who may act for whom in the demo, from the day before it began. */
export function createFamily(seed: number, patients: readonly PatientSeed[]): FamilySeed {
  const random = createRandom(seed, 'family');
  const [parent, child] = [patients[family.mother], patients[family.son]];
  if (!parent || !child) throw new Error('too few patients for a family');
  return { id: random.id(), relatedPerson: random.id(), parent, child };
}

export function createPatients(seed: number, today: MoscowDay): PatientSeed[] {
  const random = createRandom(seed, 'patients');
  return Array.from({ length: patientCount }, (_, index) => {
    const child = index >= accountCount && random.chance(0.08);
    const known = index === 0 ? anna : null;
    const relative = relativeAt(index, today);
    // Drawn for everybody, or one known person more would change all who come after.
    const drawn = known ?? { name: createName(random, random.chance(0.66) ? 'female' : 'male'), birthDate: birthDateOf(random, today, child), email: `patient${String(index).padStart(4, '0')}@example.org` };
    const { name, birthDate, email } = relative ?? drawn;
    const id = random.id();
    const identifier: Identifier[] = [{ system: systems.cardNumber, value: `А-${String(index + 1).padStart(6, '0')}` }];
    if (random.chance(0.85)) identifier.push({ system: systems.snils, value: snilsOf(index) });
    return {
      id,
      name,
      birthDate,
      child: index === family.son || child,
      email,
      resource: {
        resourceType: 'Patient',
        id,
        active: true,
        identifier,
        name: [{ use: 'official', family: name.family, given: [name.given, name.patronymic] }],
        gender: name.gender,
        birthDate,
        telecom: [
          { system: 'phone', value: phoneOf(index), use: 'mobile' },
          { system: 'email', value: email },
        ],
      },
    };
  });
}

const words = ['reka', 'sosna', 'veter', 'lampa', 'kniga', 'sneg', 'lipa', 'zerno', 'parus', 'kedr', 'iskra', 'bereg'] as const;

/** The first patients can sign in; their passwords are printed by the demo, so they protect nothing real. */
export function createAccounts(seed: number, patients: readonly PatientSeed[]): AccountSeed[] {
  const random = createRandom(seed, 'accounts');
  return patients.slice(0, accountCount).map((patient) => ({
    id: random.id(),
    login: patient.email,
    password: `${random.pick(words)}-${random.pick(words)}-${random.between(10, 99)}`,
    patient,
  }));
}
