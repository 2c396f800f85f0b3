/** Rows to ask for in one page of a feed. Lives as long as the engine, so that a bad line is remembered from one pull to the next. */
export interface PageSize {
  readonly rows: () => number;
  /** A page of so many rows was asked, taken and kept in so many milliseconds. */
  readonly took: (rows: number, milliseconds: number) => void;
  /** No answer came, or only a part of one. */
  readonly cut: () => void;
}

const fewest = 50;
const most = 2_000;
const targetMs = 300;

/**
 * Pages of about 300 ms, between 50 and 2,000 rows. What the shortest page takes is the way there and back: it counts for nothing here, or
 * a line over a satellite would be asked fifty rows at a time and never come to its end.
 */
export function createPageSize(): PageSize {
  let rows = fewest;
  let wayMs = Number.POSITIVE_INFINITY;
  const to = (next: number): void => {
    rows = Math.round(Math.min(most, Math.max(fewest, next)));
  };

  return {
    rows: () => rows,
    took(count, milliseconds) {
      if (count <= fewest) wayMs = Math.min(wayMs, milliseconds);
      // Fewer than were asked for: that was the end of the feed and says nothing about the line.
      if (count < rows) return;
      const ownMs = Math.max(1, milliseconds - (Number.isFinite(wayMs) ? wayMs : 0));
      to(rows * Math.min(2, Math.max(0.5, targetMs / ownMs)));
    },
    // A page too long for the line would be cut each time at the same place, for ever.
    cut: () => to(rows / 2),
  };
}
