import { papers } from '../../shared/features/papers.ts';
import { mostPrintedPages } from '../pdf/limits.ts';
import { a4Millimetres, ask, PrintFailed, type DrawJob } from './job.ts';

/** 200 dots an inch: letters of 8 points come out of a laser printer sharp. */
const dotsPerMillimetre = 200 / 25.4;
const sheet = { width: Math.floor(210 * dotsPerMillimetre), height: Math.floor(a4Millimetres * dotsPerMillimetre) };

/** A patient's file, each page on a sheet of its own and as large as the sheet takes it. */
export const drawPaper: DrawJob = async (bridge, into) => {
  const job = await ask(bridge, 'papers.job', {}, papers['papers.job'].output);
  if (job === null) return null;
  // A slip of paper must not wait for the reader of files.
  const [{ openPdf }, { startPdfWorker }] = await Promise.all([import('../pdf/openPdf.ts'), import('../pdf/pdfWorker.ts')]);
  const content = new Uint8Array(job.bytes);
  for (let offset = 0; offset < job.bytes; ) {
    const { part } = await ask(bridge, 'papers.read', { binaryId: job.binaryId, offset }, papers['papers.read'].output);
    if (part === null || part === '') throw new PrintFailed('not_found');
    const bytes = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
    content.set(bytes, offset);
    offset += bytes.length;
  }
  const file = await openPdf(content, startPdfWorker());
  try {
    if (file.pages > mostPrintedPages) throw new PrintFailed('too_long');
    for (let number = 1; number <= file.pages; number += 1) {
      const page = await file.page(number);
      const turned = page.ratio > 1;
      const shape = turned ? 1 / page.ratio : page.ratio;
      const leaf = document.createElement('div');
      leaf.className = 'leaf';
      const canvas = document.createElement('canvas');
      await page.draw(canvas, Math.min(sheet.width, sheet.height * shape), { purpose: 'print', turned });
      leaf.append(canvas);
      into.append(leaf);
    }
  } finally {
    file.close();
  }
  return a4Millimetres;
};
