import { useEffect, useRef, useState } from 'react';
import { CallFailed, call } from '../../app/client.ts';

type MakingProblem = 'busy' | 'offline' | 'try_later' | 'file_too_large' | 'not_a_pdf' | 'failed';

const known: readonly MakingProblem[] = ['busy', 'offline', 'try_later', 'file_too_large', 'not_a_pdf'];
/** Each of them is ten seconds of waiting for one and the same file. */
const mostAsked = 10;
const longMs = 5_000;

async function madePaper(): Promise<string> {
  for (let asked = 1; ; asked += 1) {
    try {
      return (await call('ownData.paper', {})).binaryId;
    } catch (error) {
      if (!(error instanceof CallFailed) || error.code !== 'timed_out' || asked === mostAsked) throw error;
    }
  }
}

/** Has the paper made; the way on is the caller's. Whoever leaves meanwhile is not followed. */
export function useMaking(onMade: (binaryId: string) => void) {
  const [busy, setBusy] = useState(false);
  const [long, setLong] = useState(false);
  const [problem, setProblem] = useState<MakingProblem | null>(null);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  useEffect(() => {
    setLong(false);
    const timer = busy ? setTimeout(() => setLong(true), longMs) : undefined;
    return () => clearTimeout(timer);
  }, [busy]);
  async function make(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const binaryId = await madePaper();
      if (here.current) onMade(binaryId);
    } catch (error) {
      if (here.current) setProblem(error instanceof CallFailed ? (known.find((code) => code === error.code) ?? 'failed') : 'failed');
    } finally {
      if (here.current) setBusy(false);
    }
  }
  return { make, busy, long, problem };
}
