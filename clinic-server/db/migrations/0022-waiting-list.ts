import type { Migration } from './migration.ts';

/**
 * Row S6. Who has an offered time says the one row of `occupancy`, as for everybody else; `waiting_offer` says whom it was offered and keeps
 * what must never be: one time offered twice to one patient, two open offers to one wish, two open offers that overlap for one patient.
 */
export const waitingList: Migration = {
  name: '0022-waiting-list',
  sql: `
    alter table occupancy add column offer uuid unique;
    alter table occupancy drop constraint occupancy_kind_check;
    alter table occupancy add constraint occupancy_kind_check check (kind in ('hold', 'lease', 'appointment', 'offer'));
    alter table occupancy drop constraint occupancy_check;
    alter table occupancy add constraint occupancy_check check (case kind
      when 'hold' then hold_id is not null and device is not null and expires_at is not null and total_seconds is not null and appointment is null and lease_id is null and offer is null
      when 'lease' then lease_id is not null and device is not null and appointment is null and hold_id is null and offer is null
      when 'offer' then offer is not null and device is null and appointment is null and hold_id is null and lease_id is null
      else appointment is not null and hold_id is null and lease_id is null and offer is null end);

    create table waiting_offer (
      id uuid primary key,
      slot uuid not null,
      entry uuid not null,
      patient uuid not null,
      given_up_by uuid,
      during tstzrange not null check (not isempty(during)),
      until timestamptz not null,
      state text not null check (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
      told_at timestamptz,
      constraint waiting_offer_once unique (slot, patient),
      constraint waiting_offer_apart exclude using gist (patient with =, during with &&) where (state = 'open')
    );
    create unique index waiting_offer_one_a_wish on waiting_offer (entry) where state = 'open';
    create index waiting_offer_until on waiting_offer (until) where state = 'open';
    create index waiting_offer_untold on waiting_offer (id) where state = 'open' and told_at is null;

    -- The way in from a letter. Only what it hashes to is kept: whoever reads this table can answer no offer.
    create table waiting_link (hash bytea primary key, offer uuid not null references waiting_offer on delete cascade, account uuid not null references account on delete cascade);

    -- Times that became free while nobody may be written to: free for everybody until then.
    create table waiting_put_off (slot uuid primary key, at timestamptz not null, given_up_by uuid);

    -- Why this one and not that one: every step about a time, in the order they happened. Ids only.
    create table waiting_trace (
      seq bigint generated always as identity primary key,
      slot uuid not null,
      at timestamptz not null,
      step text not null,
      reason text,
      entry uuid,
      joined_at timestamptz,
      offer uuid
    );
    create index waiting_trace_slot on waiting_trace (slot, seq);
    create index waiting_trace_at on waiting_trace (at);

    create index resource_waiting on resource (fhir_low(content->>'created'), id) where type = 'Appointment' and content->>'status' = 'waitlist' and not deleted;
  `,
};
