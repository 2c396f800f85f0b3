import type { ReferenceRange } from '../../../shared/features/results.ts';

export interface GaugeShape {
  readonly from: number;
  readonly to: number;
  /** Where the point stands; null: the value is no number. */
  readonly at: number | null;
  readonly lowLabel: boolean;
  readonly highLabel: boolean;
}

export const gaugeWidth = 216;
/** A point that is far out stands at the edge: the figure beside it says how far. */
const edge = 15;
const held = (x: number) => Math.min(gaugeWidth - edge, Math.max(edge, x));

/** One value as a point against its band. An open end runs to the edge. Null where there is nothing to compare with. */
export function gaugeShape(range: ReferenceRange | null, number: number | null): GaugeShape | null {
  if (range === null) return null;
  const { low, high } = range;
  if (low !== null && high !== null) {
    if (!(high > low)) return null;
    const [from, to] = [gaugeWidth * 0.25, gaugeWidth * 0.75];
    return { from, to, at: number === null ? null : held(from + ((number - low) / (high - low)) * (to - from)), lowLabel: true, highLabel: true };
  }
  if (high !== null) {
    const to = gaugeWidth * 0.62;
    return { from: 0, to, at: number === null || high === 0 ? null : held((number / high) * to), lowLabel: false, highLabel: true };
  }
  if (low !== null) {
    const from = gaugeWidth * 0.38;
    return { from, to: gaugeWidth, at: number === null || low === 0 ? null : held((number / low) * from), lowLabel: true, highLabel: false };
  }
  return null;
}
