import type { Id } from '../../shared/lib/ids.ts';
import { minuteOfDay, type Instant } from '../../shared/lib/moscow.ts';

/** What the clinic decides about its waiting list. */
export interface WaitingSettings {
  /** How long a freed time is kept for the one who is offered it. */
  readonly offerMinutes: number;
  /** How long before its start a time is still worth offering: the answer and the way to the clinic have to fit in. */
  readonly leadMinutes: number;
  /** Minutes since midnight in Moscow between which people may be written to. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** Wishes one patient may have on the list at a time. */
  readonly maxEntries: number;
  /** How many days ahead somebody may wait. */
  readonly maxDays: number;
}

export const defaultWaiting: WaitingSettings = { offerMinutes: 60, leadMinutes: 120, fromMinute: 9 * 60, untilMinute: 21 * 60, maxEntries: 5, maxDays: 180 };

/** What the decisions need to know beside the times themselves. */
export interface OfferRules extends Pick<WaitingSettings, 'offerMinutes' | 'leadMinutes' | 'fromMinute' | 'untilMinute'> {
  readonly maxActiveVisits: number;
  readonly newId: () => Id;
}

/** Whether people may be written to now; a window may run over midnight. */
export function withinHours({ fromMinute, untilMinute }: Pick<OfferRules, 'fromMinute' | 'untilMinute'>, now: Instant): boolean {
  const minute = minuteOfDay(now);
  return fromMinute <= untilMinute ? minute >= fromMinute && minute < untilMinute : minute >= fromMinute || minute < untilMinute;
}
