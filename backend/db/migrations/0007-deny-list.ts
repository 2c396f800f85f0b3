import type { Migration } from '../migrate.ts';

/** The clinic's last signed word on who may not sign in here any more (row R6). The very bytes are kept, so that they can be checked at each reading. */
export const denyList: Migration = {
  name: '0007-deny-list',
  sql: /* sql */ `
  CREATE TABLE deny_list (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    list TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT;
  `,
};
