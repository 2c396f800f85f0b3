import type { Migration } from '../migrate.ts';

/** From when until when a notice is shown (row D5); null: the clinic has not said. */
export const noticeTimes: Migration = {
  name: '0010-notice-times',
  sql: /* sql */ `
  ALTER TABLE notice ADD COLUMN begins_at INTEGER;
  ALTER TABLE notice ADD COLUMN ends_at INTEGER;
  `,
};
