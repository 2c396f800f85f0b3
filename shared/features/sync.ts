import * as z from 'zod';
import { Id } from '../lib/ids.ts';
import { Instant } from '../lib/moscow.ts';
import { query, task } from '../rpc/procedure.ts';

/** An entry stays `aside` when it alone cannot go through; the rest of the queue goes on. */
export const EntryState = z.enum(['queued', 'sent', 'applied', 'refused', 'aside']);
export type EntryState = z.infer<typeof EntryState>;

/** One thing this device did and the centre has not answered yet: which call, when, and the number people know it by. Nobody's name. */
export const QueueEntry = z.object({
  commandId: Id,
  channel: z.string(),
  number: z.string().nullable(),
  queuedAt: Instant,
  state: EntryState,
  /** How often the centre has answered with something nobody understands; five times, and it is set aside. */
  tries: z.int(),
  /** Why it was set aside. */
  refusal: z.string().nullable(),
  /** It has not left this device yet, and its feature can undo it here. */
  mayWithdraw: z.boolean(),
});
export type QueueEntry = z.infer<typeof QueueEntry>;

/** An entry that was withdrawn ends as `refused` with this word; the server is never told, for it never heard of it. */
export const withdrawn = 'withdrawn';

/** Row O7: a clock further off than this is said to be wrong. */
const clockMayBeOffMs = 2 * 60_000;

export const isClockWrong = (offsetMs: number): boolean => Math.abs(offsetMs) > clockMayBeOffMs;

/** A queue is shown so far; the rest is a number. */
export const longestQueueShown = 200;

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
  /** O4: what waits on this device, oldest first, for whoever works at a desk. */
  'sync.queue': query({
    allow: ['registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({}),
    output: z.object({ entries: z.array(QueueEntry), total: z.int() }),
  }),
  /**
   * Takes back what was never sent, as if it had not been done. `already_sent`: it may have had its effect, and only another command
   * undoes it. `built_upon`: something later is about the same thing; with `alsoLater` it goes too, all or none.
   */
  'sync.withdraw': task({
    allow: ['patient', 'registrar', 'seniorRegistrar', 'administrator'],
    input: z.object({ commandId: Id, alsoLater: z.boolean() }),
    output: z.object({ withdrawn: z.int() }),
    errors: ['not_found', 'already_sent', 'already_settled', 'not_withdrawable', 'built_upon'],
  }),
};
