import type * as z from 'zod';
import type { KabinetBridge } from '../../shared/rpc/wire.ts';

/** There is nothing to print; the code goes into the title, so that nobody waits for the deadline. */
export class PrintFailed extends Error {
  override name = 'PrintFailed';
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * Draws what this window was opened for, if it is a job of this kind, and answers the height of the paper in millimetres. Null: it is
 * another kind's. Throws `PrintFailed`.
 */
export type DrawJob = (bridge: KabinetBridge, into: HTMLElement) => Promise<number | null>;

export const a4Millimetres = 297;

export async function ask<T extends z.ZodType>(bridge: KabinetBridge, channel: string, input: unknown, output: T): Promise<z.infer<T>> {
  const reply = await bridge.call(channel, input);
  if (!reply.ok) throw new PrintFailed(reply.error.code);
  const value = output.safeParse(reply.value);
  if (!value.success) throw new PrintFailed('internal');
  return value.data;
}
