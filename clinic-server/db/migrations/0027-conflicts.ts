import type { Migration } from './migration.ts';

/**
 * Row W5: what two sides could not settle between them. Ids, codes and times only: what a case is about is read where it lies, so that an
 * erasure (row D1) reaches it. `conflict_deed` is only ever added to; the case itself is its newest state.
 */
export const conflicts: Migration = {
  name: '0027-conflicts',
  sql: `
    create table conflict_case (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('slot_taken', 'slot_closed', 'patient_busy', 'patient_merged', 'patient_deleted', 'consent_withdrawn', 'schedule_changed',
        'field_both_sides', 'identity_duplicate', 'lease_overlap', 'device_cloned', 'quarantined', 'command_refused')),
      patient uuid,
      device uuid,
      -- Idempotency key of the command it came from.
      command_key uuid,
      appointment uuid,
      slot uuid,
      -- What was asked, and what stands.
      ours jsonb not null,
      theirs jsonb,
      opened_at timestamptz not null,
      decided_at timestamptz,
      decision text,
      note text,
      decided_by uuid,
      -- What the decision has done, so that it can be taken back.
      effect jsonb,
      check ((decided_at is null) = (decision is null) and (decided_at is null) = (decided_by is null))
    );
    -- A command sent again opens nothing twice.
    create unique index conflict_case_once on conflict_case (command_key, kind) where command_key is not null;
    create index conflict_case_open on conflict_case (opened_at, id) where decided_at is null;
    create index conflict_case_decided on conflict_case (decided_at, id) where decided_at is not null;

    create table conflict_deed (
      number bigint generated always as identity primary key,
      case_id uuid not null references conflict_case,
      at timestamptz not null,
      deed text not null check (deed in ('decided', 'undone')),
      staff uuid not null,
      decision text not null,
      note text,
      effect jsonb
    );
    create index conflict_deed_case on conflict_deed (case_id, number);
    create function conflict_deed_stays() returns trigger language plpgsql as $$ begin raise exception 'deeds are only ever added to'; end $$;
    create trigger conflict_deed_stays before update or delete or truncate on conflict_deed execute function conflict_deed_stays();
  `,
};
