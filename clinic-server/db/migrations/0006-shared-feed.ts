import type { Migration } from './migration.ts';

/** PostgreSQL takes no order from an index whose first column is only known to be null: without this each page of the shared feed sorted all that was left. */
export const sharedFeed: Migration = {
  name: '0006-shared-feed',
  sql: `create index resource_feed_shared on resource (xid, seq) where patient is null;`,
};
