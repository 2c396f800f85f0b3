import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import decodeQR from 'qr/decode.js';

/** A receipt printer's 8 dots a millimetre. */
const dotsPerPoint = 203.2 / 72;

export interface PrintedPage {
  /** The page as a printer of 203 dpi puts it on paper. */
  readonly png: Buffer;
  /** What a scanner reads off it; null when there is no code, or none that can be read. */
  readonly code: string | null;
  readonly text: string;
}

/** What came out of the printer, page by page. */
export async function printedPages(pdf: Uint8Array): Promise<readonly PrintedPage[]> {
  const file = await getDocument({ data: Uint8Array.from(pdf), verbosity: 0 }).promise;
  const pages: PrintedPage[] = [];
  for (let number = 1; number <= file.numPages; number += 1) {
    const page = await file.getPage(number);
    const viewport = page.getViewport({ scale: dotsPerPoint });
    const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!isLikeTheBrowsers(context)) throw new Error('nothing to draw on');
    await page.render({ canvas: null, canvasContext: context, viewport }).promise;
    const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const { items } = await page.getTextContent();
    pages.push({ png: canvas.toBuffer('image/png'), code: codeIn({ width, height, data }), text: items.map((item) => ('str' in item ? item.str : '')).join(' ') });
  }
  await file.loadingTask.destroy();
  return pages;
}

/** pdf.js names the browser's own canvas; in Node it draws on one that does the same. */
function isLikeTheBrowsers(context: object): context is CanvasRenderingContext2D {
  return 'drawImage' in context && 'setTransform' in context;
}

function codeIn(image: { width: number; height: number; data: Uint8ClampedArray }): string | null {
  try {
    return decodeQR(image, { effort: Number.POSITIVE_INFINITY, timeLimit: Number.POSITIVE_INFINITY });
  } catch {
    return null;
  }
}
