import type { Migration } from './migration.ts';

/**
 * The published texts themselves are resources of the shared feed; here is what only the server may know. An acceptance made before
 * there is a patient waits without one: its signature is somebody's, and nobody may read it until a patient is named.
 */
export const documents: Migration = {
  name: '0009-documents',
  sql: `
    create table acceptance (
      id uuid primary key,
      device uuid not null references device,
      patient uuid,
      sign_in uuid,
      document text not null,
      kind text not null check (kind in ('terms', 'consent')),
      version text not null,
      sha256 text not null,
      how text not null check (how in ('finger', 'typed', 'paper')),
      signature bytea,
      typed_name text,
      accepted_at timestamptz not null,
      received_at timestamptz not null,
      attached_at timestamptz
    );
    create index acceptance_waiting on acceptance (received_at) where attached_at is null;

    -- The paper copies are large and read rarely; in the feed every sign-in would carry all of them.
    create table document_copy (
      id uuid primary key,
      patient uuid not null,
      content bytea not null,
      made_at timestamptz not null
    );

    create index resource_document on resource ((content->'context'->'period'->>'start')) where type = 'DocumentReference' and patient is null;

    -- Which terms the page of the sign-in named.
    alter table sign_in add column terms_confirmed text;
  `,
};
