import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task, type Role } from '../rpc/procedure.ts';

export const Notice = z.object({ id: Id, text: LocalText, urgent: z.boolean(), /** Shown from, and until before; null: the clinic has not said. */ beginsAt: Instant.nullable(), endsAt: Instant.nullable() });
export type Notice = z.infer<typeof Notice>;

/** What stands now, or will: as an administrator sees it. */
export const PublishedNotice = z.object({
  id: Id,
  russian: z.string(),
  english: z.string().nullable(),
  urgent: z.boolean(),
  from: Instant.nullable(),
  until: Instant.nullable(),
  sentAt: Instant.nullable(),
});
export type PublishedNotice = z.infer<typeof PublishedNotice>;

const administrator: readonly [Role, ...Role[]] = ['administrator'];
const refusedByServer = ['offline', 'try_later', 'slow_down', 'not_allowed'] as const;

export const notices = {
  /** D5: what the clinic says on the first screen, now or later; urgent ones first. What is not due yet, or over by now, the page leaves out by the minute. */
  'notices.current': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ notices: z.array(Notice) }),
  }),
  'notices.published': task({ allow: administrator, input: z.object({}), output: z.object({ notices: z.array(PublishedNotice) }), errors: refusedByServer }),
  /** `noticeId` is made with what was typed: said twice it is one. Times are Moscow's, `2026-12-01T08:00`. `notice_over`: it would never be shown. */
  'notices.publish': task({
    allow: administrator,
    input: z.object({ noticeId: Id, russian: z.string().max(1_000), english: z.string().max(1_000).nullable(), urgent: z.boolean(), from: z.string().max(20).nullable(), until: z.string().max(20).nullable() }),
    output: z.object({}),
    errors: ['check_input', 'notice_over', ...refusedByServer],
  }),
  /** Taken from every first screen. */
  'notices.end': task({ allow: administrator, input: z.object({ noticeId: Id }), output: z.object({}), errors: ['not_found', ...refusedByServer] }),
};
