import type { Migration } from '../migrate.ts';

/** On disk, because a backend ends with every patient: in memory the count of wrong staff codes would begin anew with each. */
export const staffDoor: Migration = {
  name: '0003-staff-door',
  sql: /* sql */ `
  CREATE TABLE staff_door (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    failures INTEGER NOT NULL,
    open_at INTEGER NOT NULL
  ) STRICT;
  `,
};
