import { serialize } from 'node:v8';
import { contract } from '../../../shared/contract.ts';
import { ToBackend } from '../../../shared/rpc/shell.ts';
import { isForDesk, type Role } from '../../../shared/rpc/procedure.ts';
import { createChance } from '../chance.ts';
import type { SliceResult } from '../lane.ts';
import { anyId, channels } from './inputs.ts';
import type { FuzzWindow } from './fuzzWindow.ts';
import { bentShellMessage } from './messages.ts';
import { lookAt, type Sent } from './oracle.ts';
import { startRig, type FuzzSession } from './rig.ts';

interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  readonly say: (line: string) => void;
  /** Sent first, in every role: what once broke something. */
  readonly corpus: readonly unknown[];
}

const ofDesk = channels.filter((channel) => isForDesk(contract[channel]));
const messagesASession = 5_000;
const largestKept = 3_000;
/** A message's share of the second in which a window may send fifty. */
const pacedMs = 20;

/** Sends `count` messages to the real backend and looks at everything that comes back. */
export async function runFuzz({ seed, count: wanted, say, corpus }: FuzzOptions): Promise<SliceResult> {
  const chance = createChance(seed);
  const failures: string[] = [];
  let done = 0;
  const complain = (what: string, sent: readonly Sent[]): void => {
    if (failures.length < 50) failures.push([`seed ${seed}, message ${done}: ${what}`, ...sent.slice(0, 2).map(told)].join('; '));
  };
  const died = (error: unknown): void => complain(`not caught by anybody: ${error instanceof Error ? error.name : typeof error}`, []);
  process.on('uncaughtException', died).on('unhandledRejection', died);
  const kiosk = await startRig(chance, 'kiosk', complain);
  const desk = await startRig(chance, 'reception', complain);
  let lastId = 0;
  let worstSettleMs = 0;

  /** False when the value could not cross a port or would end the session; then it is not counted. */
  function send(session: FuzzSession, window: FuzzWindow, message: unknown): boolean {
    const sent = lookAt(message);
    if ((sent.channel === 'identity.leave' || (sent.channel === 'staff.signOut' && session.profile !== 'kiosk')) && sent.isValid) return false;
    if (!window.send(message)) return false;
    done += 1;
    if (sent.channel !== null) session.of(sent.channel)[sent.isValid ? 'validSent' : 'invalidSent'] += 1;
    return true;
  }

  /** A few messages over one window and back, so that a real port's order and its eight calls under way are what is tested. */
  async function batch(session: FuzzSession, windows: FuzzWindow[], role: Role, size: number): Promise<void> {
    for (let index = 0; index < windows.length; index += 1) if (windows[index]?.isClosed()) windows[index] = session.openWindow(windows[index]?.printJob ?? null);
    const window = chance.one(windows);
    for (let sent = 0; sent < size; sent += 1) {
      lastId += 1;
      send(session, window, session.maker.next(role, lastId));
      session.clock.advance(pacedMs);
    }
    await settled(session);
  }

  async function settled(session: FuzzSession): Promise<void> {
    const from = performance.now();
    await session.settled((printJob) => onPaper(session, printJob));
    worstSettleMs = Math.max(worstSettleMs, performance.now() - from);
  }

  /** The hidden window of one job: opened while the patient waits, asked more than it may be, and asked again when the paper is out. */
  async function onPaper(session: FuzzSession, printJob: string): Promise<void> {
    session.count.printWindows += 1;
    const window = session.openWindow(printJob);
    send(session, window, session.maker.valid('slips.job', (lastId += 1)));
    for (let more = chance.below(6); more > 0; more -= 1) send(session, window, session.maker.next('print', (lastId += 1)));
    for (let turns = 0; turns < 20 && window.waiting().length > 0; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    session.backend.backend.printed(printJob, chance.one(['printed', 'printed', 'no_printer', 'failed']));
    send(session, window, session.maker.valid('slips.job', (lastId += 1)));
    for (const message of corpus) send(session, window, message);
    session.clock.advance(pacedMs * 10);
    if (chance.is(0.5)) for (let turns = 0; turns < 20 && window.waiting().length > 0; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    session.close(window);
  }

  /** Windows come and go, jobs nobody knows are reported done, and main itself is not believed in what it says. */
  function noise(session: FuzzSession, windows: FuzzWindow[]): void {
    const { backend } = session.backend;
    if (chance.is(0.3)) backend.printed(anyId(chance), 'failed');
    if (chance.is(0.3)) backend.windowGone(chance.below(1_000_000) + 1_000_000);
    const bent = bentShellMessage(chance);
    const message = ToBackend.safeParse(bent);
    if (message.success && message.data.type === 'connect' && !Number.isSafeInteger(message.data.windowId)) complain('a message to the backend without a window was believed', []);
    if (!chance.is(0.3)) return;
    const at = chance.below(windows.length);
    const old = windows[at];
    if (old === undefined || old.isClosed()) return;
    // As when a page loads again: the same window, another port.
    if (chance.is(0.5)) windows[at] = session.openWindow(old.printJob, old.id);
    else {
      session.close(old);
      windows[at] = session.openWindow();
    }
  }

  /** Time stands still: the window's allowance is used up, it is refused, and then it is ended, and nobody else with it. */
  async function flood(session: FuzzSession, bystander: FuzzWindow): Promise<void> {
    const before = session.count.hostile;
    const window = session.openWindow();
    for (let sent = 0; sent < 200; sent += 1) send(session, window, session.maker.next('visitor', (lastId += 1)));
    await settled(session);
    for (let turns = 0; turns < 100 && !window.isClosed(); turns += 1) await new Promise((resolve) => setImmediate(resolve));
    session.newsForMain();
    if (!window.isClosed() || session.count.hostile === before) complain('a flood in no time did not end its window', []);
    if (bystander.isClosed()) return;
    session.clock.advance(1_000);
    send(session, bystander, session.maker.valid('sync.status', (lastId += 1)));
    await settled(session);
  }

  async function openStaffDoor(session: FuzzSession): Promise<void> {
    await session.openStaffDoor();
    const window = session.openWindow();
    for (const channel of ['staffDoor.state', 'staffDoor.exit'] as const) send(session, window, session.maker.valid(channel, (lastId += 1)));
    await settled(session);
  }

  async function phase(session: FuzzSession, role: Role, budget: number): Promise<void> {
    const windows = [session.openWindow(), session.openWindow()];
    const until = Math.min(wanted, done + budget);
    for (const message of corpus) {
      send(session, windows[0] ?? session.openWindow(), message);
      session.clock.advance(pacedMs);
      await settled(session);
    }
    while (done < until && failures.length < 20) {
      await batch(session, windows, role, chance.is(0.1) ? 12 : 8);
      if (chance.is(0.05)) noise(session, windows);
    }
    const [bystander] = windows;
    if (bystander !== undefined) await flood(session, bystander);
    windows.forEach((window) => session.close(window));
  }

  /** Two valid calls of every kind a desk has, and one that surely is not; whoever was signed out by them signs in again. */
  async function drill(session: FuzzSession, window: FuzzWindow): Promise<void> {
    for (const channel of ofDesk) {
      const bent = Array.from({ length: 30 }, () => session.maker.mutated(channel, (lastId += 1))).map(lookAt).find((one) => one.isCall && !one.isValid && !one.isTooLarge)?.message;
      for (const message of [session.maker.valid(channel, (lastId += 1)), bent, session.maker.valid(channel, (lastId += 1))]) if (message !== undefined) send(session, window, message);
      session.clock.advance(pacedMs * 3);
      await settled(session);
      if (window.isClosed()) return complain('a window of a desk was ended for calls in form', []);
      await session.staffSignIn();
    }
  }

  /** One shift at a desk, by an administrator: what no kiosk can be asked. */
  async function shift(session: FuzzSession, budget: number): Promise<void> {
    const windows = [session.openWindow(), session.openWindow()];
    const until = done + budget;
    // Before anybody has signed in every door but one is closed; that nobody gets through is looked at where handlers are reached.
    for (let sent = 0; sent < 10; sent += 1) await batch(session, windows, 'administrator', 8);
    await session.staffSignIn();
    for (let round = 0; round < 8; round += 1) await drill(session, session.openWindow());
    while (done < until && failures.length < 20) {
      await batch(session, windows, 'administrator', 8);
      await session.staffSignIn();
    }
    await session.closeDesk();
  }

  try {
    for (const way of ['code', 'email', 'esia'] as const) {
      const session = await kiosk.openSession();
      await session.signInBy(way);
      await session.leave();
    }
    for (let said = 0; done < wanted && failures.length < 20; ) {
      const session = await kiosk.openSession();
      if (kiosk.count.sessions % 4 === 0) await openStaffDoor(session);
      await phase(session, 'visitor', messagesASession * 0.3);
      await session.signIn();
      await phase(session, 'patient', messagesASession * 0.7);
      await session.leave();
      if (done - said >= 50_000) say(`${(said = done)} messages, ${failures.length} failures`);
    }
    if (failures.length < 20) await shift(await desk.openSession(), wanted / 10);
  } finally {
    await kiosk.stop();
    await desk.stop();
    process.off('uncaughtException', died).off('unhandledRejection', died);
  }

  // A fuzz that never gets behind the door proves nothing about the rooms; behind the doors of a desk nobody of a kiosk may come.
  for (const channel of channels) {
    const isOfDesk = ofDesk.includes(channel);
    const { validSent, reached, answered, invalidSent, invalidRefused } = (isOfDesk ? desk : kiosk).of(channel);
    say(`${channel.padEnd(26)} valid ${validSent}, reached ${reached}, answered ${answered}; invalid ${invalidSent}, refused ${invalidRefused}`);
    if (reached === 0 || answered === 0 || invalidRefused === 0) failures.push(`seed ${seed}: ${channel} was reached ${reached} times, answered ${answered} times, refused ${invalidRefused} times`);
    if (isOfDesk && kiosk.of(channel).reached > 0) failures.push(`seed ${seed}: ${channel} was reached from a kiosk`);
  }
  const both = (what: keyof typeof kiosk.count): number => kiosk.count[what] + desk.count[what];
  const figures = { sessions: both('sessions'), unvalidated: both('unvalidated'), windowsEnded: both('hostile'), printWindows: both('printWindows'), commands: both('commands'), audited: both('audited') };
  return { count: done, failures, figures: { ...figures, worstSettleMs } };
}

/** Enough to send the message again: `deserialize(Buffer.from(text, 'base64'))`. Goes into corpus.json when the fault is mended. */
function told({ message, channel, isValid }: Sent): string {
  const packed = serialize(message).toString('base64');
  return `${channel ?? 'no channel'}, ${isValid ? 'valid' : 'not valid'}, ${packed.length > largestKept ? `${packed.length} characters` : packed}`;
}
