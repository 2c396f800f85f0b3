import type { Output } from '../../shared/contract.ts';
import { Unreachable, Untrusted, type ClinicAnswer } from './clinicApi.ts';

export type Failure = NonNullable<Output<'sync.status'>['failure']>;

/** This round cannot go on; everything stays queued. */
export class RoundStopped extends Error {
  override name = 'RoundStopped';
  readonly failure: Failure;
  readonly retryAfterMs: number | null;
  constructor(failure: Failure, retryAfterMs: number | null = null) {
    super(failure);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server's history is another one than ours (it was restored from a backup). */
export class EpochChanged extends Error {
  override name = 'EpochChanged';
}

/** Answers that say nothing about the request itself, only about server and device. Throws for those. */
export function assertServed({ status, refusal, retryAfterMs }: ClinicAnswer): void {
  if (refusal === 'epoch_changed') throw new EpochChanged('epoch');
  if (status === 401) throw new RoundStopped('refused_device');
  if (status === 426) throw new RoundStopped('wire_too_old');
  if (status === 429) throw new RoundStopped('busy', retryAfterMs);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RoundStopped) return error.failure;
  if (error instanceof Untrusted) return 'untrusted';
  return error instanceof Unreachable ? 'unreachable' : 'server_error';
}

/**
 * Milliseconds until the next try. A cut line is tried every one to two seconds for a minute, so that a patient who waits sees it return;
 * then ever more slowly. Jittered, or 500 devices come back in the same instant.
 */
export function retryDelay(failure: Failure, failures: number, random: number): number {
  const patient = failure === 'unreachable' || failure === 'untrusted' ? 40 : 2;
  const base = failure === 'refused_device' || failure === 'wire_too_old' ? 15_000 : Math.min(15_000, 1_000 * 2 ** Math.max(0, (failures - patient) / 2));
  return base * (1 + random * 0.9);
}
