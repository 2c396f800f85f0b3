import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { Instant } from '../lib/moscow.ts';
import { query } from '../rpc/procedure.ts';

export const Notice = z.object({ id: Id, text: LocalText, urgent: z.boolean(), /** Shown from, and until before; null: the clinic has not said. */ beginsAt: Instant.nullable(), endsAt: Instant.nullable() });
export type Notice = z.infer<typeof Notice>;

export const notices = {
  /** D5: what the clinic says on the first screen, now or later; urgent ones first. What is not due yet, or over by now, the page leaves out by the minute. */
  'notices.current': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ notices: z.array(Notice) }),
  }),
};
