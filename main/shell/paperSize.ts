import type { Paper } from '../../shared/rpc/shell.ts';

export interface PaperSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

const shortest = 30;
const longest = 600;

/** The page says that there is nothing to print, and why. */
export function isPageFailed(title: string): boolean {
  return title.startsWith('print-failed:');
}

/**
 * A page for the printer says that it is drawn by its title: `print-ready`, for a receipt with its height, `print-ready:184.2`.
 * Null while it says anything else. A receipt gets one millimetre more, or rounding starts a second, empty page.
 */
export function readPaperSize(title: string, paper: Paper): PaperSize | null {
  const found = /^print-ready(?::(\d{1,4}(?:\.\d{1,4})?))?$/.exec(title);
  if (found === null) return null;
  if (paper === 'a4') return { widthMm: 210, heightMm: 297 };
  const height = Number(found[1]);
  if (found[1] === undefined || height > longest) return null;
  return { widthMm: 80, heightMm: Math.max(shortest, Math.ceil(height) + 1) };
}
