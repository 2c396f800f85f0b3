import { personalTypes, sharedTypes } from '../../shared/fhir/names.ts';

/** Every type this server keeps; the CapabilityStatement says the same. */
export const servedTypes: readonly ServedType[] = [...new Set<ServedType>([...sharedTypes, ...personalTypes])];
export type ServedType = (typeof sharedTypes)[number] | (typeof personalTypes)[number];

export function isSharedType(type: string): boolean {
  return (sharedTypes as readonly string[]).includes(type);
}
