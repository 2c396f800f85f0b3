import type { Migration } from './migration.ts';

/**
 * Row O2. A word is drawn whenever the server gives a time to somebody. It has to grow over a restore, where a sequence alone goes back to
 * what the backup knew: so the number of this server's histories, kept outside of the database, stands above it.
 */
export const leases: Migration = {
  name: '0025-leases',
  sql: `
    create sequence word_seq;
    insert into meta (name, value) values ('history ordinal', '1');
    create function next_word() returns bigint language sql volatile as $$
      select (select m.value::bigint from meta m where m.name = 'history ordinal') * (1::bigint << 40) + nextval('word_seq')
    $$;

    alter table occupancy add column word bigint;
    alter table occupancy add constraint occupancy_lease_word check (kind <> 'lease' or word is not null);
    alter table device add column leases_asked_at timestamptz;
    create index occupancy_leases on occupancy (device) where kind = 'lease';
  `,
};
