import type { Migration } from './migration.ts';

/**
 * A sign-in by Gosuslugi that was begun. The row stays when it is over: it is the record of who was let in by it, or why nobody was; it
 * holds no name, no number and no code.
 */
export const esia: Migration = {
  name: '0011-esia',
  sql: `
    create table esia_attempt (
      id uuid primary key,
      device uuid not null references device,
      state_hash bytea not null unique,
      purpose text not null check (purpose in ('sign_in', 'again')),
      expected_patient uuid,
      made_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      outcome text,
      patient uuid,
      sign_in uuid
    );
    create index esia_attempt_device on esia_attempt (device, made_at);
    -- Who has this birth date: asked at each sign-in that no link or number settles.
    create index if not exists resource_patient_birth on resource ((content->>'birthDate')) where type = 'Patient';
  `,
};
