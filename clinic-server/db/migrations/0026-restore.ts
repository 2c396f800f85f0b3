import type { Migration } from './migration.ts';

/**
 * Row O6. `history` says which history of this clinic the database is, and how far it has come: the file outside the database
 * (clinic-server/restore) is held against it. What a device was told under another epoch is not known here until it has reported.
 */
export const restore: Migration = {
  name: '0026-restore',
  sql: `
    create table history (
      only_row boolean primary key default true check (only_row),
      mark bigint not null default 0,
      marked_xid numeric not null default 0,
      -- Since when it is closed after a restore; null: it is open.
      closed_at timestamptz
    );
    insert into history default values;

    alter table device add column reported_epoch text, add column excluded_epoch text;
    -- 'revoked' by an administrator, 'cloned' by what it sent.
    alter table device add column revoked_why text check (revoked_why in ('revoked', 'cloned'));

    -- The order of commits, so that the registry outside the database is told of every sign-in once.
    alter table sign_in add column xid xid8 not null default pg_current_xact_id();
    create index sign_in_xid on sign_in (xid);

    create table device_sequence (
      device uuid not null references device,
      number bigint not null check (number > 0),
      key uuid not null,
      taken_at timestamptz not null,
      primary key (device, number)
    );
    create index device_sequence_taken on device_sequence (taken_at);

    -- What a device sent after it was revoked: never dropped, and never applied by itself.
    create table quarantine (
      key uuid primary key,
      device uuid not null references device,
      number bigint,
      method text not null,
      path text not null,
      body jsonb,
      sign_in uuid,
      received_at timestamptz not null
    );
    create index quarantine_device on quarantine (device, received_at);
  `,
};
