import type { Migration } from './migration.ts';

/**
 * Rows L1–L3: a patient reads what the clinic has released and nothing else. `held` says why a row is kept from its own patient: `never`
 * was released, or was taken `back`; null for everything a patient may read. It is set here, by the database itself, so that no way of
 * writing can forget it: a report by its status, an observation and a file by the released reports that name them.
 */
export const releasedResults: Migration = {
  name: '0017-released-results',
  sql: `
    alter table resource add column held text check (held in ('never', 'back'));
    alter table resource_past add column held text;

    -- Every version under the same word as the newest, and never more than its own: what is taken back is taken back whole.
    create view resource_version as
      select r.type, r.id, r.version, r.deleted, r.content, r.patient, r.updated_at, r.held from resource r
      union all
      select p.type, p.id, p.version, p.deleted, p.content, p.patient, p.updated_at, case when p.held = 'never' then 'never' else coalesce(r.held, p.held) end
      from resource_past p join resource r on r.type = p.type and r.id = p.id;

    -- What released reports name, and nothing of the others.
    create table report_names (report text not null, patient uuid not null, type text not null, id text not null, primary key (report, type, id));
    create index report_names_named on report_names (type, id);

    create table result_file (id uuid primary key, patient uuid not null, content bytea not null, made_at timestamptz not null);

    -- When the last letter about results to an account goes out, be it past or to come.
    create table result_letter (account uuid primary key references account, sends_at timestamptz not null);

    create function fhir_stamp(version integer) returns jsonb language sql stable parallel safe as $$
      select jsonb_build_object('versionId', version::text, 'lastUpdated', to_char(transaction_timestamp() at time zone 'Europe/Moscow', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || '+03:00')
    $$;

    create function observations_in(report jsonb) returns setof text language sql immutable parallel safe as $$
      select substring(n.reference from '^Observation/(.+)$') from jsonb_path_query(report, '$.result[*].reference') as v(value), lateral (select v.value #>> '{}') as n(reference)
      where n.reference like 'Observation/_%'
    $$;
    create function files_in(report jsonb) returns setof text language sql immutable parallel safe as $$
      select substring(n.url from '^Binary/(.+)$') from jsonb_path_query(report, '$.presentedForm[*].url') as v(value), lateral (select v.value #>> '{}') as n(url)
      where n.url like 'Binary/_%'
    $$;

    create function hold_result() returns trigger language plpgsql as $$
      declare visible boolean;
      begin
        -- A report and what it names, written at one moment by two, would each miss the other: those of one patient take turns.
        perform pg_advisory_xact_lock(hashtextextended(new.patient::text, 7004017));
        if new.type = 'DiagnosticReport' then
          visible := not new.deleted and coalesce(new.content->>'status' in ('final', 'amended', 'corrected', 'appended'), false);
        else
          visible := not new.deleted and exists (select from report_names n where n.type = 'Observation' and n.id = new.id and n.patient = new.patient);
        end if;
        if visible then new.held := null;
        elsif tg_op = 'INSERT' then new.held := 'never';
        elsif old.held is null then new.held := 'back';
        else new.held := old.held;
        end if;
        return new;
      end $$;
    create trigger hold_result before insert or update on resource for each row when (new.type in ('DiagnosticReport', 'Observation')) execute function hold_result();

    create function release_named() returns trigger language plpgsql as $$
      declare named record; before jsonb := '{}';
      begin
        if tg_op = 'UPDATE' then before := old.content; end if;
        delete from report_names n where n.report = new.id;
        if new.held is null then
          insert into report_names (report, patient, type, id)
            select distinct new.id, new.patient, 'Observation', o from observations_in(new.content) o
            union select distinct new.id, new.patient, 'Binary', f from files_in(new.content) f;
        end if;
        for named in
          select r.id, r.xid = pg_current_xact_id() as ours from resource r
          where r.type = 'Observation' and r.patient = new.patient and not r.deleted
            and r.id in (select observations_in(new.content) union select observations_in(before))
            and (r.held is null) <> exists (select from report_names n where n.type = 'Observation' and n.id = r.id and n.patient = r.patient)
          order by r.id for update
        loop
          -- A device takes a row only when its version is higher, and the state of this one changes for it; one that was written in this very transaction nobody has seen.
          if not named.ours then
            insert into resource_past (type, id, version, deleted, content, patient, updated_at, held)
              select r.type, r.id, r.version, r.deleted, r.content, r.patient, r.updated_at, r.held from resource r where r.type = 'Observation' and r.id = named.id;
          end if;
          update resource r set version = r.version + case when named.ours then 0 else 1 end, xid = pg_current_xact_id(), seq = nextval('feed_seq'), updated_at = transaction_timestamp(),
              content = r.content || jsonb_build_object('meta', coalesce(r.content->'meta', '{}') || fhir_stamp(r.version + case when named.ours then 0 else 1 end))
            where r.type = 'Observation' and r.id = named.id;
        end loop;
        return null;
      end $$;
    create trigger release_named after insert or update on resource for each row when (new.type = 'DiagnosticReport') execute function release_named();
  `,
};
