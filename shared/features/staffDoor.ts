import * as z from 'zod';
import { query, task } from '../rpc/procedure.ts';

/** Row K1: what staff see and do at a kiosk behind the staff code. A patient's data is never part of it. */
export const staffDoor = {
  /** Each try counts before it is checked; a wrong one makes the next wait longer, over restarts too. */
  'staffDoor.enter': task({
    allow: ['visitor'],
    // No rule about its form: what is wrong with a guess is nobody's business.
    input: z.object({ code: z.string().max(64) }),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('open') }),
      z.object({ state: z.literal('wrong'), waitSeconds: z.int().nonnegative() }),
      z.object({ state: z.literal('wait'), waitSeconds: z.int().positive() }),
      /** The clinic has set no code: nobody gets in from here. */
      z.object({ state: z.literal('none') }),
    ]),
    errors: [],
  }),
  'staffDoor.state': query({
    allow: ['visitor'],
    input: z.object({}),
    output: z.discriminatedUnion('state', [
      z.object({ state: z.literal('closed') }),
      z.object({ state: z.literal('open'), device: z.string(), profile: z.string(), appVersion: z.string(), server: z.string(), secondsLeft: z.int() }),
    ]),
  }),
  /** Ends the app. `closed`: the code has to be entered again. */
  'staffDoor.exit': task({ allow: ['visitor'], input: z.object({}), output: z.object({}), errors: ['closed'] }),
  'staffDoor.leave': task({ allow: ['visitor'], input: z.object({}), output: z.object({}), errors: [] }),
};
