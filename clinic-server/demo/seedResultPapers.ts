import type { Resource } from '@medplum/fhirtypes';
import { extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { startOf } from '../../shared/lib/moscow.ts';
import type { Tx } from '../db/pool.ts';
import { sha256Of } from '../documents/published.ts';
import { addResultFile } from '../results/resultFiles.ts';
import type { SeededResults } from './results.ts';
import { imagingPaper } from './resultsPaper.ts';

interface Seeded {
  readonly resultPapers: SeededResults['papers'];
  readonly entries: readonly { readonly resource: Resource; readonly patient: Id | null }[];
}

/** Makes and keeps the signed conclusions; returns the entries of the clinic with each report naming its own. */
export async function writeResultPapers(tx: Tx, { resultPapers, entries }: Seeded): Promise<Seeded['entries']> {
  const named = new Map<Id, Partial<Resource>>();
  for (const { fileId, reportId, patient, ...paper } of resultPapers) {
    const content = await imagingPaper(paper);
    await addResultFile(tx, { id: fileId, patient, content }, startOf(paper.day));
    const sha256 = { url: extensions.sha256, valueString: sha256Of(content) };
    named.set(reportId, { presentedForm: [{ contentType: 'application/pdf', url: `Binary/${fileId}`, size: content.length, title: paper.title, extension: [sha256] }] });
  }
  return entries.map((entry) => {
    const form = named.get(entry.resource.id ?? '');
    return form ? { ...entry, resource: { ...entry.resource, ...form } as Resource } : entry;
  });
}
