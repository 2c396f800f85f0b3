import { describe, expect, it } from 'vitest';
import { backoffLimits, backoffMs } from '../../main/backoff.ts';
import { failedStartsLimit, superviseBackend, times, type Child } from '../../main/supervisor.ts';
import type { BackendSettings, ToBackend } from '../../shared/rpc/shell.ts';
import { createFakeClock } from '../support/fakeClock.ts';

const settings: BackendSettings = { userDataPath: '/data', profile: 'kiosk', enrolment: null, ca: null, recovery: null, appVersion: '1.0.0', sqliteBinding: null };

interface Process extends Child {
  readonly sent: ToBackend[];
  readonly bornAt: number;
  isAlive: boolean;
  isKilled: boolean;
  says(message: unknown): void;
  dies(code?: number | null): void;
}

/** The operating system's side: processes that live and die when the test says so. */
function setUp({ ignoresKill = false } = {}) {
  const clock = createFakeClock();
  const born: Process[] = [];
  const log: string[] = [];
  function fork(): Process {
    let receive: (message: unknown) => void = () => {};
    let gone: (code: number | null) => void = () => {};
    const child: Process = {
      pid: 1000 + born.length,
      sent: [],
      bornAt: clock.now(),
      isAlive: true,
      isKilled: false,
      send: (message) => void child.sent.push(message),
      kill() {
        child.isKilled = true;
        if (!ignoresKill) child.dies(null);
      },
      onMessage: (listener) => (receive = listener),
      onExit: (listener) => (gone = listener),
      says: (message) => receive(message),
      dies(code = 1) {
        if (!child.isAlive) return;
        child.isAlive = false;
        gone(code);
      },
    };
    born.push(child);
    return child;
  }
  const supervisor = superviseBackend(
    settings,
    { fork, now: clock.now, after: clock.after, random: () => 1, log: { info: () => {}, warn: () => log.push('warn'), error: () => log.push('error') } },
    {
      changed: () => log.push('changed'),
      message: (from, message) => log.push(`${from.pid}:${message.type}`),
      ended: () => log.push('ended'),
      trouble: (trouble) => log.push(trouble === null ? 'works' : `trouble ${trouble.failedStarts} ${trouble.exitCode}`),
    },
  );
  supervisor.start();
  const nth = (index: number): Process => born[index] ?? expect.fail(`no process ${index} yet`);
  return { clock, born, log, supervisor, nth, alive: () => born.filter((child) => child.isAlive) };
}

/** One at work and one standing by, some time after the start. */
function running(options?: { ignoresKill?: boolean }) {
  const it = setUp(options);
  it.clock.advance(30_000);
  return it;
}
const promoted = (child: Process) => child.sent.filter(({ type }) => type === 'promote').length;

describe('the supervisor of backends', () => {
  it('K2 one backend works and one stands by without a database', () => {
    const { born, nth, supervisor } = running();
    expect(born).toHaveLength(2);
    expect(supervisor.active()).toBe(nth(0));
    expect(supervisor.standby()).toBe(nth(1));
    expect(nth(0).sent).toEqual([{ type: 'promote', settings }]);
    expect(nth(1).sent).toEqual([]);
  });

  it('K2 after a patient has left the standby takes over and the old process must end', () => {
    const { nth, supervisor, clock, log, born } = running();
    nth(0).says({ type: 'left' });
    expect(log).toContain('ended');
    expect(supervisor.active()).toBe(nth(1));
    expect(promoted(nth(1))).toBe(1);
    expect(nth(0).isKilled).toBe(false);
    clock.advance(times.farewellMs);
    expect(nth(0).isAlive).toBe(false);
    clock.advance(times.standbyMs);
    expect(born).toHaveLength(3);
    expect(supervisor.standby()).toBe(nth(2));
  });

  it('K2 the end of a process that has left is not counted as a crash', () => {
    const { nth, clock, log } = running({ ignoresKill: true });
    nth(0).says({ type: 'left' });
    clock.advance(times.farewellMs);
    expect(nth(0).isKilled).toBe(true);
    clock.advance(100);
    nth(0).dies(0);
    clock.advance(60_000);
    expect(log).not.toContain('error');
  });

  it('O3 the next backend opens the file only when the old one has closed it or is dead', () => {
    const { nth, supervisor, clock } = running({ ignoresKill: true });
    supervisor.leave('idle');
    clock.advance(times.leaveMs - 1);
    expect(promoted(nth(1))).toBe(0);
    clock.advance(1);
    expect(nth(0).isKilled).toBe(true);
    expect(promoted(nth(1))).toBe(0);
    nth(0).dies(null);
    expect(promoted(nth(1))).toBe(1);
  });

  it('K2 a backend that does not answer to leaving is killed and the session ends all the same', () => {
    const { nth, supervisor, clock, log } = running();
    supervisor.leave('idle');
    expect(nth(0).sent.at(-1)).toEqual({ type: 'leave', reason: 'idle' });
    supervisor.leave('idle');
    expect(nth(0).sent.filter(({ type }) => type === 'leave')).toHaveLength(1);
    clock.advance(times.leaveMs);
    expect(nth(0).isAlive).toBe(false);
    expect(log.filter((line) => line === 'ended')).toHaveLength(1);
    expect(supervisor.active()).toBe(nth(1));
  });

  it('K2 leaving without any backend still ends the session', () => {
    const { nth, supervisor, log } = running();
    nth(1).dies();
    nth(0).dies();
    expect(supervisor.active()).toBeNull();
    supervisor.leave('crash');
    expect(log).toContain('ended');
  });

  it.each([0, 1, null])('H37 a backend that ends unasked with code %s is replaced at once and its session is not called over', (code) => {
    const { nth, supervisor, clock, log } = running();
    nth(0).dies(code);
    expect(supervisor.active()).toBe(nth(1));
    expect(log).not.toContain('ended');
    clock.advance(times.standbyMs + 1_000);
    expect(supervisor.standby()).toBe(nth(2));
  });

  it('H37 a backend that dies at every start is tried ever more slowly, never faster than four times a second, and never given up', () => {
    const { born, clock } = setUp();
    for (let step = 0; step < 6_000; step += 1) {
      clock.advance(50);
      born.filter((child) => child.isAlive).forEach((child) => child.dies());
    }
    const gaps = born.slice(1).map((child, index) => child.bornAt - (born[index]?.bornAt ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(times.spacingMs);
    // Five minutes of dying at once: some twenty-five starts, not six thousand.
    expect(born.length).toBeLessThan(30);
    expect(gaps.at(-1)).toBeGreaterThan(backoffLimits.longestMs / 2);
    clock.advance(backoffLimits.longestMs * 2);
    expect(born.at(-1)?.isAlive).toBe(true);
  });

  it('H37 a backend that could start is back within two seconds, also when it dies again and again', () => {
    const { born, clock, supervisor } = running();
    for (let round = 0; round < 30; round += 1) {
      const active = born.find((child) => child === supervisor.active());
      active?.says({ type: 'ready' });
      clock.advance(100);
      born.filter((child) => child.isAlive).forEach((child) => child.dies(null));
      clock.advance(2_000);
      expect(supervisor.active()).not.toBeNull();
      clock.advance(3_500);
    }
  });

  it('H37 deaths a minute apart are no series', () => {
    const { clock, born, alive } = setUp();
    for (let death = 0; death < 8; death += 1) {
      clock.advance(times.forgivenMs + 5_000);
      alive()[0]?.dies();
      const before = born.length;
      clock.advance(times.standbyMs + 10);
      expect(born.length).toBe(before + 1);
    }
  });

  it('K2 patients who leave faster than a standby can start wait for no longer than the spacing', () => {
    const { supervisor, clock, born, log } = running();
    for (let patient = 0; patient < 20; patient += 1) {
      const now = supervisor.active();
      const child = born.find((candidate) => candidate === now);
      child?.says({ type: 'left' });
      child?.dies(0);
      clock.advance(times.spacingMs);
      expect(supervisor.active()).not.toBeNull();
      expect(supervisor.active()).not.toBe(now);
    }
    expect(log.filter((line) => line === 'ended')).toHaveLength(20);
    expect(log).not.toContain('error');
  });

  it('H22 only the active backend is listened to, and only in known words', () => {
    const { nth, log, supervisor } = running();
    nth(1).says({ type: 'left' });
    nth(1).says({ type: 'print', printJob: crypto.randomUUID(), paper: 'a4' });
    for (const rubbish of [null, undefined, 'left', 7, {}, { type: 'quit' }, { type: 'print', printJob: '../x', paper: 'a4' }, { type: 'policy', idleSeconds: 'x', warnSeconds: 1 }]) nth(0).says(rubbish);
    expect(log.filter((line) => line.includes(':'))).toEqual([]);
    expect(supervisor.active()).toBe(nth(0));
    nth(0).says({ type: 'policy', idleSeconds: 60, warnSeconds: 30 });
    nth(0).says({ type: 'print', printJob: crypto.randomUUID(), paper: '80mm' });
    expect(log.slice(-2)).toEqual([`${nth(0).pid}:policy`, `${nth(0).pid}:print`]);
  });

  it('S3 quitting gives the hold back first and starts nothing again', async () => {
    const { nth, supervisor, clock, alive, born } = running();
    const stopped = supervisor.stop();
    expect(nth(0).sent.at(-1)).toEqual({ type: 'leave', reason: 'quit' });
    expect(nth(1).isAlive).toBe(false);
    nth(0).says({ type: 'left' });
    nth(0).dies(0);
    await stopped;
    clock.advance(120_000);
    expect(alive()).toEqual([]);
    expect(born).toHaveLength(2);
  });

  it('H16 quitting does not wait for a backend for ever', async () => {
    const { supervisor, clock } = running({ ignoresKill: true });
    const stopped = supervisor.stop();
    clock.advance(times.leaveMs + times.lastMs);
    await expect(stopped).resolves.toBeUndefined();
  });
});

describe('a backend that does not start', () => {
  /** Lets every start die until so many have been born. */
  function dieAtStart(it: ReturnType<typeof setUp>, births: number, code: number | null = 1): void {
    while (it.born.length < births) {
      it.alive().forEach((child) => child.dies(code));
      it.clock.advance(50);
    }
  }
  const troubles = (log: readonly string[]) => log.filter((line) => line === 'works' || line.startsWith('trouble'));
  it('H37 is said after five in a row, at once, and with every further one', () => {
    const it = setUp();
    dieAtStart(it, 6, 7);
    expect(troubles(it.log)).toEqual([`trouble ${failedStartsLimit} 7`]);
    dieAtStart(it, 8, null);
    expect(troubles(it.log)).toEqual(['trouble 5 7', 'trouble 6 null', 'trouble 7 null']);
  });

  it('H37 is over with the first that says it is ready', () => {
    const it = setUp();
    dieAtStart(it, 7);
    it.born.at(-1)?.says({ type: 'ready' });
    // It worked, so its own death is none of a start: four more are not five.
    dieAtStart(it, it.born.length + 5);
    expect(troubles(it.log).at(-1)).toBe('works');
  });

  it('H37 is over with one that lives, though it waits for a person and is never ready', () => {
    const it = setUp();
    dieAtStart(it, 7);
    it.clock.advance(times.settledMs - 50);
    expect(troubles(it.log).at(-1)).toBe('trouble 6 1');
    it.clock.advance(100);
    expect(troubles(it.log).at(-1)).toBe('works');
  });

  it('H37 nothing is said about backends that worked, however often they are killed, nor about a standby', () => {
    const it = running();
    for (let round = 0; round < 40; round += 1) {
      it.born.find((child) => child === it.supervisor.active())?.says({ type: 'ready' });
      it.clock.advance(100);
      it.born.find((child) => child === it.supervisor.active())?.dies(null);
      it.clock.advance(3_000);
      it.born.find((child) => child === it.supervisor.standby())?.dies(1);
      it.clock.advance(3_000);
    }
    expect(troubles(it.log)).toEqual([]);
  });
});

describe('waiting between restarts', () => {
  it('H37 doubles from a quarter of a second to half a minute', () => {
    const waits = Array.from({ length: 12 }, (_, failures) => backoffMs(failures, () => 1));
    expect(waits.slice(0, 4)).toEqual([0, 250, 500, 1000]);
    expect(waits.at(-1)).toBe(backoffLimits.longestMs);
  });

  it('H37 is jittered within a quarter and stays within its limits after any number of failures', () => {
    for (const failures of [1, 2, 5, 8, 50, 5_000]) {
      const [low, high] = [backoffMs(failures, () => 0), backoffMs(failures, () => 0.999)];
      expect(low).toBeGreaterThanOrEqual(backoffLimits.firstMs);
      expect(high).toBeLessThanOrEqual(backoffLimits.longestMs);
      if (failures > 1) expect(low).toBeLessThan(high);
    }
  });
});
