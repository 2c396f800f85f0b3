import type { CounterEvent } from '../../shared/features/counters.ts';
import type { MoscowDay } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';

/** One number: how often an event was counted on a day at all places of one kind. */
export interface Cell {
  readonly day: MoscowDay;
  readonly profile: Profile;
  readonly event: CounterEvent;
  readonly count: number;
}

/** Who outside the clinic may be told, when the clinic says so. */
export type ConnectorName = 'yandexMetrika' | 'googleAnalytics';
