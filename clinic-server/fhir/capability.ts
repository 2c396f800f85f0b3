import type { CapabilityStatement, CapabilityStatementRestResource } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import { kindOf, searchParameters } from './searchParameters.ts';
import { servedTypes, type ServedType } from './types.ts';

/** Kabinet's own operations, described in docs/wire.md. */
const operations: Partial<Record<ServedType, readonly string[]>> = {
  Patient: ['everything', 'send-home'],
  Slot: ['hold', 'extend-hold', 'release', 'lease', 'return-lease'],
  Appointment: ['book', 'cancel', 'reschedule', 'wait-list', 'leave-list'],
  Task: ['accept-offer', 'decline-offer', 'conflicts', 'conflict', 'decide', 'undo'],
  ServiceRequest: ['order', 'cancel-order'],
  DiagnosticReport: ['meta-add'],
};
const definitionBase = 'https://kabinet.example/fhir/OperationDefinition';

function resourceOf(type: ServedType): CapabilityStatementRestResource {
  const parameters = Object.entries(searchParameters[type]);
  return {
    type,
    interaction: (['read', 'vread', 'update', 'delete', 'history-instance', 'history-type', 'create', 'search-type'] as const).map(
      (code) => ({ code }),
    ),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    referencePolicy: ['literal'],
    searchInclude: parameters.flatMap(([name, rule]) => (rule.kind === 'reference' ? [`${type}:${name}`] : [])),
    searchParam: [
      { name: '_id', type: 'token' as const },
      { name: '_lastUpdated', type: 'date' as const },
      ...parameters.map(([name, rule]) => ({ name, type: kindOf(rule) })),
    ],
    ...(operations[type] ? { operation: operations[type].map((name) => ({ name, definition: `${definitionBase}/${type}-${name}` })) } : {}),
  };
}

/** Row D4: computed, so nobody writes it and it has no versions. */
const trail: CapabilityStatementRestResource = {
  type: 'AuditEvent',
  interaction: [{ code: 'read' }, { code: 'search-type' }],
  versioning: 'no-version',
  searchParam: [{ name: 'patient', type: 'reference' }],
};

/** Made from the same tables the server works by, so that it cannot promise what is not there. */
export function capabilityStatement(base: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Kabinet clinic server', version: '0.1.0' },
    implementation: { description: 'Kabinet reference clinic server', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        extension: [{ url: extensions.feed, valueCode: 'kabinet-history' }],
        mode: 'server',
        documentation:
          'Plain writes and transactions are for the clinic’s own systems. Devices read what is shared, a patient’s token reads its own compartment too.',
        security: {
          cors: false,
          service: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth', display: 'OAuth' }] },
          ],
          description: 'SMART Backend Services: private_key_jwt, ES256, token endpoint /token.',
        },
        resource: [
          ...servedTypes.map((type) => {
            const resource = resourceOf(type);
            // FHIR's JSON has no empty lists.
            if (resource.searchInclude?.length === 0) delete resource.searchInclude;
            return resource;
          }),
          trail,
        ],
        interaction: [{ code: 'transaction' }, { code: 'history-system' }],
      },
    ],
  };
}
