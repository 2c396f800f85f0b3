import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isClockWrong } from '../../shared/features/sync.ts';
import { clockOf, dayOf, instant, type Instant } from '../../shared/lib/moscow.ts';
import { Notice } from '../ui/Notice.tsx';
import { dayAndMonth } from '../words/day.ts';
import { useRead } from './client.ts';
import { useNow } from './clock.ts';
import { useLanguage } from './i18n.ts';

interface TwoClocks {
  readonly here: string;
  readonly centre: string;
}

/** Row O7: what this machine's clock says and what the centre's does, when they are too far apart; otherwise null. Never for a patient. */
export function useClockWrong(): TwoClocks | null {
  const language = useLanguage();
  const offset = useRead('sync.status', {}).data?.clockOffsetMs ?? 0;
  const centre = useNow(10_000);
  if (!isClockWrong(offset)) return null;
  const here = instant(centre - offset);
  const withDay = (at: Instant) => (dayOf(here) === dayOf(centre) ? clockOf(at) : `${dayAndMonth(dayOf(at), language)} ${dayOf(at).slice(0, 4)}, ${clockOf(at)}`);
  return { here: withDay(here), centre: withDay(centre) };
}

/** For whoever works at a desk. */
export function ClockWrong(): ReactNode {
  const { t } = useTranslation();
  const clocks = useClockWrong();
  return clocks === null ? null : (
    <Notice tone="wait" title={t('shell.clock.title')}>
      {t('shell.clock.text', { ...clocks })}
    </Notice>
  );
}
