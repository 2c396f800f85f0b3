import { personalTypes, sharedTypes } from '../../shared/fhir/names.ts';

/** Every type this server keeps; the CapabilityStatement says the same. */
export const servedTypes = [...sharedTypes, ...personalTypes] as const;
export type ServedType = (typeof servedTypes)[number];

export function isSharedType(type: string): boolean {
  return (sharedTypes as readonly string[]).includes(type);
}
