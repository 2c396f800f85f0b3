import type { MessagePortMain } from 'electron';
import { FromBackendToShell, type BackendSettings, type ToBackend } from '../shared/rpc/shell.ts';
import { backoffMs } from './backoff.ts';
import type { Log } from './shell/log.ts';

export interface Backend {
  readonly pid: number | undefined;
  send(message: ToBackend, ports?: MessagePortMain[]): void;
}

/** A backend process as the operating system gives it. */
export interface Child extends Backend {
  kill(): void;
  onMessage(receive: (message: unknown) => void): void;
  /** `code` is null when a signal ended it. */
  onExit(gone: (code: number | null) => void): void;
}

export interface SupervisorPorts {
  readonly fork: () => Child;
  readonly now: () => number;
  /** Returns what cancels the timer. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
  readonly log: Log;
}

export interface SupervisorEvents {
  /** Another process works or stands by than before: windows need new ports. */
  changed(): void;
  /** From the active backend only. */
  message(from: Backend, message: Exclude<FromBackendToShell, { type: 'left' | 'ready' }>): void;
  /** The patient's session is over, whichever way it ended. Runs before any window is given a port to the one that takes over. */
  ended(): void;
  /** No backend has come to work for so many starts that somebody must be told; null when one has after all. */
  trouble(trouble: StartTrouble | null): void;
}

export interface StartTrouble {
  readonly failedStarts: number;
  /** Of the process that died last; null when a signal ended it. */
  readonly exitCode: number | null;
}

export interface Supervisor {
  /** Starts the first backend, now. */
  start(): void;
  active(): Backend | null;
  standby(): Backend | null;
  /** Ends the patient's session; `ended` follows within `times.leaveMs` plus the kill. */
  leave(reason: 'idle' | 'crash'): void;
  /** Ends everything for good; resolves when every process has gone, or would not in time. */
  stop(): Promise<void>;
}

export const times = { spacingMs: 250, standbyMs: 1_000, forgivenMs: 60_000, startedMs: 3_000, leaveMs: 2_000, farewellMs: 1_000, lastMs: 1_500, settledMs: 10_000 } as const;

/** A backend that could start is back within two seconds, however often it dies. */
const provenFailures = 3;

/** So many in a row that never came to work are no accident any more. */
export const failedStartsLimit = 5;

export function superviseBackend(settings: BackendSettings, ports: SupervisorPorts, events: SupervisorEvents): Supervisor {
  const { now, after, log } = ports;
  let active: Child | null = null;
  let standby: Child | null = null;
  const retired = new Set<Child>();
  const aliveSince = new Map<Child, number>();
  /** Have shown that they can start; what ends them later is not the start. */
  const proven = new WeakSet<Child>();
  /** Promoted ones that died before they had shown anything, since the last that did. */
  let failedStarts = 0;
  let failures = 0;
  let lastDeath = 0;
  const recentFailures = () => (now() - lastDeath > times.forgivenMs ? 0 : failures);
  let lastFork = Number.NEGATIVE_INFINITY;
  let cancelFork: (() => void) | null = null;
  let cancelLeave: (() => void) | null = null;
  let whenStopped: (() => void) | null = null;

  function fork(): void {
    cancelFork = null;
    lastFork = now();
    const child = ports.fork();
    aliveSince.set(child, now());
    child.onMessage((message) => receive(child, message));
    child.onExit((code) => gone(child, code));
    if (active === null) promote(child);
    else standby = child;
    plan();
    events.changed();
  }

  /** Sees to it that one backend works and one stands by, never two starts closer than `spacingMs`. */
  function plan(): void {
    cancelFork?.();
    cancelFork = null;
    if (whenStopped !== null || (active !== null && standby !== null)) return;
    // The standby waits a little: at start and between two patients the window in front needs the processor first.
    const wait = Math.max(backoffMs(recentFailures(), ports.random), active === null ? 0 : times.standbyMs, lastFork + times.spacingMs - now());
    cancelFork = after(Math.max(0, wait), fork);
  }

  function promote(child: Child): void {
    active = child;
    if (standby === child) standby = null;
    aliveSince.set(child, now());
    child.send({ type: 'promote', settings });
    // One that waits for its server or for a person never says `ready`, yet it lives and can be asked.
    after(times.settledMs, () => child === active && works());
  }

  function works(): void {
    const wasTrouble = failedStarts >= failedStartsLimit;
    failedStarts = 0;
    if (wasTrouble) events.trouble(null);
  }

  function receive(child: Child, raw: unknown): void {
    const parsed = FromBackendToShell.safeParse(raw);
    if (!parsed.success) {
      log.warn({ pid: child.pid }, 'backend sent a message nobody knows');
      return;
    }
    if (child !== active) return;
    const message = parsed.data;
    if (message.type === 'left') retire(child);
    else if (message.type === 'ready') {
      proven.add(child);
      works();
    } else events.message(child, message);
  }

  /**
   * The session is over and its file closed, so the next one begins. The process only tells the server and ends by itself; what it still
   * knows of the patient ends with it, so it is not waited for longer than that takes.
   */
  function retire(child: Child): void {
    retired.add(child);
    after(times.farewellMs, () => aliveSince.has(child) && child.kill());
    finish();
  }

  /** Only after the old backend has closed the file (or is dead) may the next one open it: two writers would push one entry twice. */
  function finish(): void {
    cancelLeave?.();
    cancelLeave = null;
    active = null;
    if (whenStopped !== null) return;
    // It opens the file in its own process while the windows change places here.
    if (standby !== null) promote(standby);
    events.ended();
    plan();
    events.changed();
  }

  function takeOver(): void {
    if (standby !== null) promote(standby);
    plan();
    events.changed();
  }

  function gone(child: Child, code: number | null): void {
    const lived = now() - (aliveSince.get(child) ?? now());
    aliveSince.delete(child);
    if (whenStopped !== null && aliveSince.size === 0) whenStopped();
    if (retired.delete(child) || whenStopped !== null) return;
    if (child === active && cancelLeave !== null) return finish();
    // Also with exit code 0: nobody asked it to go. One that dies while starting is waited for ever longer, any other briefly.
    failures = proven.has(child) || lived >= times.startedMs ? Math.min(recentFailures() + 1, provenFailures) : recentFailures() + 1;
    lastDeath = now();
    log.error({ pid: child.pid, code, lived, failures }, 'backend ended by itself');
    if (child === standby) standby = null;
    if (child === active) {
      active = null;
      if (!proven.has(child)) failedStarts += 1;
      if (failedStarts >= failedStartsLimit) events.trouble({ failedStarts, exitCode: code });
    }
    if (active === null) takeOver();
    else {
      plan();
      events.changed();
    }
  }

  function askToLeave(reason: 'idle' | 'crash' | 'quit'): void {
    const leaving = active;
    if (leaving === null || cancelLeave !== null) return;
    leaving.send({ type: 'leave', reason });
    cancelLeave = after(times.leaveMs, () => {
      log.error({ pid: leaving.pid }, 'backend did not end the session in time');
      leaving.kill();
    });
  }

  return {
    start: fork,
    active: () => active,
    standby: () => standby,
    leave(reason) {
      if (active === null) events.ended();
      else askToLeave(reason);
    },
    stop() {
      return new Promise((resolve) => {
        whenStopped = resolve;
        cancelFork?.();
        if (aliveSince.size === 0) return resolve();
        standby?.kill();
        askToLeave('quit');
        after(times.leaveMs + times.lastMs, resolve);
      });
    },
  };
}
