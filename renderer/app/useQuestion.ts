import { useState } from 'react';
import { CallFailed } from './client.ts';

/** `Code`: what the centre may refuse with; `Own`: what the page itself says instead of asking. */
export interface Question<Code extends string, Own extends string = never> {
  readonly busy: boolean;
  /** `failed`: an answer nobody foresaw. */
  readonly refused: Code | Own | 'failed' | null;
  readonly ask: (work: () => Promise<void>) => void;
  readonly refuse: (code: Code | Own | null) => void;
}

/** One question to the centre at a time, and what it refused. What it calls a wrong input is `check_input` to whoever typed it. */
export function useQuestion<Code extends string, Own extends string = never>(known: readonly Code[]): Question<Code, Own> {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Code | Own | 'failed' | null>(null);
  const ask = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setRefused(null);
    work().then(
      () => setBusy(false),
      (error: unknown) => {
        setBusy(false);
        const code = error instanceof CallFailed ? error.code : '';
        const said = code === 'invalid_input' ? 'check_input' : code;
        setRefused(known.find((one) => one === said) ?? 'failed');
      },
    );
  };
  return { busy, refused, ask, refuse: setRefused };
}
