import * as z from 'zod';
import { maskedPerson } from '../staff/masked.ts';
import type { IdentityCase } from './caseStore.ts';

const Claimed = z.object({
  reason: z.string(),
  family: z.string(),
  given: z.string(),
  patronymic: z.string().nullable(),
  birthDate: z.string(),
  phones: z.array(z.string()),
});

/** Row X8: what Gosuslugi said of a person, its number included, stays here; a desk gets what a registrar compares with the document in hand. */
export function shownCase(found: IdentityCase): IdentityCase {
  if (found.kind !== 'esia_candidate' && found.kind !== 'esia_conflict') return found;
  const { reason, family, given, patronymic, birthDate, phones } = Claimed.parse(found.detail);
  const person = maskedPerson({ family, given: patronymic === null ? [given] : [given, patronymic], birthDate, phone: phones[0] ?? '' });
  return { ...found, detail: { reason, person } };
}
