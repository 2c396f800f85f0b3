import { useState } from 'react';
import type { Paper } from '../../../shared/rpc/shell.ts';
import { CallFailed, call } from '../../app/client.ts';
import type { Language } from '../../words/day.ts';

/** Prints one slip. `done` and `problem` speak of the last try only. */
export function usePrint(appointmentId: string, language: Language) {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Paper | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function print(paper: Paper): Promise<void> {
    if (busy) return;
    setBusy(true);
    setDone(null);
    setProblem(null);
    try {
      await call('slips.print', { appointmentId, paper, language });
      setDone(paper);
    } catch (error) {
      setProblem(error instanceof CallFailed ? error.code : 'failed');
    } finally {
      setBusy(false);
    }
  }

  return { print, busy, done, problem };
}
