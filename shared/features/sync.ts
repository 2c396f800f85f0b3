import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task } from '../rpc/procedure.ts';

/** An entry stays `aside` when it alone cannot go through; the rest of the queue goes on. */
export const EntryState = z.enum(['queued', 'sent', 'applied', 'refused', 'aside']);
export type EntryState = z.infer<typeof EntryState>;

export const sync = {
  /** O4: what sync is doing, honestly. The page makes words of the codes. */
  'sync.status': query({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator', 'print'],
    input: z.object({}),
    output: z.object({
      line: z.enum(['up', 'down']),
      /** When the server last answered; with `line: 'down'` also «данные на …». */
      lastContactAt: Instant.nullable(),
      unsent: z.int(),
      aside: z.int(),
      /** Server clock minus ours. The page's clock shows server time; it never orders anything. */
      clockOffsetMs: z.int(),
      failure: z.enum(['unreachable', 'untrusted', 'server_error', 'refused_device', 'wire_too_old', 'busy']).nullable(),
    }),
  }),
  /** How a screen waits for the server's word on one command. Answers early when the entry settles. */
  'sync.outcome': task({
    allow: ['visitor', 'patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ commandId: Id, waitMs: z.int().min(0).max(5_000) }),
    output: z.object({ state: z.union([EntryState, z.literal('unknown')]), refusal: z.string().nullable() }),
    errors: [],
  }),
};
