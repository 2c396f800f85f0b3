import type { HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';

export function createNoticesHandlers(): HandlersOf<'notices'> {
  return {
    'notices.current': (db) => ({
      notices: store
        .listShown(db)
        .map(({ id, urgent, textRu, textEn }) => ({ id, urgent: urgent === 1, text: { ru: textRu, en: textEn } })),
    }),
  };
}
