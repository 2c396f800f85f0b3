import * as z from 'zod';
import type { Reply } from '../../../shared/rpc/wire.ts';

/** What the lane tells a device's process. */
export const FromLane = z.discriminatedUnion('do', [
  z.object({ do: z.literal('call'), id: z.int(), channel: z.string(), input: z.unknown() }),
  z.object({ do: z.literal('restart'), id: z.int() }),
  z.object({ do: z.literal('replica'), id: z.int() }),
  z.object({ do: z.literal('end'), id: z.int() }),
]);
export type FromLane = z.infer<typeof FromLane>;

const isReply = (value: unknown): boolean => z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) })]).safeParse(value).success;
export const Replica = z.object({ digests: z.record(z.string(), z.string()), times: z.record(z.string(), z.string()) });
export type Replica = z.infer<typeof Replica>;

/** What it answers; 0: it is up. */
export const ToLane = z.object({ id: z.int(), reply: z.custom<Reply>(isReply).optional(), replica: Replica.optional(), bugs: z.array(z.string()).optional() });
export type ToLane = z.infer<typeof ToLane>;
