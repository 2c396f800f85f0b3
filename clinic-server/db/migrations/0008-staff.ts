import type { Migration } from './migration.ts';

/** People who work here. Never deleted: what they did keeps their name. */
export const staff: Migration = {
  name: '0008-staff',
  sql: `
    create table staff (
      id uuid primary key,
      login text not null unique,
      name text not null,
      role text not null check (role in ('registrar', 'seniorRegistrar', 'administrator')),
      password_hash text not null,
      made_at timestamptz not null,
      disabled_at timestamptz
    );

    create table staff_sign_in (
      id uuid primary key,
      device uuid not null references device,
      staff uuid not null references staff,
      token_hash bytea not null unique,
      token_expires_at timestamptz not null,
      token_ends_at timestamptz not null,
      made_at timestamptz not null,
      ended_at timestamptz
    );
    create index staff_sign_in_open on staff_sign_in (staff) where ended_at is null;
  `,
};
