import type { Migration } from './migration.ts';

/**
 * Counters of use (row D6), by clinic, profile and day: not by device and not by hour, or a kiosk one person uses a day would keep a diary of
 * theirs. A batch is remembered by the random number its device gave it and by nothing of the device.
 */
export const counters: Migration = {
  name: '0015-counters',
  sql: `
    create table use_total (
      day date not null,
      profile text not null check (profile in ('kiosk', 'reception', 'satellite')),
      event text not null,
      count bigint not null check (count > 0),
      primary key (day, profile, event)
    );
    create table use_batch (id uuid primary key, taken_on date not null);
    create index use_batch_old on use_batch (taken_on);

    -- The threshold a week began with: the same week cut at two thresholds would tell more than at either.
    create table use_week (week date primary key, threshold integer not null);

    create table use_export (
      connector text not null,
      day date not null,
      profile text not null,
      event text not null,
      state text not null check (state in ('claimed', 'sent', 'refused')),
      tries integer not null,
      next_at timestamptz not null,
      primary key (connector, day, profile, event)
    );
  `,
};
