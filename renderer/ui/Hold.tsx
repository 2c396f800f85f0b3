import { useContext, type ReactNode } from 'react';
import { Band } from './Band.tsx';
import { Button } from './Button.tsx';
import { UiWords } from './uiWords.ts';

interface HoldProps {
  readonly label: string;
  readonly secondsLeft: number;
  readonly totalSeconds: number;
  readonly sentence: string;
  readonly extendLabel?: string;
  readonly onExtend?: () => void;
  /** One line, for a screen where the countdown is not the question. */
  readonly compact?: boolean;
}

/** `2:41`. */
export function countdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

const spoken = [120, 60, 30, 10];

/** A time that is kept for a while: the word says it, the band shows it. It speaks four times, not every second. */
export function Hold({ label, secondsLeft, totalSeconds, sentence, extendLabel, onExtend, compact = false }: HoldProps): ReactNode {
  const words = useContext(UiWords);
  const left = Math.max(0, Math.ceil(secondsLeft));
  const mark = spoken.findLast((seconds) => left <= seconds);
  return (
    <section className={compact ? 'hold hold--compact' : 'hold'} aria-label={label}>
      <div className="hold__top">
        <p>
          <span className="hold__left num" role="timer">
            {countdown(left)}
          </span>
          <span className="hold__sentence">{sentence}</span>
        </p>
        {extendLabel !== undefined && onExtend !== undefined && (
          <Button icon="plus" onPress={onExtend}>
            {extendLabel}
          </Button>
        )}
      </div>
      <Band part={totalSeconds === 0 ? 0 : left / totalSeconds} />
      <span className="unseen" role="status">
        {mark === undefined ? '' : words.secondsLeft(mark)}
      </span>
    </section>
  );
}
