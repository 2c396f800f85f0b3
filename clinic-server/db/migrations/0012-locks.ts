import type { Migration } from './migration.ts';

/**
 * Why an account is closed, who closed it and how it opened again. `account.locked_at` stays the word that sign-ins look at; the rows here
 * are its history. What was done about people's identity is written once and never changed, not even by this program.
 */
export const locks: Migration = {
  name: '0012-locks',
  sql: `
    create table account_lock (
      id uuid primary key,
      account uuid not null references account,
      why text not null check (why in ('registrar', 'rule')),
      reason text,
      staff uuid references staff,
      locked_at timestamptz not null,
      document_seen_at timestamptz,
      lifted_at timestamptz,
      lifted_by text check (lifted_by in ('link', 'esia'))
    );
    create unique index account_lock_open on account_lock (account) where lifted_at is null;

    -- By a hash of what was typed, known or not: the table does not tell which addresses exist.
    create table sign_in_failure (
      subject bytea not null,
      device uuid not null references device on delete cascade,
      failed_at timestamptz not null
    );
    create index sign_in_failure_subject on sign_in_failure (subject, failed_at);
    create index sign_in_failure_device on sign_in_failure (device, failed_at);
    create index sign_in_failure_old on sign_in_failure (failed_at);

    alter table sign_in add column ended_why text;
    create index sign_in_patient on sign_in (patient) where ended_at is null;

    alter table identity_case add column note text;

    create table identity_audit (
      number bigint generated always as identity primary key,
      at timestamptz not null,
      action text not null,
      staff uuid,
      device uuid,
      patient uuid,
      account uuid,
      case_id uuid
    );
    create function identity_audit_stays() returns trigger language plpgsql as $$ begin raise exception 'the audit is only ever added to'; end $$;
    create trigger identity_audit_stays before update or delete or truncate on identity_audit execute function identity_audit_stays();

    create table clinic_key (name text primary key, private_key bytea not null, made_at timestamptz not null);
  `,
};
