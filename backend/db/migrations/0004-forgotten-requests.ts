import type { Migration } from '../migrate.ts';

/**
 * A request goes with its outbox entry, which may be forgotten thirty days after it settled: looking for such requests with every new
 * one took longer the more a device had done. Two indexes on the patient were one too many to write with every command.
 */
export const forgottenRequests: Migration = {
  name: '0004-forgotten-requests',
  sql: /* sql */ `
  DELETE FROM visit_request WHERE command_id NOT IN (SELECT command_id FROM outbox);
  CREATE TRIGGER visit_request_goes_with_its_entry AFTER DELETE ON outbox
    BEGIN DELETE FROM visit_request WHERE command_id = OLD.command_id; END;
  DROP INDEX outbox_patient;
  `,
};
