import type { PdfFile } from '../../pdf/openPdf.ts';
import { call } from '../../app/client.ts';

/** The same length as the contract's: its module would bring a validator into the first script. */
type Part = { readonly part: string | null };

/** Asks for the next piece until the whole file is here. Null: it is not open any more, its visit is over. */
export async function readPaper(binaryId: string, bytes: number, read: (offset: number) => Promise<Part> = (offset) => call('papers.read', { binaryId, offset })): Promise<Uint8Array | null> {
  const content = new Uint8Array(bytes);
  for (let offset = 0; offset < bytes; ) {
    const { part } = await read(offset);
    if (part === null || part === '') return null;
    const piece = Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0));
    content.set(piece.subarray(0, bytes - offset), offset);
    offset += piece.length;
  }
  return content;
}

/** The reader of PDF is large and most visits never need it: it comes with the first paper. */
export async function openPaper(content: Uint8Array): Promise<PdfFile> {
  const [{ openPdf }, { startPdfWorker }] = await Promise.all([import('../../pdf/openPdf.ts'), import('../../pdf/pdfWorker.ts')]);
  return openPdf(content, startPdfWorker());
}
