import { BookingStep, CounterEvent, WeekOfUse, type PageMark } from '../../../shared/features/counters.ts';
import { usualThreshold } from '../../../shared/lib/smallCells.ts';
import { askCentre } from '../../server/askCentre.ts';
import { lastTold } from '../../server/countingStore.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';

export type CountersNeeds = Pick<BackendParts, 'counting' | 'desk'>;

export function createCountersHandlers({ counting, desk }: CountersNeeds): HandlersOf<'counters'> {
  return {
    'counters.count': ({ mark }) => {
      const step = stepOf(mark);
      if (step === null) counting.count(CounterEvent.parse(mark));
      else counting.step(step);
      return Promise.resolve({});
    },
    'counters.own': (db) => {
      const told = lastTold(db);
      return {
        threshold: told?.threshold ?? usualThreshold,
        day: told?.day ?? null,
        events: CounterEvent.options.map((event) => ({ event, count: told?.totals[event] ?? null })),
      };
    },
    'counters.week': async ({ week }) => {
      const answer = await askCentre(desk, { method: 'GET', path: week === null ? '/counters' : `/counters?week=${week}` }, { not_a_week: 'not_a_week' });
      return answer instanceof Refusal ? answer : WeekOfUse.parse(answer.body);
    },
  };
}

function stepOf(mark: PageMark): BookingStep | null {
  return mark.startsWith('step.') ? BookingStep.parse(mark.slice('step.'.length)) : null;
}
