import type { Migration } from './migration.ts';

export const scheduling: Migration = {
  name: '0004-scheduling',
  sql: `
    create extension if not exists btree_gist;

    -- The one word on who has a time. A hold, a lease and a visit share one key, so no two of them can ever meet.
    create table occupancy (
      slot uuid not null,
      seat integer not null default 0,
      kind text not null check (kind in ('hold', 'lease', 'appointment')),
      device uuid,
      hold_id uuid unique,
      lease_id uuid unique,
      appointment uuid unique,
      expires_at timestamptz,
      total_seconds integer,
      extended boolean not null default false,
      primary key (slot, seat),
      check (case kind
        when 'hold' then hold_id is not null and device is not null and expires_at is not null and total_seconds is not null and appointment is null and lease_id is null
        when 'lease' then lease_id is not null and device is not null and appointment is null and hold_id is null
        else appointment is not null and hold_id is null and lease_id is null end)
    );
    -- A device stands in front of one patient: a second hold would keep a time from everybody for nobody.
    create unique index occupancy_one_hold on occupancy (device) where kind = 'hold';
    create index occupancy_expiry on occupancy (expires_at) where kind = 'hold';

    create table appointment_span (
      appointment uuid primary key,
      patient uuid not null,
      slot uuid not null,
      during tstzrange not null check (not isempty(during)),
      active boolean not null,
      overlap_accepted boolean not null default false,
      constraint appointment_span_patient_busy exclude using gist (patient with =, during with &&) where (active and not overlap_accepted)
    );
    create index appointment_span_patient on appointment_span (patient, upper(during)) where active;

    -- Kept with its effect in one commit, so a request sent again cannot act again.
    create table answered (
      key uuid primary key,
      caller uuid not null,
      request_hash bytea not null,
      status integer not null,
      body jsonb,
      answered_at timestamptz not null
    );
    create index answered_at on answered (answered_at);
  `,
};
