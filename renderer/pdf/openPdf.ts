import { AnnotationMode, getDocument, OPS, PasswordException, PDFWorker, VerbosityLevel, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { paragraphsOf } from './pageText.ts';

/** Why a file is not shown. `encrypted`: it asks for a password nobody here has. `slow`: whatever it does, it does it for too long. */
export type PdfFault = 'encrypted' | 'unreadable' | 'slow';

export class PdfRefused extends Error {
  override name = 'PdfRefused';
  readonly fault: PdfFault;
  constructor(fault: PdfFault) {
    super(fault);
    this.fault = fault;
  }
}

export interface PdfPage {
  /** Width through height. Kept between 1:4 and 4:1, so that a page a kilometre long is a strip and not a memory fault. */
  readonly ratio: number;
  /** What the letters on it say, paragraph by paragraph; empty for a picture. */
  readonly text: () => Promise<readonly string[]>;
  /** Whether every picture on it could be read: one that cannot is left out without a word, and a conclusion without its picture is another one. */
  readonly isWhole: () => Promise<boolean>;
  /** Draws it `width` pixels wide, or less where that would be too large a picture. `turned`: by a quarter, for a wide page on an upright sheet. */
  readonly draw: (canvas: HTMLCanvasElement, width: number, how: { readonly purpose: 'display' | 'print'; readonly turned?: boolean }) => Promise<void>;
}

export interface PdfFile {
  readonly pages: number;
  /** From 1 on. */
  readonly page: (number: number) => Promise<PdfPage>;
  readonly close: () => void;
}

const longestMs = 20_000;
const mostPixels = 16_000_000;
const mostImagePixels = 64_000_000;
const widest = 4;

/**
 * Opens a file that nobody has looked into. It is read by a worker that can be ended in the middle of anything, gets no network, no script
 * engine and no password, and draws its letters as shapes, so that no font of a stranger reaches the browser. `worker` is null where a
 * test has none. Throws `PdfRefused`.
 */
export async function openPdf(bytes: Uint8Array, worker: Worker | null): Promise<PdfFile> {
  const reader = worker === null ? null : PDFWorker.create({ port: worker, verbosity: VerbosityLevel.ERRORS });
  const task = getDocument({
    ...{ data: bytes, verbosity: VerbosityLevel.ERRORS, stopAtErrors: true, maxImageSize: mostImagePixels, disableFontFace: true, useSystemFonts: true },
    ...{ useWasm: false, useWorkerFetch: false, enableXfa: false, isOffscreenCanvasSupported: false, isImageDecoderSupported: false, disableAutoFetch: true },
    ...(reader === null ? {} : { worker: reader }),
  });
  const close = () => {
    void task.destroy().catch(() => undefined);
    reader?.destroy();
    worker?.terminate();
  };

  /** Nothing a file asks for may take for ever, and no message of the reader's gets out: it may quote the file. */
  function within<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        close();
        reject(new PdfRefused('slow'));
      }, longestMs);
      work.then(resolve, (error: unknown) => reject(new PdfRefused(error instanceof PasswordException ? 'encrypted' : 'unreadable'))).finally(() => clearTimeout(deadline));
    });
  }

  let file: PDFDocumentProxy;
  try {
    file = await within(task.promise);
  } catch (error) {
    close();
    throw error;
  }
  return { pages: file.numPages, page: async (number) => pageOf(await within(file.getPage(number)), within), close };
}

function pageOf(page: PDFPageProxy, within: <T>(work: Promise<T>) => Promise<T>): PdfPage {
  const natural = page.getViewport({ scale: 1 });
  const ratio = Math.min(widest, Math.max(1 / widest, natural.width / natural.height));
  return {
    ratio,
    text: async () => paragraphsOf((await within(page.getTextContent())).items.flatMap((item) => ('str' in item ? [{ text: item.str, y: Number(item.transform[5]), height: item.height, endsLine: item.hasEOL }] : []))),
    isWhole: () => within(arePicturesRead(page)),
    draw: async (canvas, width, { purpose, turned = false }) => {
      if (!(await within(arePicturesRead(page)))) throw new PdfRefused('unreadable');
      const rotation = (page.rotate + (turned ? 90 : 0)) % 360;
      const [wide, high] = turned ? [natural.height, natural.width] : [natural.width, natural.height];
      const shape = turned ? 1 / ratio : ratio;
      const wanted = Math.min(width, Math.sqrt(mostPixels * shape));
      // The strip of a page that is too long is drawn as wide as its height allows.
      const viewport = page.getViewport({ scale: Math.min(wanted / wide, wanted / shape / high), rotation });
      canvas.width = Math.max(1, Math.floor(viewport.width));
      canvas.height = Math.max(1, Math.floor(viewport.height));
      return within(page.render({ canvas, viewport, intent: purpose, annotationMode: AnnotationMode.ENABLE, background: '#ffffff' }).promise);
    },
  };
}

/** The reader answers null for a picture that it could not decode, and goes on. */
async function arePicturesRead(page: PDFPageProxy): Promise<boolean> {
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: AnnotationMode.ENABLE });
  const names = fnArray.flatMap((operation, at): string[] => {
    const [name] = (operation === OPS.paintImageXObject || operation === OPS.paintImageXObjectRepeat ? argsArray[at] : null) as readonly unknown[] | null ?? [];
    return typeof name === 'string' ? [name] : [];
  });
  const pictures = await Promise.all([...new Set(names)].map((name) => new Promise<unknown>((resolve, reject) => (name.startsWith('g_') ? page.commonObjs : page.objs).get(name, resolve, reject))));
  return pictures.every((picture) => picture !== null && picture !== undefined);
}
