import { useEffect, useReducer, useRef, useState, useSyncExternalStore } from 'react';
import type { Channel, Input, Output, QueryChannel } from '../../shared/contract.ts';
import type { KabinetBridge, SystemCode } from '../../shared/rpc/wire.ts';
import { useApp } from './appContext.ts';
import type { ReadCache, ReadState } from './readCache.ts';

declare global {
  interface Window {
    readonly kabinet: KabinetBridge;
  }
}

/** A call that was answered with a code. The words for it are the page's. */
export class CallFailed<Code extends string = string> extends Error {
  override name = 'CallFailed';
  readonly code: Code | SystemCode;
  readonly fields: readonly string[];
  readonly reference: string | null;
  constructor(code: Code | SystemCode, fields: readonly string[] = [], reference: string | null = null) {
    super(code);
    this.code = code;
    this.fields = fields;
    this.reference = reference;
  }
}

/** One call. Rejects with `CallFailed` only. */
export async function call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
  const reply = await window.kabinet.call(channel, input);
  if (!reply.ok) throw new CallFailed(reply.error.code, reply.error.fields, reply.error.reference ?? null);
  return reply.value as Output<C>;
}

export function asFailure(error: unknown): CallFailed {
  return error instanceof CallFailed ? error : new CallFailed('internal');
}

export function keyOf(channel: Channel, input: unknown): string {
  return `${channel} ${JSON.stringify(input)}`;
}

/**
 * `'schedule.day {…}'` belongs to feature `schedule`. The contract is imported as types only: its schemas would look for `eval` when the
 * page loads, and the content policy reports that.
 */
export function featureOfKey(key: string): string {
  return key.slice(0, key.indexOf('.'));
}

interface Reading<T> {
  readonly data: T | undefined;
  readonly error: CallFailed | undefined;
  /** Nothing to show yet and no failure either. */
  readonly loading: boolean;
}

/**
 * Local data that stays right by itself: read again when its feature changes or a new backend has taken over. While a changed input
 * is read, the former answer stays on screen, so that lists do not flicker under a typing hand. `null` reads nothing.
 */
export function useRead<C extends QueryChannel>(channel: C, input: Input<C> | null): Reading<Output<C>> {
  const { reads } = useApp();
  const key = input === null ? null : keyOf(channel, input);
  const state = useReadState(reads, key, input === null ? null : () => call(channel, input));
  const former = useRef<{ readonly channel: C; readonly value: Output<C> } | null>(null);
  const value = state?.value as Output<C> | undefined;
  if (value !== undefined) former.current = { channel, value };
  const data = value ?? (key !== null && state?.error === undefined ? keepable(former.current, channel) : undefined);
  return { data, error: state?.error === undefined ? undefined : asFailure(state.error), loading: key !== null && data === undefined && state?.error === undefined };
}

/** Another list may stand in for a moment; another person's or doctor's single record may not. */
const standIns: readonly QueryChannel[] = ['doctors.list', 'prices.list', 'results.list', 'schedule.days'];

function keepable<C extends QueryChannel, T>(former: { readonly channel: C; readonly value: T } | null, channel: C): T | undefined {
  return former !== null && standIns.includes(channel) ? former.value : undefined;
}

function useReadState(reads: ReadCache, key: string | null, load: (() => Promise<unknown>) | null): ReadState | undefined {
  const state = useSyncExternalStore(reads.subscribe, () => (key === null ? undefined : reads.peek(key)));
  // The key holds the whole input, so a later loader for the same key asks the same question.
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => (key === null || loader.current === null ? undefined : reads.watch(key, loader.current)), [reads, key]);
  return state;
}

/** The failure of something this screen shows, or null. */
export function useReadFailure(): CallFailed | null {
  const { reads } = useApp();
  const error = useSyncExternalStore(reads.subscribe, reads.failure);
  return error === undefined ? null : asFailure(error);
}

type OutcomeState = Output<'sync.outcome'>;
const settled: readonly OutcomeState['state'][] = ['applied', 'refused', 'aside'];

/** What became of one command, watched until it settles, over restarts of the backend too. */
export function useOutcome(commandId: string | null): OutcomeState | null {
  const [outcome, setOutcome] = useState<OutcomeState | null>(null);
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (commandId === null) return undefined;
    let stopped = false;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const started = Date.now();
    const next = () => {
      // An answer that comes at once must not become a storm of questions.
      if (!stopped) pause = setTimeout(again, Math.max(0, 700 - (Date.now() - started)));
    };
    call('sync.outcome', { commandId, waitMs: 5_000 }).then(
      (answer) => {
        if (stopped) return;
        setOutcome(answer);
        if (!settled.includes(answer.state)) next();
      },
      () => next(),
    );
    return () => {
      stopped = true;
      clearTimeout(pause);
    };
  }, [commandId, attempt]);
  return outcome;
}
