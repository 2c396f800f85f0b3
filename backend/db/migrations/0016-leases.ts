import type { Migration } from '../migrate.ts';

/** Times that are this device's to give out, what it has to give back, and the words of the server its bookings stand on. */
export const leases: Migration = {
  name: '0016-leases',
  sql: /* sql */ `
  -- The very bytes the clinic has signed are kept: they are what a restored server believes.
  CREATE TABLE lease (
    slot_id   TEXT NOT NULL PRIMARY KEY,
    lease_id  TEXT NOT NULL,
    word      INTEGER NOT NULL,
    statement TEXT NOT NULL,
    signature TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL
  ) STRICT;

  -- Dropped here, and sent back until the server has acknowledged.
  CREATE TABLE lease_return (slot_id TEXT NOT NULL, lease_id TEXT NOT NULL, PRIMARY KEY (slot_id, lease_id)) STRICT, WITHOUT ROWID;

  -- The server began another history and has not heard yet what this device stands for.
  CREATE TABLE report_due (only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1), epoch TEXT NOT NULL) STRICT;

  -- The lease a booking or move was made on, and the word of the server by which it has its time.
  ALTER TABLE visit_request ADD COLUMN lease_statement TEXT;
  ALTER TABLE visit_request ADD COLUMN lease_signature TEXT;
  ALTER TABLE visit_request ADD COLUMN word INTEGER;

  -- Times about which something is not settled, what was set aside included: neither given back nor taken anew.
  CREATE VIEW unsettled_slot AS
    SELECT DISTINCT wanted.slot_id FROM outbox
    JOIN visit_request AS open ON open.command_id = outbox.command_id
    JOIN visit_request AS wanted ON wanted.appointment_id = open.appointment_id AND wanted.slot_id IS NOT NULL
    WHERE outbox.state IN ('queued', 'sent', 'aside');

  -- Bookings somebody was told of as confirmed and has not cancelled: of each the last time it was given.
  CREATE VIEW booking_claim AS
    SELECT told.slot_id, told.appointment_id, told.word, told.lease_statement, told.lease_signature, told.starts_at
    FROM visit_request AS told JOIN outbox ON outbox.command_id = told.command_id
    WHERE told.word IS NOT NULL AND told.slot_id IS NOT NULL AND outbox.state <> 'refused'
      AND NOT EXISTS (
        SELECT 1 FROM visit_request AS later JOIN outbox AS entry ON entry.command_id = later.command_id
        WHERE later.appointment_id = told.appointment_id AND entry.state <> 'refused'
          AND (later.kind = 'cancel' OR (later.word IS NOT NULL AND entry.position > outbox.position)));
  `,
};
