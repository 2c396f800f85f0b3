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
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1), cursor TEXT,
    complete INTEGER NOT NULL, restarted INTEGER NOT NULL
  ) STRICT;
`;

const patient: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.patient (
    id TEXT NOT NULL PRIMARY KEY, family TEXT NOT NULL, given TEXT NOT NULL, patronymic TEXT, birth_date TEXT NOT NULL, phone TEXT
  ) STRICT;
`;

/** Visits as the server has them. What this device has asked for meanwhile is in visit_request. */
const appointment: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.appointment (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, number TEXT NOT NULL, status TEXT NOT NULL, role_id TEXT NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, kopecks INTEGER, cancel_reason TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.appointment_by_patient ON appointment (patient_id, starts_at);
`;

/** What this patient has accepted and taken back, as the server has it. */
const consentGiven: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.consent_given (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, active INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL, denied TEXT NOT NULL
  ) STRICT;
`;

/** Lines of pre-orders as the server has them, and what of a person the rules of preparation ask for. */
const serviceRequest: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.service_request (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, order_id TEXT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL,
    code TEXT NOT NULL, name_ru TEXT NOT NULL, name_en TEXT, kopecks INTEGER NOT NULL, day TEXT, authored_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.service_request_by_patient ON service_request (patient_id, authored_at);
  CREATE TABLE IF NOT EXISTS ${schema}.order_person (patient_id TEXT NOT NULL PRIMARY KEY, sex TEXT, birth_date TEXT) STRICT;
`;

/** One entry a table; features add theirs below. */
export const personalTables: readonly PersonalTable[] = [feed, patient, appointment, consentGiven, serviceRequest];
