import { useEffect, useState } from 'react';
import { asFailure } from '../../app/client.ts';

/** As often as the page asks how long now: a person looks again after about so long. */
export const askEveryMs = 20_000;

/**
 * Asks once and again while the screen is open. What was told last is forgotten as soon as an answer fails to come: a range grows old, and
 * nobody stands by an old one.
 */
export function useAsking<T>(ask: (() => Promise<T>) | null, key: string): { readonly told: T | null; readonly failure: string | null } {
  const [state, setState] = useState<{ readonly told: T | null; readonly failure: string | null }>({ told: null, failure: null });
  useEffect(() => {
    if (ask === null) return undefined;
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = () => {
      void ask()
        .then(
          (told) => ({ told, failure: null }),
          (error: unknown) => ({ told: null, failure: asFailure(error).code }),
        )
        .then((next) => {
          if (stopped) return;
          setState(next);
          timer = setTimeout(round, askEveryMs);
        });
    };
    round();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
    // What is asked for is named by the key; a new function for the same question must not begin a second row of questions.
  }, [key]);
  return state;
}
