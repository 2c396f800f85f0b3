import type { Attachment, Resource } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Tx } from '../db/pool.ts';
import { sha256Of } from '../documents/published.ts';
import { addResultFile } from '../results/resultFiles.ts';
import type { SeededEncounters } from './encounters.ts';
import { visitPaper } from './encountersPaper.ts';

interface Entry {
  readonly resource: Resource;
  readonly patient: Id | null;
}

/** Makes and keeps the conclusions of visits; returns the entries of the clinic with the record of each saying what its file is. */
export async function writeVisitPapers(tx: Tx, papers: SeededEncounters['papers'], entries: readonly Entry[]): Promise<readonly Entry[]> {
  const files = new Map<string, Pick<Attachment, 'size' | 'extension'>>();
  for (const { fileId, documentId, patientId, at, ...paper } of papers) {
    const content = await visitPaper(paper);
    await addResultFile(tx, { id: fileId, patient: patientId, content }, at);
    files.set(documentId, { size: content.length, extension: [{ url: extensions.sha256, valueString: sha256Of(content) }] });
  }
  return entries.map((entry) => {
    const { resource } = entry;
    const file = files.get(resource.id ?? '');
    if (!file || resource.resourceType !== 'DocumentReference') return entry;
    return { ...entry, resource: { ...resource, content: resource.content.map(({ attachment }) => ({ attachment: { ...attachment, ...file } })) } };
  });
}
