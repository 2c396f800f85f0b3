import type { Migration } from './migration.ts';

/**
 * A closed account keeps its row, for the sign-ins and the audit that name it, and has no way in. A change of address waits for two codes;
 * as in a registration, they lie here as hashes, keyed by a number that only the asking device was told.
 */
export const account: Migration = {
  name: '0013-account',
  sql: `
    alter table account add column closed_at timestamptz;
    alter table account drop constraint account_has_a_way_in;
    alter table account add constraint account_has_a_way_in check (
      case when closed_at is null then login is not null or esia_oid is not null else login is null and esia_oid is null and password_hash is null end
    );

    create table email_change (
      id uuid primary key,
      told_hash bytea not null unique,
      account uuid not null references account,
      sign_in uuid not null references sign_in,
      email text not null,
      -- Null: there was no address before.
      old_code_hash bytea,
      -- Where the address is somebody else's, the hash of what nobody was sent.
      new_code_hash bytea not null,
      code_tries integer not null default 0,
      expires_at timestamptz not null,
      made_at timestamptz not null,
      used_at timestamptz
    );
    create index email_change_account on email_change (account) where used_at is null;
    create index email_change_email on email_change (email) where used_at is null;
    create index email_change_ends on email_change (expires_at);
  `,
};
