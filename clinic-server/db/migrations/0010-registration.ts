import type { Migration } from './migration.ts';

/**
 * A registration is an e-mail that is being proved, for a new account or for a new password of an old one: both are rows of one shape, so
 * nothing about them tells which it is. What a letter carries lies here as hashes only; what a person typed and what a letter says is
 * removed when it has served.
 */
export const registration: Migration = {
  name: '0010-registration',
  sql: `
    create table registration (
      id uuid primary key,
      -- The device is told a number that is not kept: it is the key of the code's hash, so a copy of this table opens no code.
      told_hash bytea not null unique,
      device uuid not null references device,
      email text not null,
      form jsonb,
      acceptances uuid[] not null default '{}',
      code_hash bytea,
      code_tries integer not null default 0,
      code_expires_at timestamptz not null,
      link_hash bytea unique,
      link_expires_at timestamptz not null,
      grant_hash bytea unique,
      grant_expires_at timestamptz,
      made_at timestamptz not null,
      used_at timestamptz
    );
    create index registration_email on registration (email) where used_at is null;
    create index registration_ends on registration (link_expires_at);

    create table phone_handoff (
      id uuid primary key,
      device uuid not null references device,
      token_hash bytea not null unique,
      match_code text not null,
      step text not null check (step in ('form', 'password')),
      acceptances uuid[] not null default '{}',
      registration uuid references registration on delete set null,
      opened_at timestamptz,
      done_at timestamptz,
      expires_at timestamptz not null
    );
    create index phone_handoff_ends on phone_handoff (expires_at);

    create table one_visit_code (
      hash bytea primary key,
      patient uuid not null,
      staff uuid not null references staff,
      expires_at timestamptz not null,
      used_at timestamptz,
      device uuid
    );
    create index one_visit_code_patient on one_visit_code (patient) where used_at is null;

    -- Recipient and text are there only until the letter is on its way.
    create table letter (
      id uuid primary key,
      kind text not null,
      recipient text,
      subject text,
      body_text text,
      body_html text,
      tries integer not null default 0,
      next_at timestamptz not null,
      expires_at timestamptz not null,
      made_at timestamptz not null,
      sent_at timestamptz
    );
    create index letter_due on letter (next_at) where recipient is not null;

    -- When letters were asked for, by a hash of the address, device or caller they were asked for by.
    create table letter_allowance (subject bytea primary key, asked_at timestamptz[] not null);

    create index resource_birth_date on resource ((content->>'birthDate')) where type = 'Patient';
  `,
};
