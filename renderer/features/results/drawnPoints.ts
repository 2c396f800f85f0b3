import type { TrendPoint } from '../../../shared/features/results.ts';

/** So many parts of the time axis are told apart; each shows its highest and its lowest value. */
const parts = 60;

/** Fewer points of a long trend. The first, the last, and the extremes of every stretch stay, so nothing that sticks out is hidden. */
export function drawnPoints(points: readonly TrendPoint[], most = parts * 2): readonly TrendPoint[] {
  const [first] = points;
  const last = points.at(-1);
  if (points.length <= most || first === undefined || last === undefined) return points;
  const span = Math.max(1, last.at - first.at);
  const kept = new Set<TrendPoint>([first, last]);
  const stretches = new Map<number, { low: TrendPoint; high: TrendPoint }>();
  for (const point of points) {
    const place = Math.min(parts - 1, Math.floor(((point.at - first.at) / span) * parts));
    const known = stretches.get(place);
    if (known === undefined) stretches.set(place, { low: point, high: point });
    else {
      if (point.number < known.low.number) known.low = point;
      if (point.number > known.high.number) known.high = point;
    }
  }
  for (const { low, high } of stretches.values()) kept.add(low).add(high);
  return points.filter((point) => kept.has(point));
}

/** Those that carry their figure: up to eight all of them, then the first, the last and the extremes; never two that would lie on each other. */
export function labelledPoints(points: readonly TrendPoint[], xOf: (point: TrendPoint) => number, apart: number): ReadonlySet<TrendPoint> {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return new Set();
  const highest = points.reduce((one, other) => (other.number > one.number ? other : one));
  const lowest = points.reduce((one, other) => (other.number < one.number ? other : one));
  const asked = [last, highest, lowest, first, ...(points.length <= 8 ? points : [])];
  const chosen = new Set<TrendPoint>();
  for (const point of asked) if ([...chosen].every((other) => other === point || Math.abs(xOf(other) - xOf(point)) >= apart)) chosen.add(point);
  return chosen;
}

/** Days under the axis: those of real points, never closer than `apart`; the last one always, then from the first on. */
export function tickTimes(points: readonly TrendPoint[], xOf: (point: TrendPoint) => number, apart: number): readonly number[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const chosen = [last];
  for (const point of points) if (chosen.every((other) => Math.abs(xOf(other) - xOf(point)) >= apart)) chosen.push(point);
  return chosen.map(({ at }) => at).toSorted((one, other) => one - other);
}

/** The value axis: from zero where that does not flatten what is to be seen; never so near that a small change looks like a great one. */
export function valueSpan(points: readonly TrendPoint[]): { readonly from: number; readonly to: number } {
  const all = points.flatMap(({ number, range }) => [number, range?.low ?? number, range?.high ?? number]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const height = high - low;
  const room = Math.max(height * 0.15, (Math.max(Math.abs(high), Math.abs(low)) * 0.3 - height) / 2, 1e-6);
  return { from: low >= 0 && low < high * 0.7 ? 0 : low - room, to: high + room };
}
