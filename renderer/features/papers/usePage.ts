import { useEffect, useRef, useState, type RefObject } from 'react';
import type { PdfFile } from '../../pdf/openPdf.ts';

export interface ShownPage {
  /** Of these the picture on the glass is: they change together, once it is drawn. */
  readonly number: number;
  readonly zoom: number;
  readonly text: readonly string[] | null;
}

interface PageNeeds {
  readonly file: PdfFile;
  readonly number: number;
  readonly zoom: number;
  readonly onFault: (error: unknown) => void;
}

/** Draws the page that is wanted, one after another: two at once on one picture would be torn. */
export function usePage({ file, number, zoom, onFault }: PageNeeds): ShownPage & { readonly canvas: RefObject<HTMLCanvasElement | null> } {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState<ShownPage>({ number: 0, zoom: 1, text: null });
  const drawing = useRef<Promise<unknown>>(Promise.resolve());
  const fault = useRef(onFault);
  fault.current = onFault;
  useEffect(() => {
    let left = false;
    async function draw(): Promise<void> {
      await drawing.current.catch(() => undefined);
      const room = canvas.current?.parentElement?.clientWidth ?? 0;
      if (left || room === 0) return;
      const page = await file.page(number);
      const width = Math.floor(room * zoom * Math.min(1, page.ratio * 3));
      // Drawn aside and shown whole: a page that grows line by line looks broken.
      const fresh = document.createElement('canvas');
      await page.draw(fresh, width * Math.max(1, window.devicePixelRatio), { purpose: 'display' });
      const text = await page.text();
      if (left || canvas.current === null) return;
      const { current } = canvas;
      current.width = fresh.width;
      current.height = fresh.height;
      current.style.inlineSize = `${width}px`;
      current.getContext('2d')?.drawImage(fresh, 0, 0);
      setShown({ number, zoom, text });
    }
    drawing.current = draw().catch((error: unknown) => {
      if (!left) fault.current(error);
    });
    return () => {
      left = true;
    };
  }, [file, number, zoom]);
  return { ...shown, canvas };
}
