import type { Migration } from './migration.ts';

/** A visit the clinic's own system has put beside the schedule has no slot, and still the patient cannot be in two places. */
export const visitsWithoutSlot: Migration = {
  name: '0005-visits-without-slot',
  sql: `alter table appointment_span alter column slot drop not null;`,
};
