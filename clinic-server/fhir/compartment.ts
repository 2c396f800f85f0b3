import type { Reference, Resource } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import { isSharedType } from './types.ts';

/** Whose record a resource belongs to: null for what every device may read. */
export function patientOf(resource: Resource): string | null {
  if (resource.resourceType === 'Patient') return resource.id ?? null;
  if (resource.resourceType === 'DocumentReference') return patientIn(resource.subject);
  if (resource.resourceType === 'Consent' || resource.resourceType === 'RelatedPerson') return patientIn(resource.patient);
  if (resource.resourceType === 'DiagnosticReport' || resource.resourceType === 'Observation' || resource.resourceType === 'ServiceRequest') return patientIn(resource.subject);
  if (resource.resourceType === 'Encounter' || resource.resourceType === 'ChargeItem') return patientIn(resource.subject);
  if (resource.resourceType === 'Task') return patientIn(resource.for);
  if (resource.resourceType !== 'Appointment') return null;
  for (const { actor } of resource.participant ?? []) {
    const id = patientIn(actor);
    if (id) return id;
  }
  return null;
}

function patientIn(reference: Reference | undefined): string | null {
  return /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(reference?.reference ?? '')?.[1] ?? null;
}

/** Whether every device may read it: of the documents only the clinic's own, or one that lost its subject would be everybody's. */
export function isForEverybody(resource: Resource): boolean {
  if (resource.resourceType !== 'DocumentReference') return isSharedType(resource.resourceType);
  return resource.subject === undefined && (resource.type?.coding ?? []).some(({ system }) => system === systems.documentKind);
}
