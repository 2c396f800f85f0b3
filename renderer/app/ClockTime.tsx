import type { ReactNode } from 'react';
import { clockOf, dayOf, toWire } from '../../shared/lib/moscow.ts';
import { dayAndMonth } from '../words/day.ts';
import { useNow } from './clock.ts';
import { useLanguage } from './i18n.ts';

/** `10:42`, in Moscow, by the server's clock. */
export function ClockTime({ withDay = false }: { withDay?: boolean }): ReactNode {
  const now = useNow();
  const language = useLanguage();
  return (
    <time dateTime={toWire(now)}>
      {withDay && `${dayAndMonth(dayOf(now), language)}, `}
      {clockOf(now)}
    </time>
  );
}
