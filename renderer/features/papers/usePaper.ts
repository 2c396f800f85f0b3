import { useEffect, useReducer, useState } from 'react';
import { CallFailed, call } from '../../app/client.ts';
import type { PdfFile } from '../../pdf/openPdf.ts';
import { openPaper, readPaper } from './readPaper.ts';

/** What keeps a paper from being shown: the words for each are in `papers.problem`. */
export type PaperProblem = 'not_found' | 'not_a_pdf' | 'file_too_large' | 'damaged' | 'encrypted' | 'slow' | 'offline' | 'try_later' | 'failed';

export type PaperState =
  | { readonly is: 'fetching' | 'opening' }
  | { readonly is: 'open'; readonly file: PdfFile }
  | { readonly is: 'problem'; readonly problem: PaperProblem };

const known: readonly PaperProblem[] = ['not_found', 'not_a_pdf', 'file_too_large', 'damaged', 'offline', 'try_later'];
/** Each of them is ten seconds of waiting for one and the same file; the backend gives up after a minute. */
const mostAsked = 7;

async function fetchPaper(binaryId: string): Promise<number> {
  for (let asked = 1; ; asked += 1) {
    try {
      return (await call('papers.open', { binaryId })).bytes;
    } catch (error) {
      if (!(error instanceof CallFailed) || error.code !== 'timed_out' || asked === mostAsked) throw error;
    }
  }
}

/** By name: the reader is a chunk of its own, and its class of errors with it. */
const faults: Readonly<Record<string, PaperProblem>> = { encrypted: 'encrypted', slow: 'slow', unreadable: 'damaged' };

function problemOf(error: unknown): PaperProblem {
  if (error instanceof CallFailed) return known.find((one) => one === error.code) ?? 'failed';
  return (error instanceof Error && error.name === 'PdfRefused' ? faults[error.message] : undefined) ?? 'failed';
}

/** One paper from the server to the screen. Its reader ends with the screen. */
export function usePaper(binaryId: string) {
  const [state, setState] = useState<PaperState>({ is: 'fetching' });
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let left = false;
    let file: PdfFile | null = null;
    const show = (next: PaperState) => {
      if (!left) setState(next);
    };
    async function open(): Promise<void> {
      show({ is: 'fetching' });
      const bytes = await fetchPaper(binaryId);
      show({ is: 'opening' });
      const content = await readPaper(binaryId, bytes);
      if (content === null || left) return show({ is: 'problem', problem: 'failed' });
      file = await openPaper(content);
      if (left) file.close();
      else show({ is: 'open', file });
    }
    open().catch((error: unknown) => show({ is: 'problem', problem: problemOf(error) }));
    return () => {
      left = true;
      file?.close();
    };
  }, [binaryId, attempt]);
  return { state, again, fail: (error: unknown) => setState({ is: 'problem', problem: problemOf(error) }) };
}
