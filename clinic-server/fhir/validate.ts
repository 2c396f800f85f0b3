import { OperationOutcomeError, validateResource } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { servedTypes, type ServedType } from './types.ts';
import { unboundPaths } from './bindings.ts';
import './definitions.ts';
import { FhirRefusal } from './refusal.ts';
import { misshapenPaths } from './shape.ts';

// Names of elements are FHIR's; a made-up property could be a person's name, and an answer must not carry it back.
const isElementPath = /^[A-Z][A-Za-z]*(\.[a-z][A-Za-z]*(\[\d+\])?){0,12}$/;

/** FHIR's own form of an id. */
export const fhirId = /^[A-Za-z0-9.-]{1,64}$/;

export function isServedType(type: unknown): type is ServedType {
  return typeof type === 'string' && (servedTypes as readonly string[]).includes(type);
}

/** A resource as it comes from outside: checked against R4, its required codes and the types its references may point to. */
export function validated(value: unknown): Resource {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new FhirRefusal(400, 'not_a_resource');
  const type = (value as { resourceType?: unknown }).resourceType;
  if (!isServedType(type)) throw new FhirRefusal(400, 'type_not_served');
  const resource = value as Resource;
  const misshapen = misshapenPaths(resource);
  if (misshapen.length > 0) throw new FhirRefusal(422, 'invalid_resource', { expression: misshapen.slice(0, 20) });
  try {
    validateResource(resource);
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    const paths = (error.outcome.issue ?? []).flatMap((issue) => issue.expression ?? []).filter((path) => isElementPath.test(path));
    throw new FhirRefusal(422, 'invalid_resource', { expression: [...new Set(paths)].slice(0, 20) });
  }
  const unbound = unboundPaths(resource);
  if (unbound.length > 0) throw new FhirRefusal(422, 'invalid_resource', { expression: unbound.slice(0, 20) });
  return resource;
}
