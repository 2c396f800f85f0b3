import type { Migration } from '../migrate.ts';

/**
 * Counters of use (row D6): how often, by day, and nothing about whom, when or in which order. Totals that have been sent stay only as the
 * clinic's rule shows them; what is below the threshold is gone.
 */
export const counters: Migration = {
  name: '0008-counters',
  sql: /* sql */ `
  CREATE TABLE use_count (
    day TEXT NOT NULL, event TEXT NOT NULL, count INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (day, event)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE use_day (id TEXT NOT NULL PRIMARY KEY, day TEXT NOT NULL, totals TEXT NOT NULL) STRICT;
  CREATE TABLE use_told (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    day TEXT NOT NULL, threshold INTEGER NOT NULL, totals TEXT NOT NULL
  ) STRICT;
  `,
};
