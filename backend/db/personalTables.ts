/** Where a personal table lives: in memory on a kiosk, in the file at a desk. */
export type PersonalSchema = 'personal' | 'main';

/**
 * DDL of one personal table (and its indexes) with every name qualified. Unqualified `CREATE TABLE` would put patients on a kiosk's disk.
 * `IF NOT EXISTS`, because at a desk the tables are there from the second start on. No foreign key to a shared table: SQLite cannot
 * follow one across databases and refuses every insert.
 */
export type PersonalTable = (schema: PersonalSchema) => string;

/** What the feed remembers about a patient's rows; the shared twins are in migration 0001. */
const feed: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.personal_row (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, seen INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ${schema}.personal_deferred (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ${schema}.personal_error (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, content TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ${schema}.personal_cursor (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1), cursor TEXT, complete INTEGER NOT NULL
  ) STRICT;
`;

/** One entry a table; features add theirs below. */
export const personalTables: readonly PersonalTable[] = [feed];
