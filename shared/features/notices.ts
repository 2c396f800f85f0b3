import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { LocalText } from '../lib/localText.ts';
import { query } from '../rpc/procedure.ts';

export const Notice = z.object({ id: Id, text: LocalText, urgent: z.boolean() });
export type Notice = z.infer<typeof Notice>;

export const notices = {
  /** D5: what the clinic says on the first screen now; urgent ones first. */
  'notices.current': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ notices: z.array(Notice) }),
  }),
};
