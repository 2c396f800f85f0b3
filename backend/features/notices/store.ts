import type { Id } from '../../../shared/lib/ids.ts';
import type { ReadDb, WriteTx } from '../../db/types.ts';

export interface NoticeRow {
  readonly id: Id;
  readonly shown: 0 | 1;
  readonly urgent: 0 | 1;
  /** 0 when the clinic did not say. */
  readonly sentAt: number;
  readonly textRu: string;
  readonly textEn: string | null;
}

/** Urgent ones first, then the newest. */
export function listShown(db: ReadDb): NoticeRow[] {
  return db.all<NoticeRow>(/* sql */ `
    SELECT id, shown, urgent, sent_at AS sentAt, text_ru AS textRu, text_en AS textEn
    FROM notice WHERE shown = 1 ORDER BY urgent DESC, sent_at DESC, id`);
}

export function saveNotice(tx: WriteTx, notice: NoticeRow): void {
  tx.run(
    /* sql */ `INSERT INTO notice (id, shown, urgent, sent_at, text_ru, text_en) VALUES ($id, $shown, $urgent, $sentAt, $textRu, $textEn)
      ON CONFLICT (id) DO UPDATE SET shown = $shown, urgent = $urgent, sent_at = $sentAt, text_ru = $textRu, text_en = $textEn`,
    { ...notice },
  );
}

export function removeNotice(tx: WriteTx, id: Id): void {
  tx.run('DELETE FROM notice WHERE id = $id', { id });
}
