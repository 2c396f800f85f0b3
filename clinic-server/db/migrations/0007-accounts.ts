import type { Migration } from './migration.ts';

/**
 * An account is a person's own way in: a login with a password, a Gosuslugi identity, or both. A sign-in by a registrar's one-visit code
 * has no account behind it. What a registrar has to look at with a document in hand is a case.
 */
export const accounts: Migration = {
  name: '0007-accounts',
  sql: `
    alter table account alter column login drop not null;
    alter table account alter column password_hash drop not null;
    alter table account add column esia_oid text unique;
    alter table account add column made_at timestamptz not null default transaction_timestamp();
    alter table account add constraint account_has_a_way_in check (login is not null or esia_oid is not null);
    create index account_patient on account (patient);

    alter table sign_in alter column account drop not null;
    alter table sign_in add column method text not null default 'password' check (method in ('password', 'email', 'esia', 'code'));

    create table identity_case (
      id uuid primary key,
      kind text not null check (kind in ('duplicate', 'esia_candidate', 'esia_conflict', 'lock', 'withdrawal')),
      patient uuid,
      other_patient uuid,
      detail jsonb not null default '{}',
      opened_at timestamptz not null,
      decided_at timestamptz,
      decision text,
      decided_by uuid
    );
    create index identity_case_open on identity_case (opened_at) where decided_at is null;
  `,
};
