import type { Migration } from './migration.ts';

/**
 * Row S7: a document of a patient's visit is read by its own patient when the doctor has signed it, and not while it is being written or
 * after it was taken back. Decided where results are (0017) and in the same word, so every way of reading says the same.
 */
export const visitDocuments: Migration = {
  name: '0020-visit-documents',
  sql: `
    create function hold_document() returns trigger language plpgsql as $$
      begin
        if not new.deleted and coalesce(new.content->>'status', '') in ('current', 'superseded') and coalesce(new.content->>'docStatus', 'final') in ('final', 'amended') then new.held := null;
        elsif tg_op = 'INSERT' then new.held := 'never';
        elsif old.held is null then new.held := 'back';
        else new.held := old.held;
        end if;
        return new;
      end $$;
    create trigger hold_document before insert or update on resource for each row when (new.type = 'DocumentReference' and new.patient is not null) execute function hold_document();
    -- What is here already is looked at once, by the same words.
    update resource set held = held where type = 'DocumentReference' and patient is not null;
  `,
};
