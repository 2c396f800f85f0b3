import type { TFunction } from 'i18next';
import type { QueueWait } from '../../../shared/features/checkIn.ts';

const reasons = ['not_today', 'visit_over', 'not_active', 'another_office', 'not_found', 'slip_unknown', 'slow_down', 'offline'] as const;

/** Message key of a reason, under `checkIn.refused`. A code this page does not know still gets a sentence. */
export function reasonKey(code: string | null): (typeof reasons)[number] | 'unknown' {
  return reasons.find((name) => name === code) ?? 'unknown';
}

/** Whole minutes up to an hour and a half, then hours: nobody counts a hundred and forty minutes. */
const longestInMinutes = 90;

function spanWords(t: TFunction, minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t('checkIn.queue.minutes', { minutes: rest });
  return rest === 0 ? t('checkIn.queue.hours', { hours }) : t('checkIn.queue.hoursMinutes', { hours, minutes: rest });
}

/** The range in words; null: there is none to be told. */
export function rangeWords(t: TFunction, minutes: QueueWait['minutes']): string | null {
  if (minutes === null) return null;
  const { from, until } = minutes;
  if (from === 0) return t('checkIn.queue.from0', { until: spanWords(t, until) });
  if (until > longestInMinutes) return t('checkIn.queue.rangeLong', { from: spanWords(t, from), until: spanWords(t, until) });
  return t('checkIn.queue.range', { from, until });
}

export function aheadWords(t: TFunction, ahead: number | null): string | null {
  if (ahead === null) return null;
  return ahead === 0 ? t('checkIn.queue.next') : t('checkIn.queue.ahead', { count: ahead });
}
