import { useContext, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { UiWords } from './uiWords.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface SlotCellProps {
  readonly state: 'free' | 'busy' | 'closed';
  readonly time?: string;
  readonly note?: string;
  readonly chosen?: boolean;
  /** A column of the week: half the height. */
  readonly small?: boolean;
  readonly onPress?: () => void;
}

/** Free is a frame, busy is a flat block with a word, closed is hatched: told apart in grey as well. */
export function SlotCell({ state, time, note, chosen = false, small = false, onPress }: SlotCellProps): ReactNode {
  const words = useContext(UiWords);
  const look = `slot slot--${state}${small ? ' slot--small' : ''}`;
  if (state === 'closed') {
    return (
      <span className={look}>
        <span>
          {time !== undefined && <span className="num">{time} </span>}
          {note}
        </span>
      </span>
    );
  }
  if (state === 'busy') {
    return (
      <span className={look}>
        {time !== undefined && <span className="num">{time}</span>}
        {note !== undefined && <small>{note}</small>}
      </span>
    );
  }
  return (
    <button className={look} type="button" aria-pressed={chosen} onClick={onPress}>
      {chosen && <Icon name="check" />}
      <span className="num">{time}</span>
      {chosen && <VisuallyHidden>{words.chosen}</VisuallyHidden>}
      {note !== undefined && <small>{note}</small>}
    </button>
  );
}
