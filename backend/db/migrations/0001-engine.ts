import type { Migration } from '../migrate.ts';

export const engine: Migration = {
  name: '0001-engine',
  sql: /* sql */ `
  CREATE TABLE device (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    record TEXT NOT NULL,
    epoch TEXT
  ) STRICT;

  CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- position is the causal order: what was committed first is sent first.
  CREATE TABLE outbox (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    command_id TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    role TEXT NOT NULL,
    patient_id TEXT,
    sign_in_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'applied', 'refused', 'aside')),
    tries INTEGER NOT NULL,
    refusal TEXT,
    queued_at INTEGER NOT NULL,
    settled_at INTEGER
  ) STRICT;
  CREATE INDEX outbox_state ON outbox (state, position);
  CREATE INDEX outbox_patient ON outbox (patient_id);

  CREATE TABLE audit (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    role TEXT NOT NULL,
    sign_in_id TEXT,
    actor_patient_id TEXT,
    action TEXT NOT NULL,
    subject TEXT
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

  CREATE TABLE shared_row (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, seen INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE shared_deferred (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT;
  CREATE TABLE shared_error (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, deleted INTEGER NOT NULL, content TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (type, id)
  ) STRICT;
  CREATE TABLE shared_cursor (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1), cursor TEXT,
    complete INTEGER NOT NULL, restarted INTEGER NOT NULL
  ) STRICT;
  `,
};
