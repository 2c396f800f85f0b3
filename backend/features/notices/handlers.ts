import type { HandlersOf } from '../../server/handler.ts';
import * as store from './store.ts';

export function createNoticesHandlers(): HandlersOf<'notices'> {
  return {
    'notices.current': (db, _input, { now }) => ({
      notices: store
        .listShown(db, now)
        .map(({ id, urgent, textRu, textEn, beginsAt, endsAt }) => ({ id, urgent: urgent === 1, text: { ru: textRu, en: textEn }, beginsAt, endsAt })),
    }),
  };
}
