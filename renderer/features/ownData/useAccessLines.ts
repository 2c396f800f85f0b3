import { useCallback, useEffect, useRef, useState } from 'react';
import type { Output } from '../../../shared/contract.ts';
import { CallFailed, call } from '../../app/client.ts';
import { useLineDown } from '../../app/useLineDown.ts';

type Answer = Output<'ownData.whoLooked'>;

interface Asked {
  readonly lines: Answer['lines'];
  readonly total: number;
  readonly state: 'loading' | 'shown' | 'offline' | 'failed';
  /** More are at the centre than have been asked for. */
  readonly more: boolean;
  readonly ask: () => void;
}

/** The trail is kept at the centre and nowhere here: pages of it are asked for as somebody reads on. */
export function useAccessLines(patientId: string): Asked {
  const [pages, setPages] = useState<readonly Answer[]>([]);
  const [state, setState] = useState<Asked['state']>('loading');
  const turn = useRef(0);
  const down = useLineDown();
  const last = pages.at(-1);
  const next = last === undefined ? null : last.next;
  const load = useCallback(
    (page: string | null) => {
      turn.current += 1;
      const mine = turn.current;
      setState('loading');
      call('ownData.whoLooked', { page }).then(
        (answer) => {
          // Answers may overtake each other, and one of another person's session must not be joined to this one's.
          if (mine !== turn.current || answer.patientId !== patientId) return;
          setPages((before) => (page === null ? [answer] : [...before, answer]));
          setState('shown');
        },
        (error: unknown) => {
          if (mine === turn.current) setState(error instanceof CallFailed && error.code === 'offline' ? 'offline' : 'failed');
        },
      );
    },
    [patientId],
  );
  useEffect(() => {
    load(null);
    return () => {
      turn.current += 1;
    };
  }, [load, down]);
  return { lines: pages.flatMap(({ lines }) => lines), total: pages[0]?.total ?? 0, state, more: next !== null, ask: () => load(next) };
}
