import { useContext, type ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { UiWords } from './uiWords.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface ChoiceCardProps {
  /** A monogram while there is no photo. */
  readonly face: string;
  readonly title: ReactNode;
  readonly lines: readonly ReactNode[];
  /** The right-hand corner: a small line above a bold one. */
  readonly aside?: { readonly note: string; readonly value: string } | null;
  readonly chosen: boolean;
  readonly onPress: () => void;
}

/** One person or thing of a list. Chosen is a thick frame and a tick, never colour alone. */
export function ChoiceCard({ face, title, lines, aside, chosen, onPress }: ChoiceCardProps): ReactNode {
  const words = useContext(UiWords);
  return (
    <button className="doctor" type="button" aria-pressed={chosen} onClick={onPress}>
      <span className="face" aria-hidden="true">
        {face}
        {chosen && (
          <span className="tick">
            <Icon name="check" />
          </span>
        )}
      </span>
      <span className="doctor__words">
        <b>{title}</b>
        {lines.map((line, index) => (
          <span key={index}>{line}</span>
        ))}
        {chosen && <VisuallyHidden>{words.chosen}</VisuallyHidden>}
      </span>
      {aside !== undefined && aside !== null && (
        <span className="doctor__next">
          <span>{aside.note}</span>
          <b className="num">{aside.value}</b>
        </span>
      )}
    </button>
  );
}
