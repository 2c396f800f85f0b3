import type { Resource } from '@medplum/fhirtypes';

/** Whose record a resource belongs to: null for what every device may read. */
export function patientOf(resource: Resource): string | null {
  if (resource.resourceType === 'Patient') return resource.id ?? null;
  if (resource.resourceType !== 'Appointment') return null;
  for (const { actor } of resource.participant ?? []) {
    const id = /^Patient\/([A-Za-z0-9.-]{1,64})$/.exec(actor?.reference ?? '')?.[1];
    if (id) return id;
  }
  return null;
}
