import { useCallback, useEffect, useRef, useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { call } from '../../app/client.ts';
import { useDraft } from '../../app/draft.ts';
import { useLineDown } from '../../app/useLineDown.ts';
import { refusalOf } from './refusals.ts';

export type Overview = Output<'account.overview'>;

interface Asked {
  /** The last answer about this account, also while it is asked for again. */
  readonly overview: Overview | null;
  readonly refusal: string | null;
  readonly busy: boolean;
  readonly again: () => void;
}

/** The account is kept at the centre and nowhere here, so it is asked for on coming, and once more when the line is back. */
export function useOverview(): Asked {
  const overview = useDraft(({ account }) => account.overview);
  const set = useDraft(({ setAccount }) => setAccount);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(true);
  const down = useLineDown();
  const asked = useRef(0);
  const again = useCallback(() => {
    asked.current += 1;
    const turn = asked.current;
    setBusy(true);
    call('account.overview', {}).then(
      (answer) => {
        // Answers may overtake each other; the page shows that of the last question.
        if (turn !== asked.current) return;
        set({ overview: answer });
        setRefusal(null);
        setBusy(false);
      },
      (error: unknown) => {
        if (turn !== asked.current) return;
        setRefusal(refusalOf(error));
        setBusy(false);
      },
    );
  }, [set]);
  useEffect(() => {
    again();
    // Whoever has left must not find the answer of their question in the next one's page.
    return () => {
      asked.current += 1;
    };
  }, [again, down]);
  return { overview, refusal, busy, again };
}
