import type { Migration } from './migration.ts';

/**
 * Row D4: who has looked at a patient's record, beside what `identity_audit` and `sign_in` know already. Ids only. A reader who goes on
 * looking is one row in ten minutes, with the kinds of what was seen added to it; a deed is a row of its own.
 */
export const accessLog: Migration = {
  name: '0024-access-log',
  sql: `
    create table access_log (
      number bigint generated always as identity primary key,
      at timestamptz not null,
      deed text not null check (deed in ('read', 'changed', 'caseSeen', 'codeMinted', 'exported', 'exportSent', 'exportTaken')),
      patient uuid not null,
      -- Whose eyes: 'self', 'system', or the id of a member of staff or of a representation.
      reader text not null,
      staff uuid,
      representation uuid,
      device uuid,
      things text[] not null default '{}',
      -- The ten minutes of a look; null for what is told each time.
      span bigint
    );
    create unique index access_log_once on access_log (patient, reader, deed, span) where span is not null;
    create index access_log_patient on access_log (patient, at);
    create function access_log_stays() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if new.things @> old.things and (to_jsonb(new) - 'things') = (to_jsonb(old) - 'things') then return new; end if;
        end if;
        raise exception 'the access log is only ever added to';
      end $$;
    create trigger access_log_stays before update or delete on access_log for each row execute function access_log_stays();
    create trigger access_log_whole before truncate on access_log for each statement execute function access_log_stays();

    create index identity_audit_patient on identity_audit (patient, at) where patient is not null;
    create index sign_in_whose on sign_in (patient, made_at);

    -- A copy on its way home: the letter has the link, the kiosk showed the code, and neither lies here. The code's hash is keyed by the link,
    -- so whoever reads this table has nothing to try codes on.
    create table take_home (
      id uuid primary key,
      patient uuid not null,
      account uuid not null references account,
      -- The letter went to this address; a changed one is another mailbox.
      login_hash bytea not null,
      link_hash bytea not null unique,
      code_hash bytea not null,
      code_tries integer not null default 0,
      grant_hash bytea unique,
      grant_ends_at timestamptz,
      made_at timestamptz not null,
      expires_at timestamptz not null,
      opened_at timestamptz
    );
    create index take_home_patient on take_home (patient);
    create index take_home_ends on take_home (expires_at);
  `,
};
