import { randomUUID } from 'node:crypto';
import { demoText } from '../../clinic-server/demo/seedDocuments.ts';
import { documentResource } from '../../clinic-server/documents/published.ts';
import type { DocumentKind } from '../../shared/lib/clinicDocument.ts';
import { instant, type MoscowDay } from '../../shared/lib/moscow.ts';
import type { DemoClinic } from './demoClinic.ts';

/** One more version, written as a clinic's own system writes it; `text` names a file of the demo clinic. */
export async function publishToDemo({ server, systemToken }: Pick<DemoClinic, 'server' | 'systemToken'>, kind: DocumentKind, version: string, effective: MoscowDay, text: string, changed: (text: string) => string = (same) => same): Promise<void> {
  const id = randomUUID();
  const resource = documentResource({ kind, version, effective, russian: changed(demoText(`${text}.ru`)), english: changed(demoText(`${text}.en`)) }, id, instant(Date.now()), null);
  const answer = await fetch(`${server}/fhir/DocumentReference/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${systemToken}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  });
  if (answer.status !== 201) throw new Error(`not published: ${answer.status}`);
}
