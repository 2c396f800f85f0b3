import type { Migration } from '../migrate.ts';

/** Since when, by the server's clock, a remembered password of staff is the one in force: an older one than the clinic's list names opens nothing. */
export const staffPassword: Migration = {
  name: '0014-staff-password',
  sql: /* sql */ `
  ALTER TABLE staff_verifier ADD COLUMN password_set_at INTEGER NOT NULL DEFAULT 0;
  `,
};
