import type { Migration } from '../migrate.ts';

/**
 * What every device knows of the clinic. A table is written by the rules of one feature and may be read by all. Rows come in any
 * order, so nothing here points at another row by a foreign key: what has not arrived yet is left out when it is read.
 * Doctors and rooms that are gone stay as rows, because a past visit still names them.
 */
export const clinic: Migration = {
  name: '0002-clinic',
  sql: /* sql */ `
  CREATE TABLE place (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('office', 'room', 'other')),
    part_of    TEXT,
    name_ru    TEXT NOT NULL,
    name_en    TEXT,
    address_ru TEXT,
    address_en TEXT,
    floor      INTEGER,
    hours      TEXT NOT NULL
  ) STRICT;

  CREATE TABLE practitioner (
    id          TEXT NOT NULL PRIMARY KEY,
    family      TEXT NOT NULL,
    given       TEXT NOT NULL,
    patronymic  TEXT,
    category_ru TEXT,
    category_en TEXT,
    folded      TEXT NOT NULL
  ) STRICT;

  CREATE TABLE practitioner_role (
    id              TEXT NOT NULL PRIMARY KEY,
    practitioner_id TEXT NOT NULL,
    active          INTEGER NOT NULL,
    speciality      TEXT NOT NULL,
    speciality_ru   TEXT NOT NULL,
    speciality_en   TEXT,
    folded          TEXT NOT NULL,
    office_id       TEXT NOT NULL,
    room_id         TEXT,
    service_id      TEXT
  ) STRICT;

  CREATE TABLE healthcare_service (
    id     TEXT NOT NULL PRIMARY KEY,
    active INTEGER NOT NULL,
    code   TEXT
  ) STRICT;

  CREATE TABLE schedule (
    id      TEXT NOT NULL PRIMARY KEY,
    active  INTEGER NOT NULL,
    role_id TEXT NOT NULL
  ) STRICT;
  CREATE INDEX schedule_by_role ON schedule (role_id);

  CREATE TABLE slot (
    id          TEXT NOT NULL PRIMARY KEY,
    schedule_id TEXT NOT NULL,
    status      TEXT NOT NULL,
    starts_at   INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX slot_by_schedule ON slot (schedule_id, starts_at);
  CREATE INDEX slot_free ON slot (schedule_id, starts_at) WHERE status = 'free';

  CREATE TABLE priced_service (
    id          TEXT NOT NULL PRIMARY KEY,
    active      INTEGER NOT NULL,
    code        TEXT NOT NULL,
    name_ru     TEXT NOT NULL,
    name_en     TEXT,
    category    TEXT NOT NULL,
    category_ru TEXT NOT NULL,
    category_en TEXT,
    folded      TEXT NOT NULL
  ) STRICT;

  CREATE TABLE price (
    id           TEXT NOT NULL PRIMARY KEY,
    active       INTEGER NOT NULL,
    code         TEXT NOT NULL,
    kopecks      INTEGER NOT NULL,
    starts_at    INTEGER NOT NULL,
    ends_at      INTEGER
  ) STRICT;
  CREATE INDEX price_by_code ON price (code, starts_at);

  CREATE TABLE notice (
    id      TEXT NOT NULL PRIMARY KEY,
    shown   INTEGER NOT NULL,
    urgent  INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    text_ru TEXT NOT NULL,
    text_en TEXT
  ) STRICT;

  -- What a booking, cancellation or move of this device asks for. It names no patient and no answer: whose it is and how it ended
  -- stands in the outbox alone, so a kiosk's disk knows no more than the queue itself.
  CREATE TABLE visit_request (
    command_id     TEXT NOT NULL PRIMARY KEY,
    appointment_id TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('book', 'cancel', 'move')),
    asked_at       INTEGER NOT NULL,
    number         TEXT,
    slot_id        TEXT,
    role_id        TEXT,
    starts_at      INTEGER,
    ends_at        INTEGER,
    service_code   TEXT,
    kopecks        INTEGER
  ) STRICT;
  CREATE INDEX visit_request_by_appointment ON visit_request (appointment_id);
  CREATE INDEX visit_request_by_slot ON visit_request (slot_id) WHERE slot_id IS NOT NULL;
  CREATE VIEW open_visit_request AS
    SELECT request.slot_id FROM visit_request AS request JOIN outbox ON outbox.command_id = request.command_id
    WHERE outbox.state IN ('queued', 'sent', 'aside');
  CREATE INDEX outbox_by_patient ON outbox (patient_id) WHERE patient_id IS NOT NULL;
  `,
};
