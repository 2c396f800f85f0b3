import { randomUUID } from 'node:crypto';
import { demoText } from '../../clinic-server/demo/seedDocuments.ts';
import { inTransaction } from '../../clinic-server/db/pool.ts';
import { publishDocument, type Published } from '../../clinic-server/documents/published.ts';
import { documentKinds, type DocumentKind } from '../../shared/lib/clinicDocument.ts';
import { instant, moscowDay } from '../../shared/lib/moscow.ts';
import type { TestClinic } from './clinicServer.ts';

/** Terms and consent in force, as the demo clinic has them, published the way an administrator does. */
export async function publishBoth(clinic: Pick<TestClinic, 'pool'>): Promise<Record<DocumentKind, Published>> {
  const [terms, consent] = await Promise.all(documentKinds.map((kind) => publish(clinic, kind, '2026-01', '2026-01-12', `${kind}-2026-01`)));
  if (!terms || !consent) throw new Error('not published');
  return { terms, consent };
}

/** One more version; `text` names a file of the demo clinic. */
export async function publish({ pool }: Pick<TestClinic, 'pool'>, kind: DocumentKind, version: string, effective: string, text: string): Promise<Published> {
  const publication = { kind, version, effective: moscowDay(effective), russian: demoText(`${text}.ru`), english: demoText(`${text}.en`) };
  return inTransaction(pool, (tx) => publishDocument(tx, publication, { id: randomUUID(), now: instant(Date.now()) }));
}
