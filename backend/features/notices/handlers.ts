import * as z from 'zod';
import { PublishedNotice } from '../../../shared/features/notices.ts';
import { askCentre } from '../../server/askCentre.ts';
import { Refusal, type HandlersOf } from '../../server/handler.ts';
import type { BackendParts } from '../../server/parts.ts';
import * as store from './store.ts';

const Published = z.object({ notices: z.array(PublishedNotice) });

export type NoticesNeeds = Pick<BackendParts, 'desk'>;

export function createNoticesHandlers({ desk }: NoticesNeeds): HandlersOf<'notices'> {
  return {
    'notices.current': (db, _input, { now }) => ({
      notices: store
        .listShown(db, now)
        .map(({ id, urgent, textRu, textEn, beginsAt, endsAt }) => ({ id, urgent: urgent === 1, text: { ru: textRu, en: textEn }, beginsAt, endsAt })),
    }),
    'notices.published': async () => {
      const answer = await askCentre<never>(desk, { method: 'GET', path: '/notices' }, {});
      return answer instanceof Refusal ? answer : Published.parse(answer.body);
    },
    'notices.publish': async ({ noticeId, ...notice }) => {
      const refusals = { invalid_request: 'check_input', id_reused: 'check_input', invalid_value: 'notice_over' } as const;
      const answer = await askCentre(desk, { method: 'POST', path: '/notices', idempotencyKey: noticeId, body: notice }, refusals);
      return answer instanceof Refusal ? answer : {};
    },
    'notices.end': async ({ noticeId }) => {
      const answer = await askCentre(desk, { method: 'POST', path: `/notices/${noticeId}/end`, body: {} }, { not_found: 'not_found', deleted: 'not_found' });
      return answer instanceof Refusal ? answer : {};
    },
  };
}
