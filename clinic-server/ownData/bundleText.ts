import { setImmediate } from 'node:timers/promises';
import type { OperationOutcome } from '@medplum/fhirtypes';
import type { Everything } from './collect.ts';

/** So many are written between two looks at who else is waiting: about a millisecond. */
const atOnce = 200;

/**
 * The whole record as one FHIR Bundle of type searchset. Files are inside as base64: what somebody carries home in one file must not need
 * this server to be read. Beyond the size the caller set, a file stays named by its address and the Bundle says that it does.
 */
export async function bundleText({ patient, rows, events, files, left }: Everything, base: string): Promise<string> {
  const parts: string[] = [];
  const entry = (address: string, text: string, mode: 'match' | 'include' | 'outcome') => `{"fullUrl":${JSON.stringify(`${base}/${address}`)},"resource":${text},"search":{"mode":"${mode}"}}`;
  let written = 0;
  const breathe = async (): Promise<void> => {
    written += 1;
    if (written % atOnce === 0) await setImmediate();
  };
  for (const { type, id, text, mode } of rows) {
    parts.push(entry(`${type}/${id}`, text, mode));
    await breathe();
  }
  for (const event of events) {
    parts.push(entry(`AuditEvent/${event.id}`, JSON.stringify(event), 'match'));
    await breathe();
  }
  for (const { id, content } of files) {
    const file = { resourceType: 'Binary', id, contentType: 'application/pdf', securityContext: { reference: `Patient/${patient}` }, data: content.toString('base64') };
    parts.push(entry(`Binary/${id}`, JSON.stringify(file), 'match'));
    await setImmediate();
  }
  if (left.length > 0) {
    const outcome: OperationOutcome = { resourceType: 'OperationOutcome', issue: left.map((id) => ({ severity: 'information', code: 'too-long', expression: [`Binary/${id}`] })) };
    parts.push(entry('OperationOutcome', JSON.stringify(outcome), 'outcome'));
  }
  const total = rows.filter(({ mode }) => mode === 'match').length + events.length + files.length;
  const self = JSON.stringify(`${base}/Patient/${patient}/$everything`);
  return `{"resourceType":"Bundle","type":"searchset","total":${total},"link":[{"relation":"self","url":${self}}],"entry":[${parts.join(',')}]}`;
}
