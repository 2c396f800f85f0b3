import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { MoscowDay } from '../../shared/lib/moscow.ts';
import type { Relationship } from './representationRules.ts';

const codes = { parent: 'PRN', guardian: 'GUARD', proxy: 'POWATT' } as const satisfies Record<Relationship, string>;

/** What stands in the represented person's record of who may act for them: a name, and nothing else of the other's record. */
export function relatedPersonOf(
  { patient, representative, relationship, since, until }: { patient: Id; representative: Pick<Patient, 'name'>; relationship: Relationship; since: MoscowDay; until: MoscowDay },
  id: Id,
): RelatedPerson {
  const official = representative.name?.[0];
  return {
    resourceType: 'RelatedPerson',
    id,
    active: true,
    patient: { reference: `Patient/${patient}` },
    relationship: [{ coding: [{ system: systems.roleCode, code: codes[relationship] }] }],
    ...(official ? { name: [official] } : {}),
    period: { start: since, end: until },
  };
}
