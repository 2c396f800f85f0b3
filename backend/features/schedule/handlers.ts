import type { Id } from '../../../shared/lib/ids.ts';
import { addDays, dayOf, MoscowDay, startOf } from '../../../shared/lib/moscow.ts';
import type { HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';
import { dayState, timeState, toTime } from './timeState.ts';

export interface ScheduleNeeds {
  /** The time this device holds at the server now, or null. */
  readonly heldSlotId: () => Id | null;
}

export function createScheduleHandlers({ heldSlotId }: ScheduleNeeds): HandlersOf<'schedule'> {
  return {
    'schedule.days': (db, { roleId, from, count }, { now }) => {
      const today = dayOf(now);
      // After 31.12.9999 a day has no name any more that the contract could carry.
      const days = Array.from({ length: count }, (_, index) => addDays(from, index)).filter((day) => MoscowDay.safeParse(day).success);
      const rows = store.listTimes(db, { roleId, from: startOf(from), before: startOf(addDays(from, count)) });
      const last = store.lastTime(db, roleId);
      const held = heldSlotId();
      return {
        today,
        lastDay: last === null ? null : dayOf(last),
        days: days.map((day) => {
          const [begin, end] = [startOf(day), startOf(addDays(day, 1))];
          const states = rows.filter(({ startsAt }) => startsAt >= begin && startsAt < end).map((row) => timeState(row, now, held));
          return { day, state: dayState(states, day < today), freeCount: states.filter((state) => state === 'free').length };
        }),
      };
    },

    'schedule.day': (db, { roleId, day }, { now }) => {
      const held = heldSlotId();
      const rows = store.listTimes(db, { roleId, from: startOf(day), before: startOf(addDays(day, 1)) });
      return { times: rows.map((row) => toTime(row, now, held)) };
    },
  };
}
