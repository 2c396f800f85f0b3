import type { CommandChannel, Input, Output } from '../../shared/contract.ts';
import { CallFailed, call } from './client.ts';

/** What became of a command in the few seconds a person waits for. */
export type Settled =
  | { readonly kind: 'applied' }
  /** An honest end, not an error: the command is on disk and goes on by itself. */
  | { readonly kind: 'waiting' }
  /** `kept`: the command was taken and the server said no later, so there is a visit to show it on. Otherwise nothing was made. */
  | { readonly kind: 'refused'; readonly code: string | null; readonly kept: boolean }
  /** Nothing is known to have happened; the same command may be run again. */
  | { readonly kind: 'failed'; readonly code: string };

/** Codes that say nothing about the visit itself. */
const doubtful = ['backend_restarted', 'timed_out', 'not_ready', 'disk_full', 'internal', 'too_many_calls', 'forbidden', 'unknown_channel'];

/**
 * Runs a command and waits for the server's word, unless what was answered here is `enough`. The same `commandId` may be run again after a
 * failure: nothing is done twice.
 */
export async function runSettled<C extends CommandChannel>(channel: C, input: Input<C>, enough: (output: Output<C>) => boolean = () => false): Promise<Settled> {
  try {
    if (enough(await call(channel, input))) return { kind: 'waiting' };
  } catch (error) {
    const code = error instanceof CallFailed ? error.code : 'internal';
    return doubtful.includes(code) ? { kind: 'failed', code } : { kind: 'refused', code, kept: false };
  }
  return (await outcomeOf(input.commandId)) ?? { kind: 'waiting' };
}

/** The server's word on a command sent earlier, or null when this device has never heard of it. */
export async function outcomeOf(commandId: string): Promise<Settled | null> {
  try {
    const { state, refusal } = await call('sync.outcome', { commandId, waitMs: 5_000 });
    if (state === 'unknown') return null;
    if (state === 'applied') return { kind: 'applied' };
    return state === 'refused' ? { kind: 'refused', code: refusal, kept: true } : { kind: 'waiting' };
  } catch {
    // The command is on disk; only the answer about it was lost.
    return { kind: 'waiting' };
  }
}
