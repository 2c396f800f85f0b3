import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { FhirRefusal } from '../fhir/refusal.ts';

export const fhirJson = 'application/fhir+json; charset=utf-8';

const issueCodes: Readonly<Record<number, OperationOutcomeIssue['code']>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  409: 'conflict',
  410: 'deleted',
  412: 'conflict',
  413: 'too-long',
  414: 'too-long',
  415: 'not-supported',
  422: 'processing',
  426: 'not-supported',
  429: 'throttled',
  502: 'transient',
  503: 'transient',
};

/** `reference` finds the line in the server's log; it is the only thing said about a fault of ours. */
export function operationOutcome(
  { status, code, expression }: Pick<FhirRefusal, 'status' | 'code' | 'expression'>,
  reference?: string,
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: status >= 500 ? 'fatal' : 'error',
        code: issueCodes[status] ?? 'exception',
        details: { coding: [{ system: systems.refusal, code }] },
        ...(expression.length > 0 ? { expression: [...expression] } : {}),
        ...(reference ? { diagnostics: reference } : {}),
      },
    ],
  };
}
