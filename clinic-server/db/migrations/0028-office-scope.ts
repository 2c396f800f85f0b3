import type { Migration } from './migration.ts';

/**
 * Row O1: whose records the desks of an office keep, so that they can go on without the line. A patient belongs to an office by a visit, an
 * order or a registration there, until two years after the latest of them. Kept by the database itself, so that no way of writing can forget
 * it. (xid, seq) is the moment a patient came or left, in the order of the feed; it moves for nothing else, or everything of theirs would be
 * handed out again.
 */
export const officeScope: Migration = {
  name: '0028-office-scope',
  sql: `
    create table office_patient (
      office uuid not null,
      patient uuid not null,
      until timestamptz not null,
      present boolean not null,
      xid xid8 not null default pg_current_xact_id(),
      seq bigint not null default nextval('feed_seq'),
      primary key (office, patient)
    );
    create index office_patient_feed on office_patient (office, xid, seq);
    create index office_patient_until on office_patient (until) where present;

    -- What all desks of all offices may read, in the order of the feed.
    create index resource_feed_personal on resource (xid, seq) where patient is not null;

    create function office_takes(of_office uuid, of_patient uuid, since timestamptz) returns void language plpgsql as $$
      declare ends timestamptz := since + interval '24 months';
      begin
        if of_office is null or of_patient is null or ends is null or ends <= transaction_timestamp() then return; end if;
        -- Looked at before it is locked: nearly every write finds the patient there already, and need not wait for anybody.
        if exists (select from office_patient m where m.office = of_office and m.patient = of_patient and m.present and m.until >= ends) then return; end if;
        insert into office_patient as m (office, patient, until, present) values (of_office, of_patient, ends, true)
          on conflict (office, patient) do update set until = greatest(m.until, excluded.until), present = true,
            xid = case when m.present then m.xid else excluded.xid end, seq = case when m.present then m.seq else excluded.seq end;
      end $$;

    -- A foreign system's ids need not be of this form; then they are no office and no sign-in of ours.
    create function office_uuid(value text) returns uuid language sql immutable as $$
      select case when value ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then value::uuid end
    $$;

    create function office_of_role(reference text) returns uuid language sql stable as $$
      select office_uuid(substring(r.content->'location'->0->>'reference' from '^Location/(.+)$')) from resource r
        where r.type = 'PractitionerRole' and r.id = substring(reference from '^PractitionerRole/(.+)$') and not r.deleted
    $$;

    create function office_of_sign_in(content jsonb) returns uuid language sql stable as $$
      select d.office_id from jsonb_path_query(content, '$.extension[*]') as e(v) join sign_in s on s.id = office_uuid(e.v->>'valueString') join device d on d.id = s.device
        where e.v->>'url' like '%/StructureDefinition/sign-in' limit 1
    $$;

    -- A row without a date, or with one that is none, belongs to no office by it; it must not fail for that.
    create function office_moment(content jsonb) returns timestamptz language plpgsql immutable as $$
      begin
        return fhir_low(coalesce(content->>'start', content->>'authoredOn', content->>'created'));
      exception when data_exception then return null;
      end $$;

    -- A visit belongs where its doctor receives, an order or a wish where it was made.
    create function office_takes_row() returns trigger language plpgsql as $$
      declare place uuid;
      begin
        if tg_op = 'UPDATE' then
          -- Most changes of a visit say nothing new of where and when it is.
          if not old.deleted and old.content->'participant' is not distinct from new.content->'participant' and old.content->'start' is not distinct from new.content->'start' then return null; end if;
        end if;
        if new.type = 'Appointment' and jsonb_typeof(new.content->'participant') = 'array' then
          select office_uuid(substring(r.content->'location'->0->>'reference' from '^Location/(.+)$')) into place
            from jsonb_array_elements(new.content->'participant') as p(v) join resource r on r.type = 'PractitionerRole' and r.id = substring(p.v->'actor'->>'reference' from '^PractitionerRole/(.+)$') and not r.deleted limit 1;
        end if;
        perform office_takes(coalesce(place, office_of_sign_in(new.content)), new.patient, office_moment(new.content));
        return null;
      end $$;
    create trigger office_takes_row after insert or update on resource for each row
      when (new.type in ('Appointment', 'ServiceRequest') and new.patient is not null and not new.deleted) execute function office_takes_row();

    -- A doctor who comes after the visits, or receives elsewhere from now on.
    create function office_takes_role() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then if old.content->'location' is not distinct from new.content->'location' then return null; end if; end if;
        perform office_takes(office_of_role('PractitionerRole/' || new.id), r.patient, office_moment(r.content)) from resource r
          where r.type = 'Appointment' and not r.deleted and r.patient is not null and r.content->'participant' @> jsonb_build_array(jsonb_build_object('actor', jsonb_build_object('reference', 'PractitionerRole/' || new.id)));
        return null;
      end $$;
    create trigger office_takes_role after insert or update on resource for each row
      when (new.type = 'PractitionerRole' and not new.deleted) execute function office_takes_role();

    -- By a password people come back; by everything else they came to be known there.
    create function office_takes_sign_in() returns trigger language plpgsql as $$
      begin
        perform office_takes((select d.office_id from device d where d.id = new.device), new.patient, new.made_at);
        return null;
      end $$;
    create trigger office_takes_sign_in after insert on sign_in for each row when (new.method <> 'password') execute function office_takes_sign_in();

    insert into office_patient (office, patient, until, present)
      select f.office, f.patient, max(f.since) + interval '24 months', true from (
        select coalesce((select office_of_role(p.v #>> '{}') from jsonb_path_query(r.content, '$.participant[*].actor.reference') as p(v) where r.type = 'Appointment' and p.v #>> '{}' like 'PractitionerRole/_%' limit 1), office_of_sign_in(r.content)) as office,
            r.patient, office_moment(r.content) as since
          from resource r where r.type in ('Appointment', 'ServiceRequest') and not r.deleted and r.patient is not null
        union all select d.office_id, s.patient, s.made_at from sign_in s join device d on d.id = s.device where s.method <> 'password'
      ) f where f.office is not null and f.since + interval '24 months' > transaction_timestamp() group by f.office, f.patient;
  `,
};
