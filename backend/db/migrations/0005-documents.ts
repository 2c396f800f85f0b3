import type { Migration } from '../migrate.ts';

/** Every version of the clinic's own documents: a person accepts the newest and is shown what changed since the one accepted before. */
export const documents: Migration = {
  name: '0005-documents',
  sql: /* sql */ `
  CREATE TABLE clinic_document (
    id           TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('terms', 'consent')),
    version      TEXT NOT NULL,
    effective_at INTEGER NOT NULL,
    text_ru      TEXT NOT NULL,
    text_en      TEXT
  ) STRICT;
  CREATE INDEX clinic_document_by_kind ON clinic_document (kind, effective_at);
  `,
};
