import type { Observation, Patient, PractitionerRole, Resource } from '@medplum/fhirtypes';
import { ageOn } from '../../shared/lib/birthDate.ts';
import { dayOf, fromWire, moscowDay, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { HeldRow } from './collect.ts';
import { conceptWords, numberWords, parsed, plain, quantityWords } from './paperText.ts';

type OfType<T extends Resource['resourceType']> = Extract<Resource, { resourceType: T }>;

/** A record taken apart for paper. */
export interface PaperRecord {
  readonly patient: Patient;
  all<T extends Resource['resourceType']>(type: T): readonly OfType<T>[];
  find<T extends Resource['resourceType']>(type: T, reference: { readonly reference?: string } | undefined): OfType<T> | undefined;
  /** `Смирнова Елена Андреевна, эндокринолог`. */
  doctor(reference: { readonly reference?: string } | undefined): string;
}

export function paperRecord(rows: readonly HeldRow[]): PaperRecord {
  const own = new Map<string, Resource[]>();
  const byName = new Map<string, Resource>();
  for (const { type, id, text, mode } of rows) {
    const resource = parsed<Resource>(text);
    byName.set(`${type}/${id}`, resource);
    if (mode === 'match') own.set(type, [...(own.get(type) ?? []), resource]);
  }
  const all = <T extends Resource['resourceType']>(type: T) => (own.get(type) ?? []) as OfType<T>[];
  const find = <T extends Resource['resourceType']>(type: T, reference: { readonly reference?: string } | undefined) =>
    reference?.reference?.startsWith(`${type}/`) === true ? (byName.get(reference.reference) as OfType<T> | undefined) : undefined;
  const [patient] = all('Patient');
  if (!patient) throw new Error('a record without its patient');
  return {
    patient,
    all,
    find,
    doctor(reference) {
      const role: PractitionerRole | undefined = find('PractitionerRole', reference);
      return [nameWords(find('Practitioner', role?.practitioner)?.name), conceptWords(role?.specialty?.[0]).toLocaleLowerCase('ru')].filter((part) => part !== '').join(', ');
    },
  };
}

export function nameWords(names: Patient['name']): string {
  const official = names?.[0];
  return [official?.family, ...(official?.given ?? [])].map(plain).filter((part) => part !== '').join(' ') || plain(official?.text);
}

const dayIn = (value: string | undefined): MoscowDay | null => {
  try {
    return value === undefined ? null : value.length === 10 ? moscowDay(value) : dayOf(fromWire(value));
  } catch {
    return null;
  }
};

type Range = NonNullable<Observation['referenceRange']>[number];

/** Whose range it is: by sex, and by whole years on the day of the sample. What cannot be told is not left out of sight. */
function isFor({ appliesTo = [], age }: Range, { gender, birthDate }: Patient, day: MoscowDay | null): boolean {
  const sexes = appliesTo.flatMap(({ coding = [] }) => coding).flatMap(({ code }) => (code === 'male' || code === 'female' ? [code] : []));
  if (sexes.length > 0 && gender !== undefined && !sexes.some((sex) => sex === gender)) return false;
  const born = dayIn(birthDate);
  if (age === undefined || day === null || born === null || [age.low, age.high].some((end) => end !== undefined && end.code !== 'a')) return true;
  const years = ageOn(born, day);
  return years >= Number(age.low?.value ?? 0) && years <= Number(age.high?.value ?? 200);
}

export function rangeWords(observation: Observation, patient: Patient): string {
  const day = dayIn(observation.effectiveDateTime ?? observation.effectivePeriod?.start);
  const [range] = (observation.referenceRange ?? []).filter((one) => isFor(one, patient, day));
  if (range === undefined) return '';
  if (range.low && range.high) return `${quantityWords(range.low)}–${quantityWords(range.high)}`;
  if (range.low) return `от ${quantityWords(range.low)}`;
  return range.high ? `до ${quantityWords(range.high)}` : plain(range.text);
}

const flags: Readonly<Record<string, string>> = { N: 'в норме', L: 'ниже нормы', H: 'выше нормы', LL: 'намного ниже нормы', HH: 'намного выше нормы', A: 'не в норме' };

/** What the laboratory itself says of the value; this paper judges nothing. */
export function flagWords({ interpretation = [] }: Observation): string {
  const code = interpretation.flatMap(({ coding = [] }) => coding).find((coding) => coding.code !== undefined)?.code;
  return code === undefined ? conceptWords(interpretation[0]) : (flags[code] ?? plain(code));
}

/** Value and unit, as they were written. */
export function valueWords(observation: Observation): readonly [value: string, unit: string] {
  if (observation.valueQuantity) return [quantityWords(observation.valueQuantity), plain(observation.valueQuantity.unit ?? observation.valueQuantity.code)];
  if (observation.valueString !== undefined) return [plain(observation.valueString), ''];
  if (observation.valueCodeableConcept) return [conceptWords(observation.valueCodeableConcept), ''];
  if (observation.valueInteger !== undefined) return [numberWords(observation.valueInteger), ''];
  if (observation.valueBoolean !== undefined) return [observation.valueBoolean ? 'да' : 'нет', ''];
  return observation.dataAbsentReason ? ['не получилось измерить', ''] : ['', ''];
}
