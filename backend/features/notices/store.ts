import type { Id } from '../../../shared/lib/ids.ts';
import type { Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface NoticeRow {
  readonly id: Id;
  readonly shown: 0 | 1;
  readonly urgent: 0 | 1;
  /** 0 when the clinic did not say. */
  readonly sentAt: number;
  readonly textRu: string;
  readonly textEn: string | null;
  /** Null: as long as the notice stands. */
  readonly beginsAt: Instant | null;
  readonly endsAt: Instant | null;
}

/** Shown now or later: the page looks at its own clock. Urgent ones first, then the newest. */
export function listShown(db: ReadDb, now: Instant): NoticeRow[] {
  return db.all<NoticeRow>(
    /* sql */ `
    SELECT id, shown, urgent, sent_at AS sentAt, text_ru AS textRu, text_en AS textEn, begins_at AS beginsAt, ends_at AS endsAt
    FROM notice WHERE shown = 1 AND (ends_at IS NULL OR ends_at > $now) ORDER BY urgent DESC, sent_at DESC, id`,
    { now },
  );
}

export function saveNotice(tx: WriteTx, notice: NoticeRow): void {
  tx.run(
    /* sql */ `INSERT INTO notice (id, shown, urgent, sent_at, text_ru, text_en, begins_at, ends_at) VALUES ($id, $shown, $urgent, $sentAt, $textRu, $textEn, $beginsAt, $endsAt)
      ON CONFLICT (id) DO UPDATE SET shown = $shown, urgent = $urgent, sent_at = $sentAt, text_ru = $textRu, text_en = $textEn, begins_at = $beginsAt, ends_at = $endsAt`,
    { ...notice },
  );
}

export function removeNotice(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM notice WHERE id = $id', { id });
}
