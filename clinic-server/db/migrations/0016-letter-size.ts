import type { Migration } from './migration.ts';

/**
 * Whether a letter was long enough to be compressed took a measurable moment, and the letter to an address nobody has is the shortest.
 * Never compressed, and always of one size (mail/letterStore.ts), each costs the same.
 */
export const letterSize: Migration = {
  name: '0016-letter-size',
  sql: `
    alter table letter alter column body_text set storage external;
    alter table letter alter column body_html set storage external;
  `,
};
