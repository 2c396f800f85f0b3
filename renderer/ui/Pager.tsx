import { useContext, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { UiWords } from './uiWords.ts';

interface PagerProps {
  /** Counted from 1, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly onUp: () => void;
  readonly onDown: () => void;
}

/** Lists are paged by two big buttons and say where one is; nothing is behind a swipe. */
export function Pager({ from, to, total, onUp, onDown }: PagerProps): ReactNode {
  const words = useContext(UiWords);
  return (
    <div className="pager">
      <span className="num" role="status" aria-label={words.pageSpoken(from, to, total)}>
        {words.page(from, to, total)}
      </span>
      <Button icon="chevron-up" small {...(from <= 1 ? { disabledReason: '' } : {})} onPress={onUp}>
        {words.up}
      </Button>
      <Button icon="chevron-down" small {...(to >= total ? { disabledReason: '' } : {})} onPress={onDown}>
        {words.down}
      </Button>
    </div>
  );
}
