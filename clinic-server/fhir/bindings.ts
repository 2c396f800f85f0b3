import type { Resource } from '@medplum/fhirtypes';

/** Paths whose code is not in a required value set or whose reference points to a type R4 does not allow there. */
export function unboundPaths(_resource: Resource): string[] {
  return [];
}
