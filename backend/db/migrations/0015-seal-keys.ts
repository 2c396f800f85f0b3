import type { Migration } from '../migrate.ts';

/** The clinic's last signed word on whose keys sign its papers. The very bytes are kept, so that they can be checked at each reading. */
export const sealKeys: Migration = {
  name: '0015-seal-keys',
  sql: /* sql */ `
  CREATE TABLE seal_keys (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    list TEXT NOT NULL,
    signature TEXT NOT NULL
  ) STRICT;
  `,
};
