import type { Migration } from '../migrate.ts';

/**
 * What a service asks of the patient before it (row P2): the rules as the clinic wrote them, each JSON, in one JSON list. Services a device
 * already has came without them, so all are read again; rows whose version is known are passed over, as after any new epoch.
 */
export const servicePreparation: Migration = {
  name: '0011-service-preparation',
  sql: /* sql */ `
  CREATE TABLE service_preparation (service_id TEXT NOT NULL PRIMARY KEY, rules TEXT NOT NULL) STRICT;
  UPDATE shared_row SET version = 0 WHERE type = 'ActivityDefinition';
  UPDATE shared_cursor SET cursor = NULL;
  `,
};
