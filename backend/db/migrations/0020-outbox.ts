import type { Migration } from '../migrate.ts';

/**
 * Whether an entry was ever sent, for good: `state` goes back to `queued` when a restored server is told again. What was written before
 * counts as sent, for nobody can say it was not.
 */
export const outboxSent: Migration = {
  name: '0020-outbox',
  sql: /* sql */ `
  ALTER TABLE outbox ADD COLUMN ever_sent INTEGER NOT NULL DEFAULT 0;
  UPDATE outbox SET ever_sent = 1;
  `,
};
