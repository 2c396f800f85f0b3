import type { Migration } from './migration.ts';

/** Row S8. Numbers of the queue: an office and a day have one counter, and its row is the line two requests stand in. */
export const checkIn: Migration = {
  name: '0021-check-in',
  sql: `
    create table queue_counter (office uuid not null, day date not null, last integer not null, primary key (office, day));

    -- Keyed by day and office too: a visit the clinic has moved since is checked in anew, and keeps nothing of the other day.
    create table check_in (
      appointment uuid not null,
      office uuid not null,
      day date not null,
      number integer not null check (number > 0),
      arrived_at timestamptz not null,
      device uuid not null,
      primary key (appointment, office, day),
      unique (office, day, number)
    );

    create index resource_encounter_appointment on resource ((content->'appointment'->0->>'reference')) where type = 'Encounter';
  `,
};
