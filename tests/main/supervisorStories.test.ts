import { expect, it } from 'vitest';
import { createRandom, type Random } from '../../clinic-server/demo/random.ts';
import { superviseBackend, times, type Child, type Supervisor } from '../../main/supervisor.ts';
import type { BackendSettings, ToBackend } from '../../shared/rpc/shell.ts';
import { createFakeClock } from '../support/fakeClock.ts';

// Thousands of stories of backends that live and die in any order, each from its seed. After every event the rules of the pair must hold.

const settings: BackendSettings = { userDataPath: '/data', profile: 'kiosk', enrolment: null, ca: null, recovery: null, appVersion: '1.0.0', sqliteBinding: null };

interface Process extends Child {
  readonly sent: ToBackend[];
  readonly bornAt: number;
  /** Kills that take their time: the process goes on living for a while. */
  isDoomed: boolean;
  isAlive: boolean;
  /** It has closed the file, or never had it. */
  hasFile: boolean;
  says(message: unknown): void;
  dies(code: number | null): void;
}

const isLeft = (message: unknown) => typeof message === 'object' && message !== null && 'type' in message && message.type === 'left';

function story(seed: number): { broken: string[]; events: number } {
  const random: Random = createRandom(seed, 'supervisor');
  const clock = createFakeClock();
  const born: Process[] = [];
  const broken: string[] = [];
  let ended = 0;
  let expectedEnds = 0;
  let isStopped = false;
  const wrong = (what: string) => broken.push(`seed ${seed}, at ${clock.now()} ms: ${what}`);

  function fork(): Process {
    let receive: (message: unknown) => void = () => {};
    let gone: (code: number | null) => void = () => {};
    const last = born.at(-1);
    if (last !== undefined && clock.now() - last.bornAt < times.spacingMs) wrong(`two starts within ${clock.now() - last.bornAt} ms`);
    if (isStopped) wrong('a start after the end');
    const child: Process = {
      pid: born.length + 1,
      sent: [],
      bornAt: clock.now(),
      isDoomed: false,
      isAlive: true,
      hasFile: false,
      send(message) {
        child.sent.push(message);
        if (message.type !== 'promote') return;
        if (child.sent.filter(({ type }) => type === 'promote').length > 1) wrong(`process ${child.pid} promoted twice`);
        if (!child.isAlive) wrong(`dead process ${child.pid} promoted`);
        // Two writers on one file would push one entry twice.
        if (born.some((other) => other.isAlive && other.hasFile)) wrong(`process ${child.pid} opens the file while another has it`);
        child.hasFile = true;
      },
      kill() {
        if (random.chance(0.5)) child.dies(null);
        else {
          child.isDoomed = true;
          clock.after(random.between(1, 900), () => child.dies(null));
        }
      },
      onMessage: (listener) => (receive = listener),
      onExit: (listener) => (gone = listener),
      says(message) {
        if (!child.isAlive) return;
        // It has closed the file; it tells the server and ends by itself, or is ended.
        if (child.hasFile && isLeft(message)) {
          child.hasFile = false;
          child.isDoomed = true;
          if (random.chance(0.7)) clock.after(random.between(1, times.farewellMs), () => child.dies(0));
        }
        receive(message);
      },
      dies(code) {
        if (!child.isAlive) return;
        child.isAlive = false;
        child.hasFile = false;
        gone(code);
      },
    };
    born.push(child);
    return child;
  }

  const supervisor: Supervisor = superviseBackend(
    settings,
    { fork, now: clock.now, after: clock.after, random: random.fraction, log: { info: () => {}, warn: () => {}, error: () => {} } },
    { changed: check, message: () => {}, ended: () => (ended += 1), trouble: () => {} },
  );
  supervisor.start();

  /** What windows are given ports by: the patient's window to the active one only, the warmed one to the standby. */
  function check(): void {
    const [active, standby] = [supervisor.active(), supervisor.standby()];
    const [front, back] = [born.find((child) => child === active), born.find((child) => child === standby)];
    if (active !== null && active === standby) wrong('one process is both');
    if (front !== undefined && !front.isAlive) wrong('a dead process works');
    if (back !== undefined && !back.isAlive) wrong('a dead process stands by');
    if (front !== undefined && !front.sent.some(({ type }) => type === 'promote')) wrong('the one at work was never promoted');
    if (back?.sent.length) wrong('the one that stands by was told something');
    const others = born.filter((child) => child.isAlive && !child.isDoomed && child !== front && child !== back);
    // One that has left or is being killed; nobody else may be about, and none of them for long.
    if (others.length > 0 && !isStopped) wrong(`${others.length} processes nobody knows`);
  }

  const events = 120;
  for (let event = 0; event < events; event += 1) {
    const active = born.find((child) => child === supervisor.active());
    const standby = born.find((child) => child === supervisor.standby());
    const roll = random.fraction();
    if (roll < 0.18) active?.dies(random.pick([0, 1, null]));
    else if (roll < 0.28) standby?.dies(random.pick([0, 1, null]));
    else if (roll < 0.42) active?.says({ type: 'ready' });
    else if (roll < 0.52) {
      if (active !== undefined) expectedEnds += 1;
      active?.says({ type: 'left' });
    } else if (roll < 0.6) supervisor.leave(random.pick(['idle', 'crash']));
    else if (roll < 0.64) born.forEach((child) => child.says(random.pick([{ type: 'left', more: 1 }, 'left', null, { type: 'promote' }]) ?? 7));
    else clock.advance(random.pick([1, 10, 100, 300, 1_000, 3_000, 20_000, 70_000]));
    check();
  }
  // Liveness: left alone, one works and one stands by again, however bad it was.
  clock.advance(120_000);
  check();
  if (supervisor.active() === null || supervisor.standby() === null) wrong('left alone, the pair is not complete again');
  if (ended < expectedEnds) wrong(`${expectedEnds - ended} sessions ended without a word`);
  isStopped = true;
  void supervisor.stop();
  clock.advance(120_000);
  return { broken, events };
}

it('H37 O3 2,000 stories of deaths: at most one works and one stands by, each promoted once, never two on one file, never two starts at once, and the pair is always whole again', () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= 2_000; seed += 1) broken.push(...story(seed).broken);
  expect(broken.slice(0, 10)).toEqual([]);
});
