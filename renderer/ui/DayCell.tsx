import type { ReactNode } from 'react';
import { VisuallyHidden } from './VisuallyHidden.tsx';

interface DayCellProps {
  readonly weekday: string;
  readonly date: string;
  readonly note: string;
  readonly state: 'free' | 'full' | 'closed' | 'past';
  readonly chosen: boolean;
  /** The whole in words: `сегодня, 24 ноября, 5 мест`. */
  readonly label: string;
  readonly onPress: () => void;
}

const looks = { free: 'day', full: 'day day--full', closed: 'day day--closed', past: 'day day--full' } as const;

export function DayCell({ weekday, date, note, state, chosen, label, onPress }: DayCellProps): ReactNode {
  return (
    <button className={looks[state]} type="button" aria-pressed={chosen} onClick={onPress}>
      <VisuallyHidden>{label}</VisuallyHidden>
      <span aria-hidden="true">{weekday}</span>
      <b className="num" aria-hidden="true">
        {date}
      </b>
      <span aria-hidden="true">{note}</span>
    </button>
  );
}
