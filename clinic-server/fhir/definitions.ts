import { existsSync, readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle } from '@medplum/core';
import type { Bundle, StructureDefinition } from '@medplum/fhirtypes';

const file = new URL('../../out/fhir-definitions.json', import.meta.url);

async function load(): Promise<Bundle<StructureDefinition>> {
  if (!existsSync(file)) {
    const script = new URL('../../scripts/fhirDefinitions.mjs', import.meta.url);
    const { writeFhirDefinitions } = (await import(script.href)) as { writeFhirDefinitions: () => unknown };
    writeFhirDefinitions();
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Bundle<StructureDefinition>;
}

const bundle = await load();
// The validator keeps one index for the whole process; it is filled once, here, before anything can be validated.
indexStructureDefinitionBundle(bundle);

/** The R4 definitions this server validates against, by name (`Patient`, `HumanName`, `code`). */
export const definitions: ReadonlyMap<string, StructureDefinition> = new Map(
  (bundle.entry ?? []).flatMap(({ resource }) => (resource ? [[resource.name, resource] as const] : [])),
);
