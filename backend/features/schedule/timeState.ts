import type { DayState, Time, TimeState } from '../../../shared/features/schedule.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { TimeRow } from './store.ts';

/**
 * What a patient may make of a time. A held time is busy, except the one held for the person who is looking. An unknown status
 * is busy: a time nobody can explain is not offered.
 */
export function timeState(row: TimeRow, now: Instant, heldSlotId: Id | null): TimeState {
  if (row.status === 'busy-unavailable' || row.scheduleActive === 0) return 'closed';
  if (row.startsAt <= now) return 'past';
  if (row.askedFor === 1) return 'busy';
  if (row.slotId === heldSlotId) return 'free';
  return row.status === 'free' ? 'free' : 'busy';
}

export function toTime(row: TimeRow, now: Instant, heldSlotId: Id | null): Time {
  const { slotId, startsAt, endsAt } = row;
  return { slotId, startsAt, durationMinutes: Math.round((endsAt - startsAt) / 60_000), state: timeState(row, now, heldSlotId) };
}

export function dayState(states: readonly TimeState[], isOver: boolean): DayState {
  if (isOver) return 'past';
  const received = states.filter((state) => state !== 'closed');
  if (received.length === 0) return 'closed';
  if (received.includes('free')) return 'free';
  return received.every((state) => state === 'past') ? 'past' : 'full';
}
