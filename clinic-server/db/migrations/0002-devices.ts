import type { Migration } from './migration.ts';

/** Secrets are kept as SHA-256 only: whoever reads this database cannot speak as a device or as a patient. */
export const devices: Migration = {
  name: '0002-devices',
  sql: `
    create table device (
      id uuid primary key,
      code text not null unique,
      profile text not null check (profile in ('kiosk', 'reception', 'satellite')),
      office_id uuid not null,
      public_key jsonb not null,
      enrolled_at timestamptz not null,
      last_contact_at timestamptz,
      revoked_at timestamptz
    );
    create table device_counter (profile text primary key, last integer not null);

    create table enrolment_code (
      hash bytea primary key,
      profile text not null check (profile in ('kiosk', 'reception', 'satellite')),
      office_id uuid not null,
      expires_at timestamptz not null,
      device uuid references device
    );

    -- An assertion is taken once; the row outlives it, then it is swept.
    create table used_assertion (
      device uuid not null references device,
      jti text not null,
      expires_at timestamptz not null,
      primary key (device, jti)
    );
    create index used_assertion_expiry on used_assertion (expires_at);

    create table device_token (hash bytea primary key, device uuid not null references device, expires_at timestamptz not null);
    create index device_token_expiry on device_token (expires_at);

    create table system_token (hash bytea primary key, name text not null, expires_at timestamptz not null);
  `,
};
