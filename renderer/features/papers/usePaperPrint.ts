import { useState } from 'react';
import { CallFailed, call } from '../../app/client.ts';

/** Prints the paper. `done` and `problem` speak of the last try only. */
export function usePaperPrint(binaryId: string) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<'no_printer' | 'failed' | null>(null);

  async function print(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setDone(false);
    setProblem(null);
    try {
      await call('papers.print', { binaryId });
      setDone(true);
    } catch (error) {
      setProblem(error instanceof CallFailed && error.code === 'no_printer' ? 'no_printer' : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return { print, busy, done, problem };
}
