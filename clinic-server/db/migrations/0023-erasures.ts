import { systems } from '../../../shared/fhir/names.ts';
import type { Migration } from './migration.ts';

/**
 * Rows D1, D2: what a patient has deleted from the cabinet is kept from their own reading and from nobody else's: the clinic's archive stays
 * as it is. `held` gets a third word, `erased`, over whatever the clinic itself says of the row (0017, 0020), and is set here, by the database,
 * so that no way of writing can forget it. `erased_item` names rows (`Type/id`) and orders (`Order/id`) by receipt: once named, a row stays
 * away until every receipt that names it is taken back, whatever is written into it meanwhile.
 */
export const erasures: Migration = {
  name: '0023-erasures',
  sql: `
    alter table resource drop constraint resource_held_check;
    alter table resource add constraint resource_held_check check (held in ('never', 'back', 'erased'));

    create table erasure (
      id uuid primary key,
      number text not null,
      patient uuid not null,
      -- Who acted for them (row R10); empty: the patient.
      representative uuid,
      what text not null check (what in ('item', 'kind', 'all')),
      -- Whole kinds: they also cover what comes later and was made before. Empty for one item.
      kinds text[] not null check (kinds <@ array['visits', 'results', 'orders', 'waiting']),
      made_at timestamptz not null,
      received_at timestamptz not null,
      device uuid not null,
      sign_in uuid not null,
      counts jsonb not null,
      restored_at timestamptz
    );
    create index erasure_patient on erasure (patient);
    create index erasure_number on erasure (number);
    create table erased_item (erasure uuid not null references erasure, patient uuid not null, item text not null, primary key (erasure, item));
    create index erased_item_named on erased_item (patient, item);

    alter table identity_case drop constraint identity_case_kind_check;
    alter table identity_case add constraint identity_case_kind_check check (kind in ('duplicate', 'esia_candidate', 'esia_conflict', 'lock', 'withdrawal', 'restore'));
    create table restoration (
      case_id uuid primary key references identity_case,
      erasure uuid not null references erasure,
      -- The application, signed by hand.
      scan bytea not null,
      content_type text not null check (content_type in ('application/pdf', 'image/jpeg', 'image/png')),
      opened_by uuid not null references staff,
      opened_at timestamptz not null,
      decided_by uuid references staff,
      decided_at timestamptz,
      decision text check (decision in ('confirmed', 'refused')),
      reason text,
      constraint restoration_by_two check (decided_by <> opened_by),
      check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null))
    );
    -- Once only, and one application at a time.
    create unique index restoration_once on restoration (erasure) where decision is null or decision = 'confirmed';

    -- What would take a row away with it: itself, the visit it belongs to, the order it is a line of.
    create function erasure_names(type text, id text, content jsonb) returns text[] language sql immutable parallel safe as $$
      select array[type || '/' || id] || case type
        when 'Encounter' then array(select a.v #>> '{}' from jsonb_path_query(content, '$.appointment[*].reference') as a(v) where a.v #>> '{}' like 'Appointment/_%')
        when 'ChargeItem' then array(select e.v #>> '{}' from jsonb_path_query(content, '$.context.reference') as e(v) where e.v #>> '{}' like 'Encounter/_%')
        when 'DocumentReference' then array(select e.v #>> '{}' from jsonb_path_query(content, '$.context.encounter[*].reference') as e(v) where e.v #>> '{}' like 'Encounter/_%')
        when 'Task' then array(select b.v #>> '{}' from jsonb_path_query(content, '$.basedOn[*].reference') as b(v) where b.v #>> '{}' like 'Appointment/_%')
        when 'ServiceRequest' then array(select 'Order/' || (i.v->>'value') from jsonb_path_query(content, '$.identifier[*]') as i(v) where i.v->>'system' = '${systems.orderNumber}/id' and i.v ? 'value')
        else array[]::text[] end
    $$;

    -- The kind of what a patient deletes as one thing; null for what goes with something else, or never goes.
    create function erasure_kind(type text, content jsonb) returns text language sql immutable parallel safe as $$
      select case type when 'DiagnosticReport' then 'results' when 'ServiceRequest' then 'orders'
        when 'Appointment' then case when content ? 'start' then 'visits' else 'waiting' end
        when 'Encounter' then case when cardinality(erasure_names(type, '', content)) = 1 then 'visits' end end
    $$;

    -- When it came to be, by the clinic's own word; null: it does not say.
    create function erasure_moment(type text, content jsonb) returns timestamptz language sql immutable parallel safe as $$
      select fhir_low(case type when 'DiagnosticReport' then coalesce(content->>'issued', content->>'effectiveDateTime', content->'effectivePeriod'->>'end')
        when 'ServiceRequest' then content->>'authoredOn' when 'Appointment' then coalesce(content->>'end', content->>'created') when 'Encounter' then content->'period'->>'end' end)
    $$;

    -- Nothing more will come of it, whatever the hour.
    create function erasure_closed(type text, content jsonb) returns boolean language sql immutable parallel safe as $$
      select case type when 'DiagnosticReport' then true
        when 'ServiceRequest' then content->>'status' in ('completed', 'revoked', 'entered-in-error')
        when 'Appointment' then content->>'status' in ('cancelled', 'noshow', 'fulfilled', 'entered-in-error')
        when 'Encounter' then content->>'status' in ('finished', 'cancelled', 'entered-in-error') else false end
    $$;

    create function erasures_naming(owner uuid, names text[]) returns setof uuid language sql stable as $$
      select distinct i.erasure from erased_item i join erasure e on e.id = i.erasure where i.patient = owner and i.item = any(names) and e.restored_at is null
    $$;

    create function hold_then_erase() returns trigger language plpgsql as $$
      declare names text[]; naming uuid[]; arrives boolean;
      begin
        -- A deletion and a write at one moment would each miss the other; writers do not wait for one another.
        perform pg_advisory_xact_lock_shared(7004023, hashtext(new.patient::text) & 1023);
        if not exists (select from erasure e where e.patient = new.patient) then return new; end if;
        names := erasure_names(new.type, new.id, new.content);
        -- A whole kind is gone and this was made before: it goes as it comes. What has been named once has its own fate.
        arrives := not new.deleted and (new.type <> 'DiagnosticReport' or new.held is null);
        if arrives and tg_op = 'UPDATE' then arrives := old.deleted or (new.type = 'DiagnosticReport' and old.held is not null); end if;
        if arrives and erasure_kind(new.type, new.content) is not null and not exists (select from erased_item i where i.patient = new.patient and i.item = any(names))
          and not (new.type = 'ServiceRequest' and exists (select from resource r where r.type = new.type and r.patient = new.patient and r.id <> new.id and not r.deleted and erasure_names(r.type, r.id, r.content) && names)) then
          insert into erased_item (erasure, patient, item) select e.id, new.patient, n from erasure e, unnest(names) as n
            where e.patient = new.patient and e.restored_at is null and erasure_kind(new.type, new.content) = any(e.kinds) and erasure_moment(new.type, new.content) <= e.made_at
              and (erasure_kind(new.type, new.content) not in ('orders', 'waiting') or erasure_closed(new.type, new.content));
        end if;
        naming := array(select erasures_naming(new.patient, names));
        if cardinality(naming) > 0 then
          insert into erased_item (erasure, patient, item) select n, new.patient, new.type || '/' || new.id from unnest(naming) as n on conflict do nothing;
          -- Nobody who was never shown it is told that it is gone.
          if tg_op = 'INSERT' then new.held := 'never'; elsif old.held = 'never' then new.held := 'never'; else new.held := 'erased'; end if;
        elsif new.type in ('DiagnosticReport', 'DocumentReference') then
          -- Not erased any more, and closed by the clinic itself meanwhile.
          if new.held = 'erased' then new.held := 'back'; end if;
        elsif not new.deleted then new.held := null;
        end if;
        return new;
      end $$;
    -- After hold_document and hold_result, by its name: over whatever the clinic says of the row.
    create trigger hold_then_erase before insert or update on resource for each row
      when (new.patient is not null and new.type in ('Appointment', 'Encounter', 'ChargeItem', 'DocumentReference', 'Task', 'ServiceRequest', 'DiagnosticReport')) execute function hold_then_erase();

    -- A version of its own: a device takes a row only when its version is higher, and the state of this one changes for it.
    create function touch_resource(of_type text, of_id text) returns void language plpgsql as $$
      begin
        insert into resource_past (type, id, version, deleted, content, patient, updated_at, held)
          select r.type, r.id, r.version, r.deleted, r.content, r.patient, r.updated_at, r.held from resource r where r.type = of_type and r.id = of_id;
        update resource r set version = r.version + 1, xid = pg_current_xact_id(), seq = nextval('feed_seq'), updated_at = transaction_timestamp(),
            content = r.content || jsonb_build_object('meta', coalesce(r.content->'meta', '{}') || fhir_stamp(r.version + 1))
          where r.type = of_type and r.id = of_id;
      end $$;

    -- Takes away what belongs to what is named: a visit before its encounter, and that before what was done at it. Only what changes is
    -- locked, and in one order: two writers that each lock all of a record would wait for each other.
    create function erase_named(owner uuid) returns void language plpgsql as $$
      declare one record; naming uuid[];
      begin
        perform set_config('kabinet.erasing', 'on', true);
        for one in select r.type, r.id, r.held, erasure_names(r.type, r.id, r.content) as names from resource r
          where r.patient = owner and r.type in ('Appointment', 'Encounter', 'ChargeItem', 'DocumentReference', 'Task', 'ServiceRequest', 'DiagnosticReport') and not r.deleted
          order by case r.type when 'Appointment' then 0 when 'Encounter' then 1 else 2 end, r.type, r.id
        loop
          naming := array(select erasures_naming(owner, one.names));
          if cardinality(naming) = 0 then continue; end if;
          insert into erased_item (erasure, patient, item) select n, owner, one.type || '/' || one.id from unnest(naming) as n on conflict do nothing;
          if one.held is null then perform touch_resource(one.type, one.id); end if;
        end loop;
        perform set_config('kabinet.erasing', 'off', true);
      end $$;

    -- Gives back what this receipt alone kept away. What the clinic has closed meanwhile stays closed: the triggers decide, as at any write.
    create function lift_erasure(receipt uuid) returns void language plpgsql as $$
      declare one record;
      begin
        for one in select r.type, r.id from resource r join erased_item i on i.erasure = receipt and i.patient = r.patient and i.item = r.type || '/' || r.id
          where not r.deleted and r.held is not null and not exists (select erasures_naming(r.patient, erasure_names(r.type, r.id, r.content)))
          order by case r.type when 'Appointment' then 0 when 'Encounter' then 1 else 2 end, r.type, r.id for update of r
        loop
          perform touch_resource(one.type, one.id);
        end loop;
      end $$;

    -- A visit or its encounter that comes after what was done at it takes that away too.
    create function erase_dependents() returns trigger language plpgsql as $$
      begin
        if new.held is not null and coalesce(current_setting('kabinet.erasing', true), 'off') <> 'on' and exists (select from erasure e where e.patient = new.patient) then perform erase_named(new.patient); end if;
        return null;
      end $$;
    create trigger erase_dependents after insert or update on resource for each row
      when (new.type in ('Appointment', 'Encounter')) execute function erase_dependents();
  `,
};
