import type { Migration } from './migration.ts';

export const identity: Migration = {
  name: '0003-identity',
  sql: `
    create table account (
      id uuid primary key,
      login text not null unique,
      password_hash text not null,
      patient uuid not null,
      locked_at timestamptz
    );

    -- The row outlives its token: outbox entries name the sign-in under which they were made, days later.
    create table sign_in (
      id uuid primary key,
      device uuid not null references device,
      account uuid not null references account,
      patient uuid not null,
      token_hash bytea not null unique,
      token_expires_at timestamptz not null,
      token_ends_at timestamptz not null,
      made_at timestamptz not null,
      ended_at timestamptz
    );
    create index sign_in_account on sign_in (account) where ended_at is null;
    create index sign_in_device on sign_in (device) where ended_at is null;

    -- Keyed by a hash, so the table does not collect what strangers typed into the login field.
    create table throttle (
      subject bytea primary key,
      failures integer not null,
      last_at timestamptz not null,
      open_at timestamptz not null
    );
    create index throttle_last on throttle (last_at);
  `,
};
