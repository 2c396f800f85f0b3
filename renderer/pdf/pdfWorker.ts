import address from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/** A reader of its own for every file. The address is the only one the page's Trusted Types let become a worker. */
export function startPdfWorker(): Worker {
  return new Worker(address, { type: 'module' });
}
