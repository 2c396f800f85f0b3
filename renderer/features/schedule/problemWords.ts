import type { TFunction } from 'i18next';
import type { Time } from '../../../shared/features/schedule.ts';
import { clockOf } from '../../../shared/lib/moscow.ts';
import { nearestFree } from './dayParts.ts';
import type { HoldProblem } from './useHolding.ts';

export interface ProblemWords {
  readonly tone: 'wait' | 'stop';
  readonly title: string;
  readonly text: string;
}

/** What happened to the time the patient wanted, and which ones are nearest now. */
export function problemWords(t: TFunction, { code, time }: HoldProblem, times: readonly Time[]): ProblemWords {
  const clock = clockOf(time.startsAt);
  if (code === 'try_later') return { tone: 'wait', title: t('schedule.tryLater.title'), text: t('schedule.tryLater.text', { time: clock }) };
  if (code === 'failed') return { tone: 'stop', title: t('schedule.time.failed'), text: '' };
  const near = nearestFree(times.filter(({ slotId }) => slotId !== time.slotId), time.startsAt, 3).map(({ startsAt }) => clockOf(startsAt));
  const title = { slot_taken: 'schedule.taken.title', slot_closed: 'schedule.taken.closed', not_found: 'schedule.taken.closed', slot_past: 'schedule.taken.past', not_for_this_place: 'schedule.taken.elsewhere', offline: 'schedule.offline.title' } as const;
  return {
    tone: 'stop',
    title: t(title[code], { time: clock }),
    text: near.length === 0 ? t('schedule.taken.none') : t('schedule.taken.nearest', { times: near.join(', ') }),
  };
}
