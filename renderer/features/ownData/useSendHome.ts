import { useEffect, useRef, useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { CallFailed, call } from '../../app/client.ts';

type SendProblem = 'no_email' | 'mail_unavailable' | 'not_own_account' | 'slow_down' | 'offline' | 'try_later' | 'failed';
type Sent = Output<'ownData.sendHome'>;

const known: readonly SendProblem[] = ['no_email', 'mail_unavailable', 'not_own_account', 'slow_down', 'offline', 'try_later'];

/** Sends the letter. The code is on this page only: going away from it is forgetting it. */
export function useSendHome() {
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const [problem, setProblem] = useState<SendProblem | null>(null);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  async function send(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await call('ownData.sendHome', {});
      if (here.current) setSent(answer);
    } catch (error) {
      if (here.current) setProblem(error instanceof CallFailed ? (known.find((code) => code === error.code) ?? 'failed') : 'failed');
    } finally {
      if (here.current) setBusy(false);
    }
  }
  return { send, busy, sent, problem };
}
