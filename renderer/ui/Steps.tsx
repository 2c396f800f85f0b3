import { useContext, type ReactNode } from 'react';
import { UiWords } from './uiWords.ts';

export interface StepMark {
  readonly now: number;
  readonly total: number;
  readonly label: string;
}

/** Progress is a ruler: passed marks are filled bars, the present one is the point. The words carry it, the marks show it. */
export function Steps({ now, total, label }: StepMark): ReactNode {
  const words = useContext(UiWords);
  return (
    <div className="steps">
      <ol aria-hidden="true">
        {Array.from({ length: total }, (_, index) => (
          <li key={index} className={index + 1 < now ? 'done' : index + 1 === now ? 'now' : ''} />
        ))}
      </ol>
      <p>
        {words.step(now, total)}. {label}
      </p>
    </div>
  );
}
