import { addYears, type MoscowDay } from '../../shared/lib/moscow.ts';
import { FhirRefusal } from '../fhir/refusal.ts';

export const documentOf = { parent: 'birth_certificate', guardian: 'guardianship', proxy: 'power_of_attorney' } as const;
export type Relationship = keyof typeof documentOf;

/** A power of attorney is looked at anew after this. */
const proxyYears = 3;

export interface Asked {
  readonly relationship: Relationship;
  /** Null: as long as the rule allows. */
  readonly until: MoscowDay | null;
  readonly today: MoscowDay;
  /** Of who is represented. */
  readonly birthDate: MoscowDay | null;
  /** Of who represents. */
  readonly representativeBirthDate: MoscowDay | null;
  /** At this age a person decides at the clinic for themself. */
  readonly childUntilAge: number;
}

/** The day on which a child of that birth date is one no more; null when the birth date is not known. */
function grownUpOn(birthDate: MoscowDay | null, childUntilAge: number): MoscowDay | null {
  return birthDate === null ? null : addYears(birthDate, childUntilAge);
}

const earlier = (one: MoscowDay, other: MoscowDay): MoscowDay => (one < other ? one : other);

/**
 * Row R10: the last day on which a right holds. 409 `not_a_child`, `representative_is_child`; 422 `until_wrong` when it is over already, or
 * later than the document or the child's age allows; 400 for a power of attorney without a day.
 */
export function lastDayOf({ relationship, until, today, birthDate, representativeBirthDate, childUntilAge }: Asked): MoscowDay {
  const grownUp = grownUpOn(birthDate, childUntilAge);
  const isChild = grownUp !== null && grownUp > today;
  if (relationship !== 'proxy' && !isChild) throw new FhirRefusal(409, 'not_a_child');
  // Who is not asked about their own affairs yet cannot decide another's; two people picked the wrong way round at a desk look like this.
  const representativeGrownUp = grownUpOn(representativeBirthDate, childUntilAge);
  if (representativeGrownUp === null || representativeGrownUp > today) throw new FhirRefusal(409, 'representative_is_child');
  if (relationship === 'proxy' && until === null) throw new FhirRefusal(400, 'invalid_request', { expression: ['until'] });
  // Whatever the paper says: from that day on the child is asked.
  const longest = relationship === 'proxy' ? addYears(today, proxyYears) : null;
  const latest = isChild ? (longest === null ? grownUp : earlier(longest, grownUp)) : longest;
  const last = until ?? latest;
  if (last === null || latest === null || last < today || last > latest) throw new FhirRefusal(422, 'until_wrong');
  return last;
}
