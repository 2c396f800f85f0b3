import type { Page } from '@playwright/test';
import type { Reply } from '../../../shared/rpc/wire.ts';
import type { Random } from '../../../clinic-server/demo/random.ts';
import { bridgeCall, patientReply } from '../../support/bridge.ts';
import { apply, type FreeTime, type Planned, type Visit } from './plan.ts';

export type Target = 'active' | 'standby' | 'both';

export interface Person {
  readonly login: string;
  readonly password: string;
  patientId: string | null;
  /** Ids of the visits the demo gave this person before we came. */
  before: ReadonlySet<string>;
  readonly visits: Visit[];
}

export interface Count {
  acknowledged: number;
  /** No answer reached the page, yet the command was on disk: the kill came between commit and answer. */
  keptUnanswered: number;
  /** No answer, and nothing on disk: the kill came before the commit. */
  neverCommitted: number;
  refused: number;
  sentAgain: number;
}

/** Codes after which nobody knows, or nothing was done: the page may send the same command again. */
const doubtful = ['backend_restarted', 'timed_out', 'not_ready', 'forbidden', 'too_many_calls'];

/** Ten times the slowest pull seen; a visit that is not shown by then is lost to the patient's eyes. */
const shownLateMs = 10_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Sends them all from the page, each at its moment, and gives every answer, also of calls the killed process never answered. */
export function send(page: Page, planned: readonly Planned[]): Promise<Reply[]> {
  return page.evaluate(
    (commands) =>
      Promise.all(
        commands.map(async ({ channel, input, holdId, time, afterMs }) => {
          await new Promise((resolve) => setTimeout(resolve, afterMs));
          if (holdId !== null && time !== null) await window.kabinet.call('appointments.hold', { slotId: time.slotId, holdId, longer: false });
          return window.kabinet.call(channel, input);
        }),
      ),
    planned,
  );
}

/** Resolves when the page can be worked with again: the device is ready and a question about doctors is answered. */
export async function usableAgain(page: Page, roleId: string): Promise<void> {
  await page.evaluate(async (role) => {
    for (;;) {
      const state = await window.kabinet.call('device.state', {});
      if (state.ok && (state.value as { state: string }).state === 'ready' && (await window.kabinet.call('doctors.card', { roleId: role })).ok) return;
      // Two calls a look: more often than this would be refused as too many.
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }, roleId);
}

/** Signs in and answers the patient's id; the server's throttle or a line that is just coming up may ask for a second try. */
export async function signIn(page: Page, { login, password }: Person): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const reply = await patientReply(page, 'identity.signIn', { login, password });
    if (reply.ok) break;
    if (attempt === 20) throw new Error(`nobody can sign in: ${reply.error.code}`);
    await pause(250);
  }
  const { patient } = await bridgeCall(page, 'identity.me', {});
  if (patient === null) throw new Error('signed in, and yet nobody is there');
  return patient.id;
}

/** What the device says of one command once the server has had its word. */
async function settledState(page: Page, commandId: string): Promise<string> {
  for (let wait = 0; wait < 12; wait += 1) {
    const { state } = await bridgeCall(page, 'sync.outcome', { commandId, waitMs: 5_000 });
    if (state !== 'queued' && state !== 'sent') return state;
  }
  return 'stuck';
}

/**
 * Looks at every command of a round after the kill: an acknowledged one must be there and settle, another is either there as a whole
 * or not at all, and sending it again under its id is harmless. Answers what broke.
 */
export async function examine(page: Page, planned: readonly Planned[], replies: readonly Reply[], random: Random, person: Person, free: FreeTime[], count: Count): Promise<string[]> {
  const broken: string[] = [];
  for (const [index, one] of planned.entries()) {
    const { channel, input } = one;
    const reply = replies[index];
    const name = `${channel} ${input.commandId}`;
    const first = await bridgeCall(page, 'sync.outcome', { commandId: input.commandId, waitMs: 0 });
    let isThere = first.state !== 'unknown';
    if (reply?.ok) {
      count.acknowledged += 1;
      if (!isThere) broken.push(`${name}: acknowledged and lost`);
    } else if (reply !== undefined && !doubtful.includes(reply.error.code)) {
      count.refused += 1;
      if (reply.error.code === 'internal') broken.push(`${name}: internal`);
      if (isThere) broken.push(`${name}: refused (${reply.error.code}) and yet on disk`);
    } else if (isThere) count.keptUnanswered += 1;
    else {
      count.neverCommitted += 1;
      const { visit } = await bridgeCall(page, 'appointments.one', { appointmentId: one.appointmentId });
      const isHalf = channel === 'appointments.book' ? visit !== null : visit?.pending != null;
      if (isHalf) broken.push(`${name}: half of it is there`);
    }
    const isOpen = reply !== undefined && !reply.ok && doubtful.includes(reply.error.code);
    // As the page does after a new sign-in: the same command under the same id.
    if (isOpen && random.chance(0.6)) {
      count.sentAgain += 1;
      const again = await patientReply(page, channel, input);
      if (isThere && !again.ok) broken.push(`${name}: on disk, and refused (${again.error.code}) when sent again`);
      if (again.ok) isThere = true;
    }
    const state = isThere ? await settledState(page, input.commandId) : 'unknown';
    if (state === 'applied') apply(one, person.visits, free);
    else if (one.time !== null) free.push(one.time);
    if (state === 'stuck' || state === 'aside') broken.push(`${name}: ${state}`);
  }
  return broken;
}

/** The patient's own list must be what the server's answers add up to; a pull may still be on its way. Answers what is wrong, and after how long it was right. */
export async function compareMine(page: Page, { visits }: Person): Promise<{ wrong: string[]; afterMs: number }> {
  const from = performance.now();
  for (;;) {
    const { upcoming } = await bridgeCall(page, 'appointments.mine', {});
    const wrong: string[] = [];
    for (const { appointmentId, status, startsAt } of visits) {
      const shown = upcoming.find(({ id }) => id === appointmentId);
      const isRight = status === 'cancelled' ? shown === undefined || shown.status === 'cancelled' : shown?.status === 'booked' && shown.startsAt === startsAt && shown.pending === null;
      if (!isRight) wrong.push(`visit ${appointmentId} should be shown as ${status}, is ${shown?.status ?? 'not shown'}`);
    }
    const afterMs = performance.now() - from;
    if (wrong.length === 0 || afterMs > shownLateMs) return { wrong, afterMs };
    await pause(100);
  }
}
