import type { TrendPoint } from '../../../shared/features/results.ts';
import { addYears, startOf, type MoscowDay } from '../../../shared/lib/moscow.ts';

export type Span = 'all' | 'years3' | 'year';

const years: Record<Exclude<Span, 'all'>, number> = { years3: 3, year: 1 };

export function within(points: readonly TrendPoint[], span: Span, today: MoscowDay): readonly TrendPoint[] {
  if (span === 'all') return points;
  const since = startOf(addYears(today, -years[span]));
  return points.filter(({ at }) => at >= since);
}

/** A period that would show the same as a longer one, or nothing to join by a line, is not offered. */
export function spansOf(points: readonly TrendPoint[], today: MoscowDay): readonly Span[] {
  const offered: Span[] = ['all'];
  let longer = points.length;
  for (const span of ['years3', 'year'] as const) {
    const { length } = within(points, span, today);
    if (length < 2 || length === longer) continue;
    offered.push(span);
    longer = length;
  }
  return offered;
}
