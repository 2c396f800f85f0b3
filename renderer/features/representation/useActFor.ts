import { useState } from 'react';
import { useApp } from '../../app/appContext.ts';
import { CallFailed, call } from '../../app/client.ts';

const known = ['not_representative', 'locked', 'offline', 'try_later'] as const;
type Problem = (typeof known)[number] | 'failed';

/** Whoever signed in; the centre knows who that is. */
export const oneself = Symbol('oneself');
type Oneself = typeof oneself;

interface ActFor {
  readonly busy: boolean;
  /** Message key under `representation.error`. */
  readonly problem: Problem | null;
  readonly forgetProblem: () => void;
  /** True when the other person's records are in memory and nothing of the former one's is on the page any more. */
  readonly actFor: (patientId: string | Oneself, choice: 'keep' | 'forget') => Promise<boolean>;
}

/** Puts another person in the place of the present one. What one has chosen before it is the same hand's choice and may come along. */
export function useActFor(): ActFor {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function actFor(whom: string | Oneself, choice: 'keep' | 'forget'): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      const patientId = whom === oneself ? (await call('representation.people', {})).self.patientId : whom;
      await call('representation.actFor', { patientId });
      const { hold, handOver, forget } = app.draft.getState();
      if (choice === 'keep') handOver(patientId);
      else {
        // Nobody books by it any more: others may have the time at once.
        if (hold !== null) call('appointments.releaseHold', { holdId: hold.holdId }).catch(() => undefined);
        forget();
      }
      // An answer of before, still under way, would show one person's visits to another.
      app.reads.clear();
      return true;
    } catch (error) {
      const code = error instanceof CallFailed ? error.code : '';
      setProblem(known.find((one) => one === code) ?? 'failed');
      return false;
    } finally {
      app.reads.changed(() => true);
      setBusy(false);
    }
  }
  return { busy, problem, forgetProblem: () => setProblem(null), actFor };
}
