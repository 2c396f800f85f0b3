import type { Coding, DiagnosticReport } from '@medplum/fhirtypes';
import { systems } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { readInScope } from '../fhir/interactions.ts';
import { findResource, updateResource, type Stored } from '../fhir/resourceStore.ts';

const isSeen = ({ system, code }: Coding): boolean => system === systems.seen && code === 'seen';

/** L1. «New» goes on every device, because the report gets a version; seen before, it stays as it is. 404 for what this patient may not read. */
export async function markSeen(tx: Tx, patient: Id, id: string): Promise<void> {
  // Locked before it is read: what the clinic changes at this moment would be written over.
  await findResource(tx, 'DiagnosticReport', id, true);
  const report = (await readInScope(tx, { kind: 'patient', patient }, 'DiagnosticReport', id)) as Stored<DiagnosticReport>;
  const tags = report.meta.tag ?? [];
  if (tags.some(isSeen)) return;
  await updateResource(tx, { ...report, meta: { ...report.meta, tag: [...tags, { system: systems.seen, code: 'seen' }] } });
}
