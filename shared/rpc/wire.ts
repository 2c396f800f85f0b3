import * as z from 'zod';

/** Limits on both ends of the port (row H21): a MessagePort has no backpressure of its own. */
export const limits = { callsInFlight: 8, queuedCalls: 64, messageBytes: 65_536, callsPerSecond: 50, deadlineMs: 10_000 } as const;

/** What crosses the port between preload and backend. */
// By hand, because this is asked of a message nobody has looked at: the library compares the `length` of whatever it is given, also where a
// text was due, and a `length` that is a web of lists takes minutes to become a number.
const Channel = z.custom<string>((value) => typeof value === 'string' && value.length <= 100);
const CallId = z.custom<number>((value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
export const Request = z.object({ id: CallId, channel: Channel, input: z.unknown() });
export type Request = z.infer<typeof Request>;

/** Codes dispatch and bridge may answer for any call, beside the refusals a call declares. */
export const systemCodes = [
  'unknown_channel',
  'invalid_input',
  'forbidden',
  'id_reused',
  'too_many_calls',
  'too_large',
  'backend_restarted',
  'timed_out',
  'not_ready',
  /** Nothing was written; what was written before stands. */
  'disk_full',
  'internal',
] as const;
export type SystemCode = (typeof systemCodes)[number];

/** Errors are values. No text and no typed value ever comes back: the page owns the words, `reference` finds the log line. */
export interface CallError {
  readonly code: string;
  /** Paths of the fields that `invalid_input` is about, e.g. `['login']`. */
  readonly fields?: readonly string[];
  readonly reference?: string;
}

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: CallError };

/** `topics` are feature names (`'schedule'`) or `outbox:<commandId>`. */
export type FromBackend =
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'changed'; readonly topics: readonly string[] };

/** The only thing the page can reach outside itself: `window.kabinet`, frozen, two functions. */
export interface KabinetBridge {
  call(channel: string, input: unknown): Promise<Reply>;
  /** Also called with `['backend']` when a new backend has taken over, so that every screen reads again. */
  onChanged(listener: (topics: readonly string[]) => void): () => void;
}
