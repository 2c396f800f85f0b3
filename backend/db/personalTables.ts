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

/** Numbers of the queue as the server has given them (S8). Not a column of the visits: a desk's file has that table already. */
const queueNumber: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.queue_number (appointment_id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL) STRICT;
`;

/** What this patient has accepted and taken back, as the server has it. */
const consentGiven: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.consent_given (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL, active INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL, denied TEXT NOT NULL
  ) STRICT;
`;

/**
 * Released reports and their values as the server has them. `result_owner` is what a range depends on; `ranges` is JSON, because which of
 * them is the patient's is known only when sex and birth date are, and those may arrive after.
 */
const result: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.diagnostic_report (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, kind TEXT NOT NULL, title_ru TEXT NOT NULL, title_en TEXT,
    taken_at INTEGER, released_at INTEGER NOT NULL, amended INTEGER NOT NULL, seen INTEGER NOT NULL,
    conclusion_ru TEXT, conclusion_en TEXT, paper_id TEXT, paper_bytes INTEGER, paper_sha256 TEXT, unread INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.diagnostic_report_by_patient ON diagnostic_report (patient_id, released_at);
  CREATE TABLE IF NOT EXISTS ${schema}.report_result (
    report_id TEXT NOT NULL, position INTEGER NOT NULL, observation_id TEXT NOT NULL, PRIMARY KEY (report_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ${schema}.report_result_by_observation ON report_result (observation_id);
  CREATE TABLE IF NOT EXISTS ${schema}.observation (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, code TEXT, name_ru TEXT NOT NULL, name_en TEXT, at INTEGER,
    kind TEXT NOT NULL, number REAL, digits INTEGER, comparator TEXT, text_ru TEXT, text_en TEXT,
    unit_ru TEXT, unit_en TEXT, unit_key TEXT NOT NULL, ranges TEXT NOT NULL, flag TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.observation_by_code ON observation (patient_id, code);
  CREATE TABLE IF NOT EXISTS ${schema}.result_owner (patient_id TEXT NOT NULL PRIMARY KEY, sex TEXT, birth_date TEXT) STRICT;
`;

/** The copies of what this patient has signed, by the record only: their files are fetched when asked for and kept nowhere. */
const paper: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.paper (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, binary_id TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, version TEXT NOT NULL,
    title TEXT NOT NULL, language TEXT NOT NULL, signed_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.paper_by_patient ON paper (patient_id, signed_at);
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

/** Visits as they really were: what was done, what it cost, which papers and results belong to them. */
const encounter: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.encounter (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, appointment_id TEXT NOT NULL, began_at INTEGER, ended_at INTEGER, role_id TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.encounter_by_appointment ON encounter (patient_id, appointment_id);
  CREATE TABLE IF NOT EXISTS ${schema}.charge_item (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, encounter_id TEXT NOT NULL, code TEXT, name_ru TEXT NOT NULL, name_en TEXT,
    quantity TEXT, kopecks INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.charge_item_by_encounter ON charge_item (encounter_id);
  CREATE TABLE IF NOT EXISTS ${schema}.visit_document (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, encounter_id TEXT NOT NULL, title_ru TEXT NOT NULL, title_en TEXT, at INTEGER,
    binary_id TEXT, bytes INTEGER, sha256 TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.visit_document_by_encounter ON visit_document (encounter_id);
  CREATE TABLE IF NOT EXISTS ${schema}.encounter_report (
    report_id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, encounter_id TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS ${schema}.encounter_report_by_encounter ON encounter_report (encounter_id);
`;

/** Wishes on the waiting list that stand, and offers that still wait for an answer, as the server has them. */
const waitingList: PersonalTable = (schema) => /* sql */ `
  CREATE TABLE IF NOT EXISTS ${schema}.waiting_entry (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, number TEXT NOT NULL, role_id TEXT, speciality_ru TEXT NOT NULL, speciality_en TEXT,
    from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, part TEXT, joined_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ${schema}.waiting_offer (
    id TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, entry_id TEXT NOT NULL, slot_id TEXT NOT NULL, offered_at INTEGER NOT NULL, until_at INTEGER NOT NULL
  ) STRICT;
`;

/** One entry a table; features add theirs below. */
export const personalTables: readonly PersonalTable[] = [feed, patient, appointment, consentGiven, result, paper, serviceRequest, encounter, queueNumber, waitingList];
