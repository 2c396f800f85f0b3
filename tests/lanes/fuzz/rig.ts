import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeError } from '../../../backend/server/log.ts';
import type { ReadDb } from '../../../backend/db/types.ts';
import { staffDoorTimes } from '../../../backend/server/staffDoor.ts';
import { contract, type Channel, type Input } from '../../../shared/contract.ts';
import type { Role } from '../../../shared/rpc/procedure.ts';
import { startBackend, type TestBackend } from '../../support/backend.ts';
import { createFakeClock } from '../../support/fakeClock.ts';
import { memoryKeychain } from '../../support/memoryKeychain.ts';
import type { Chance } from '../chance.ts';
import { account, staffCode, startFuzzClinic } from './clinic.ts';
import { openFuzzWindow, type FuzzWindow } from './fuzzWindow.ts';
import { right } from './identityAnswers.ts';
import { channels } from './inputs.ts';
import { createMessageMaker } from './messages.ts';
import { lineBack, orderWithoutLine } from './withoutLine.ts';
import { isSilent, watchedHandlers, type Sent, type TypedReply } from './oracle.ts';
import { staffAccount } from './staffAnswers.ts';

/** What happened with one call over all sessions. */
export interface Tally {
  validSent: number;
  reached: number;
  answered: number;
  invalidSent: number;
  invalidRefused: number;
}

const esiaEnding = (chance: Chance) => chance.one([{ outcome: 'cancelled', query: null }, { outcome: 'timeout', query: null }, { outcome: 'failed', query: null }, { outcome: 'callback', query: 'error=access_denied' }, { outcome: 'callback', query: null }] as const);

const hangMs = 30_000;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * One enrolled device that lives through many sessions: a kiosk's process is started anew for every patient, a desk's for every shift.
 * Time is the lane's own.
 */
export async function startRig(chance: Chance, profile: 'kiosk' | 'reception', complain: (what: string, sent: readonly Sent[]) => void) {
  const clinic = await startFuzzClinic(chance);
  clinic.server.state.told['profile'] = profile;
  const maker = createMessageMaker(chance, clinic.known);
  const clock = createFakeClock();
  const startedAt = Date.now();
  const keychain = memoryKeychain();
  const tally = new Map<Channel, Tally>(channels.map((channel) => [channel, { validSent: 0, reached: 0, answered: 0, invalidSent: 0, invalidRefused: 0 }]));
  const count = { unvalidated: 0, hostile: 0, audited: 0, commands: 0, sessions: 0, printWindows: 0 };
  // In memory where there is such a place: that a commit reaches the disk is proved elsewhere, and here it would be most of the time.
  const userDataPath = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kabinet-fuzz-'));
  let lastWindow = 100;
  const of = (channel: Channel): Tally => {
    const found = tally.get(channel);
    if (found === undefined) throw new Error(`no tally of ${channel}`);
    return found;
  };

  /** One patient's process, from its start to `leave`. */
  async function openSession() {
    let read: ReadDb | null = null;
    const seenAudits = new Set<string>();
    const windows = new Set<FuzzWindow>();
    let shellSeen = 0;
    const backend: TestBackend = await startBackend({
      server: clinic.server.url,
      profile,
      code: count.sessions === 0 ? 'CODE-0001' : null,
      userDataPath,
      keychain,
      ports: { wallNow: () => startedAt + Math.floor(clock.now()), monotonicNow: clock.now, after: clock.after, random: chance.next },
      features: {
        createHandlers: watchedHandlers(
          ({ channel, isValidated }) => {
            of(channel).reached += 1;
            if (isValidated) return;
            count.unvalidated += 1;
            complain(`${channel}: its handler was reached by what nobody had validated`, []);
          },
          (opened) => {
            read = opened;
          },
        ),
      },
    });
    count.sessions += 1;

    function hasRow(sql: string, parameters: Record<string, string>): boolean {
      return read?.get(sql, parameters) !== undefined;
    }

    /** Whose data an answer shows has been written down, and a command that was acknowledged is in the outbox. */
    function checkWritten(reply: TypedReply, channel: Channel, message: unknown, printJob: string | null): string | null {
      if (!reply.ok) return null;
      const procedure = contract[channel];
      if (procedure.kind === 'command') {
        count.commands += 1;
        const { commandId } = (message as { input: { commandId: string } }).input;
        return hasRow('SELECT 1 FROM outbox WHERE command_id = $commandId', { commandId }) ? null : 'an acknowledged command that is not in the outbox';
      }
      const subjects = 'subjects' in procedure && procedure.subjects ? (procedure.subjects as (value: unknown) => readonly string[])(reply.value) : [];
      const role: Role = printJob !== null ? 'print' : profile === 'kiosk' ? 'patient' : 'administrator';
      const missing = subjects.filter((subject) => {
        const key = `${role} ${channel} ${subject}`;
        if (seenAudits.has(key)) return false;
        const sql = 'SELECT 1 FROM audit WHERE action = $channel AND subject = $subject AND role = $role';
        if (!hasRow(sql, { channel, subject, role })) return true;
        count.audited += 1;
        seenAudits.add(key);
        return false;
      });
      return missing.length > 0 ? 'an answer about a patient that was not written down first' : null;
    }

    function openWindow(printJob: string | null = null, id = (lastWindow += 1)): FuzzWindow {
      const before = [...windows].find((window) => window.id === id);
      if (before !== undefined) windows.delete(before);
      const window = openFuzzWindow(id, printJob, {
        strikes: before?.strikes() ?? 0,
        connect: (port) => backend.backend.connect(id, printJob, port),
        onComplaint: complain,
        onAnswer(reply, sent) {
          const [first] = sent;
          if (first?.channel == null || sent.length > 1) return;
          if (reply.ok) of(first.channel).answered += 1;
          else if (!first.isValid) of(first.channel).invalidRefused += 1;
          const broken = checkWritten(reply, first.channel, first.message, printJob);
          if (broken !== null) complain(broken, sent);
        },
      });
      windows.add(window);
      return window;
    }

    /** Messages to main since the last look. The hidden print windows are opened by whoever asked. */
    function newsForMain() {
      const news = backend.toShell.slice(shellSeen);
      shellSeen = backend.toShell.length;
      if (!isSilent(news)) complain('a message to main that repeats what was typed or whose data it is', []);
      count.hostile += news.filter(({ type }) => type === 'hostile').length;
      return news;
    }

    /** Until every call is answered. Time is helped along, or calls that wait for a deadline would wait for ever. */
    async function settled(onPrint: (printJob: string) => Promise<void>): Promise<void> {
      const from = performance.now();
      for (let spins = 0; [...windows].some((window) => window.waiting().length > 0); spins += 1) {
        for (const news of newsForMain()) {
          if (news.type === 'print') await onPrint(news.printJob);
          if (news.type === 'esia') backend.backend.esiaEnded(news.attempt, esiaEnding(chance));
        }
        if (spins < 100) await turn();
        else {
          await pause(1);
          if (spins % 4 === 0) clock.advance(100);
        }
        if (performance.now() - from > hangMs) {
          complain('a call that is never answered', [...windows].flatMap((window) => window.waiting()));
          break;
        }
      }
      for (const window of windows) {
        if (!window.isClosed()) continue;
        windows.delete(window);
        if (window.strikes() < 50) complain(`a window was ended that had done little: ${window.strikes()}`, []);
      }
      for (const { error, where } of backend.bugs.splice(0)) {
        const described = describeError(error);
        complain(`a fault of ours in ${where}: ${JSON.stringify(described)}`, []);
        if (!isSilent(described)) complain(`a log line of ${where} that repeats what was typed or whose data it is`, []);
      }
    }

    async function until(isSo: () => Promise<boolean>): Promise<void> {
      const from = performance.now();
      while (!(await isSo())) {
        clock.advance(200);
        await pause(2);
        if (performance.now() - from > hangMs) throw new Error('the kiosk of this session is not ready');
      }
    }

    await until(async () => ((await backend.call('device.state', {})).state) === 'ready');

    /** Over the first window, which no attacker has. Asked again and again until the server has not stumbled. */
    async function staffSignIn(): Promise<void> {
      await until(async () => {
        const { member } = await backend.call('staff.me', {});
        if (member?.mode === 'online') return true;
        clock.advance(2_000);
        // The server stumbled and the desk took the password it remembers: without a line there is nothing behind its doors.
        if (member !== null) await backend.call('staff.signOut', {});
        if ((await backend.raw('staff.signIn', staffAccount)).ok) of('staff.signIn').answered += 1;
        return false;
      });
    }

    /** Over the first window, again until the server has said yes. */
    async function ask<C extends Channel>(channel: C, input: Input<C>): Promise<void> {
      await until(async () => (await backend.raw(channel, input)).ok);
      of(channel).answered += 1;
    }
    const registrationId = randomUUID();
    const waysIn = {
      code: () => ask('registration.signInByCode', { code: right.code }),
      email: async () => {
        await ask('registration.enterCode', { registrationId, code: '000000' });
        await ask('registration.setPassword', { registrationId, password: right.password });
      },
      esia: async () => {
        await ask('esia.signIn', { language: 'ru', accessible: false });
        for (const news of newsForMain()) if (news.type === 'esia') backend.backend.esiaEnded(news.attempt, { outcome: 'callback', query: right.query });
      },
    };

    /** The honest owner, up to the last step: whoever closes an account is signed out. */
    async function changeOwnAccount(): Promise<void> {
      const current = right.password;
      await ask('account.overview', {});
      await ask('account.changePassword', { commandId: randomUUID(), current, next: 'тихая роща у реки' });
      await ask('account.changePhone', { current, phone: '8 900 000-12-34' });
      await ask('account.changeEmail', { current, email: 'anna.new@example.org' });
      await ask('account.confirmEmail', { oldCode: '111 111', newCode: '222 222' });
      await ask('account.endOthers', {});
      await ask('account.close', { current });
    }

    return {
      ...{ backend, openWindow, settled, newsForMain, staffSignIn, maker, profile, of, clock, count },
      close(window: FuzzWindow): void {
        windows.delete(window);
        window.close();
        backend.backend.windowGone(window.id);
      },
      /** Wrong codes of an earlier session are waited out first. For five minutes the calls behind the door do something. */
      async openStaffDoor(): Promise<void> {
        clock.advance(staffDoorTimes.longestWaitSeconds * 1_000);
        const { state } = await backend.call('staffDoor.enter', { code: staffCode });
        if (state !== 'open') throw new Error(`the staff door says ${state} to the right code`);
      },
      /** Over the first window, which no attacker has. */
      async signIn(): Promise<void> {
        clock.advance(2_000);
        await backend.call('identity.signIn', account);
        of('identity.signIn').answered += 1;
        await until(async () => (await backend.call('identity.me', {})).patient !== null);
      },
      /** The other ways in, each as the honest page goes it; then what only its patient can do. */
      async signInBy(way: 'code' | 'email' | 'esia'): Promise<void> {
        clock.advance(2_000);
        await waysIn[way]();
        await until(async () => (await backend.call('identity.me', {})).patient !== null);
        await ask('documents.accept', { commandId: randomUUID(), ...clinic.toSign, how: 'typed', signature: null, typedName: 'Анна' });
        await ask('documents.withdraw', { commandId: randomUUID(), purposes: ['quality'] });
        const commandId = await orderWithoutLine({ backend, clinic, maker, until });
        await ask('sync.withdraw', { commandId, alsoLater: false });
        await lineBack({ backend, clinic, until });
        await changeOwnAccount();
      },
      /** The end of a shift: the desk's process ends, its file stays. */
      async closeDesk(): Promise<void> {
        await backend.call('staff.signOut', {});
        of('staff.signOut').answered += 1;
        for (const window of windows) window.close();
        windows.clear();
        await backend.stop(true);
      },
      async leave(): Promise<void> {
        clock.advance(2_000);
        const left = backend.said('left');
        let isOver = false;
        void left.then(() => (isOver = true));
        of('identity.leave').validSent += 1;
        if ((await backend.raw('identity.leave', { reason: 'left' })).ok) of('identity.leave').answered += 1;
        await until(() => Promise.resolve(isOver));
        for (const window of windows) window.close();
        windows.clear();
        await backend.stop(true);
      },
    };
  }

  return {
    ...{ clinic, clock, tally, count, of, openSession },
    async stop(): Promise<void> {
      await clinic.server.stop();
      rmSync(userDataPath, { recursive: true, force: true });
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;
export type FuzzSession = Awaited<ReturnType<Rig['openSession']>>;
