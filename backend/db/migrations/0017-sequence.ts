import type { Migration } from '../migrate.ts';

/** Row O6: which command of this device an entry is, once it goes out; it keeps the number for good. Two copies of this disk count on from one number. */
export const sequence: Migration = {
  name: '0017-sequence',
  sql: /* sql */ `
  ALTER TABLE outbox ADD COLUMN sequence INTEGER;
  CREATE UNIQUE INDEX outbox_sequence ON outbox (sequence) WHERE sequence IS NOT NULL;
  `,
};
