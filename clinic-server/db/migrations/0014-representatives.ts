import type { Migration } from './migration.ts';

/**
 * Who may act for whom, and by which document. What FHIR readers see of it is the RelatedPerson; the word that sign-ins look at is here.
 * `granted_by` is empty for rights that were brought along and not granted at a desk.
 */
export const representatives: Migration = {
  name: '0014-representatives',
  sql: `
    create table representation (
      id uuid primary key,
      patient uuid not null,
      representative uuid not null,
      relationship text not null check (relationship in ('parent', 'guardian', 'proxy')),
      document_kind text not null check (document_kind in ('birth_certificate', 'guardianship', 'power_of_attorney')),
      -- The last day on which it holds, in Moscow.
      until date not null,
      related_person uuid not null,
      granted_by uuid references staff,
      granted_at timestamptz not null,
      revoked_at timestamptz,
      revoked_by uuid references staff,
      reason text,
      check (patient <> representative)
    );
    create unique index representation_pair on representation (patient, representative) where revoked_at is null;
    create index representation_representative on representation (representative) where revoked_at is null;

    alter table sign_in add column representation uuid references representation;
    create index sign_in_representation on sign_in (representation) where ended_at is null and representation is not null;

    -- Of an act in somebody's name the audit has both.
    alter table identity_audit add column representative uuid, add column representation uuid;
  `,
};
