import type { Migration } from '../migrate.ts';

/**
 * What lets staff of a desk sign in while the clinic server is away (row R9), and who of them did what. Wrong tries are on disk: in memory
 * the count would begin anew with each start.
 */
export const staff: Migration = {
  name: '0006-staff',
  sql: /* sql */ `
  CREATE TABLE staff_verifier (
    login TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('registrar', 'seniorRegistrar', 'administrator')),
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    verified_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;
  -- One row for the device (an empty login) and one for each login above: never one for whatever was typed.
  CREATE TABLE staff_try (login TEXT NOT NULL PRIMARY KEY, failures INTEGER NOT NULL, open_at INTEGER NOT NULL) STRICT;
  ALTER TABLE audit ADD COLUMN staff_id TEXT;
  `,
};
