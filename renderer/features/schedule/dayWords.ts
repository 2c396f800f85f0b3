import type { TFunction } from 'i18next';
import type { Day } from '../../../shared/features/schedule.ts';

/** What stands under the date: the number of places, or why there is none. */
export function dayState(t: TFunction, day: Day): string {
  if (day.state === 'free') return t('schedule.time.places', { count: day.freeCount });
  return t(`schedule.time.${day.state}`);
}
