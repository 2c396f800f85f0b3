import * as z from 'zod';
import { query, task } from '../rpc/procedure.ts';

/** Why a sign-in through Госуслуги ended without one. `cancelled`, `timed_out` and `failed` come from the window, the rest from the server. */
export const EsiaEnding = z.enum([
  'cancelled',
  'timed_out',
  'failed',
  'esia_callback_refused',
  'esia_declined',
  'esia_unconfirmed',
  'esia_child',
  'esia_ask_reception',
  'esia_attempt_gone',
  'esia_unavailable',
  'locked',
  'slow_down',
  'offline',
  'try_later',
]);
export type EsiaEnding = z.infer<typeof EsiaEnding>;

export const esia = {
  /**
   * R5. Opens the window of Госуслуги and answers when it is on its way; how it goes on, `esia.state` tells. It may stay open for
   * minutes, and no call of a page waits that long.
   */
  'esia.signIn': task({
    allow: ['visitor'],
    input: z.object({ language: z.enum(['ru', 'en']), accessible: z.boolean() }),
    output: z.object({}),
    errors: ['esia_off', 'esia_unavailable', 'slow_down', 'offline', 'try_later'],
  }),
  /** `open`: the window stands over the page, and whoever is here touches that and not us. */
  'esia.state': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ phase: z.enum(['none', 'open', 'finishing', 'signedIn', 'ended']), ending: EsiaEnding.nullable() }),
  }),
};
