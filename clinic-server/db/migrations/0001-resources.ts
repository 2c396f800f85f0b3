import type { Migration } from './migration.ts';

/**
 * `resource` holds each resource at its newest state, `resource_past` what it was before. (xid, seq) orders the feed: a row is handed
 * out only when no transaction that could still precede it is open.
 */
export const resources: Migration = {
  name: '0001-resources',
  sql: `
    create table meta (name text primary key, value text not null);
    insert into meta (name, value) values ('epoch', gen_random_uuid()::text);

    create sequence feed_seq;

    create table resource (
      type text not null,
      id text not null,
      version integer not null,
      xid xid8 not null default pg_current_xact_id(),
      seq bigint not null default nextval('feed_seq'),
      deleted boolean not null default false,
      content jsonb not null,
      patient uuid,
      updated_at timestamptz not null default transaction_timestamp(),
      primary key (type, id)
    );
    create index resource_feed on resource (patient, xid, seq);

    create table resource_past (
      type text not null,
      id text not null,
      version integer not null,
      deleted boolean not null,
      content jsonb not null,
      patient uuid,
      updated_at timestamptz not null,
      primary key (type, id, version)
    );

    -- A FHIR date may stop at the year, the month or the day; each stands for a span of time. Moscow is +03:00 all year, so a
    -- text without an offset has one meaning and these may call themselves immutable, which an index asks for.
    create function fhir_low(value text) returns timestamptz language plpgsql immutable strict parallel safe as $$
      begin
        return case
          when length(value) = 4 then (value || '-01-01T00:00:00+03:00')::timestamptz
          when length(value) = 7 then (value || '-01T00:00:00+03:00')::timestamptz
          when length(value) = 10 then (value || 'T00:00:00+03:00')::timestamptz
          else value::timestamptz
        end;
      end $$;
    create function fhir_high(value text) returns timestamptz language plpgsql immutable strict parallel safe as $$
      begin
        return case
          when length(value) = 4 then (value || '-01-01T00:00:00Z')::timestamptz + interval '1 year' - interval '3 hours'
          when length(value) = 7 then ((value || '-01T00:00:00Z')::timestamptz at time zone 'UTC' + interval '1 month') at time zone 'UTC' - interval '3 hours'
          when length(value) = 10 then (value || 'T00:00:00+03:00')::timestamptz + interval '24 hours'
          when value ~ ':[0-9]{2}\\.[0-9]+' then value::timestamptz + interval '1 millisecond'
          else value::timestamptz + interval '1 second'
        end;
      end $$;

    create index resource_slot on resource ((content->'schedule'->>'reference'), fhir_low(content->>'start')) where type = 'Slot';
    create index resource_updated on resource (type, updated_at);
    create index resource_identifier on resource using gin ((content->'identifier') jsonb_path_ops) where type in ('Patient', 'Appointment');
    create index resource_appointment_start on resource (fhir_low(content->>'start')) where type = 'Appointment';
  `,
};
