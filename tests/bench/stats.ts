/** Times of one side of a comparison, in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function spread(times: readonly number[]): Spread {
  if (times.length === 0) throw new Error('nothing was measured');
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { count: sorted.length, min: at(0), median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** One line of the table: what is compared, and the ratio that counts. */
export interface Comparison {
  readonly row: string;
  readonly what: string;
  readonly limit: string;
  readonly ours: Spread;
  readonly least: Spread;
  /** Which of the spread's numbers the ratio is taken of. */
  readonly of: 'median' | 'p99';
  readonly ratio: number;
  readonly aim: string;
  /** What a reader must know to judge the figure, and further numbers. */
  readonly notes: readonly string[];
}

export function compare(given: Omit<Comparison, 'ratio'>): Comparison {
  return { ...given, ratio: round(given.ours[given.of] / given.least[given.of], 2) };
}
