import type { Migration } from './migration.ts';

/**
 * Since when a member of staff has the password they have: desks without a line are told, so that an older one opens nothing there. A
 * password that an administrator made for a colleague ends by itself and is good for setting another one only. A patient's change of
 * password keeps the number it was asked for under, so that asking twice is changing once.
 */
export const passwords: Migration = {
  name: '0019-passwords',
  sql: `
    -- Null: the one the account was made with.
    alter table staff add column password_set_at timestamptz;
    -- Null: their own choice.
    alter table staff add column one_time_until timestamptz;
    alter table account add column password_change uuid;
    -- Of an act about a colleague or a notice the audit has both, like of one about a patient.
    alter table identity_audit add column about_staff uuid, add column notice uuid;
  `,
};
