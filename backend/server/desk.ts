import * as z from 'zod';
import { StaffRole } from '../../shared/features/staff.ts';
import { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import type { Profile } from '../../shared/rpc/shell.ts';
import type { Database } from '../db/types.ts';
import { Unreachable, type ClinicAnswer, type ClinicApi, type ClinicRequest } from '../sync/clinicApi.ts';
import type { Denial } from '../sync/denyList.ts';
import type { EnginePorts } from '../sync/ports.ts';
import { recordEvent } from './audit.ts';
import type { Actor } from './handler.ts';
import { checkOffline, dropEveryVerifier, dropVerifier, keepVerifier, type KnownStaff } from './staffVerifier.ts';

export interface DeskMember extends KnownStaff {
  readonly signInId: Id;
  readonly mode: 'online' | 'offline';
  /** Their rights are a registrar's for now: the clinic's word is too old. */
  readonly limited?: true;
  /** Signed in by a one-time password: until they have set their own, the centre answers nothing else. */
  readonly mustChange?: true;
}

export type DeskRefusal = 'not_here' | 'wrong_login' | 'offline_refused' | 'offline_expired' | 'offline_clock' | 'device_refused' | 'try_later';
export type DeskAnswer = { readonly state: 'in'; readonly mode: DeskMember['mode'] } | { readonly state: 'wait'; readonly waitSeconds: number } | { readonly state: 'refused'; readonly code: DeskRefusal };

/** `idle`: nobody was there. `over`: the centre said so. `password`: they have another one now. `unsure`: they may have, the answer was lost. */
export type DeskEnding = 'idle' | 'over' | 'password' | 'unsure';

/** Who of the staff works at this desk (row R9). On a kiosk it is always nobody. */
export interface Desk {
  actor(): Actor | null;
  member(): DeskMember | null;
  ended(): { readonly why: DeskEnding; readonly login: string } | null;
  /** Seconds left, in the last minute before the desk closes by itself; null before that. */
  closesIn(): number | null;
  signIn(typed: { readonly login: string; readonly password: string }): Promise<DeskAnswer>;
  signOut(): Promise<void>;
  touched(): void;
  /** Whoever is signed in has another password from now on: the old one is worth nothing here, and they sign in anew. */
  passwordChanged(): Promise<void>;
  /** The answer to a change of the password was lost: when this sign-in is found to be over, that is the likeliest reason. */
  passwordUnsure(): void;
  /** A request in the name of whoever is signed in. Rejects with `Unreachable` when they signed in without the server, or left meanwhile. */
  ask(request: Omit<ClinicRequest, 'as'>): Promise<ClinicAnswer>;
}

export interface DeskDeps {
  readonly db: Database;
  readonly clinic: ClinicApi;
  readonly profile: Profile;
  readonly session: { actor(): Actor };
  readonly ports: Pick<EnginePorts, 'after' | 'monotonicNow' | 'newId' | 'wallNow'>;
  readonly now: () => Instant;
  readonly offlineDays: () => number;
  /** How long the clinic lets a desk stand open without a hand. */
  readonly idleMs?: () => number;
  /** The clinic's last word on who is out (row R6), for when it cannot be asked. */
  readonly denial: Denial;
  readonly publish: (topics: readonly string[]) => void;
}

/** Ten minutes without a key or a touch, unless the clinic says otherwise: whoever walks up to a desk that was left must not be somebody else. */
export const deskIdleMs = 10 * 60_000;
/** WCAG 2.2.1: said a minute before, and any key is enough to stay. */
export const deskWarnMs = 60_000;
/** The server hears that somebody works, so their sign-in lives; the desk hears that it was ended. */
export const aliveEveryMs = 2 * 60_000;

const SignedIn = z.object({ signInId: Id, token: z.string().min(1), staff: z.object({ id: Id, name: z.string(), role: StaffRole }), passwordSetAt: z.int().default(0), mustChange: z.boolean().default(false) });
const Me = z.object({ id: Id, name: z.string(), role: StaffRole });

interface Current extends DeskMember {
  readonly token: string | null;
}

export function createDesk({ db, clinic, profile, session, ports, now, offlineDays, idleMs: mayStandMs = () => deskIdleMs, denial, publish }: DeskDeps): Desk & { token(): string | null } {
  let current: Current | null = null;
  let ended: ReturnType<Desk['ended']> = null;
  let signingIn = false;
  let touchedAt = { wall: 0, monotonic: 0 };
  let callOff = (): void => undefined;
  let aliveAt = 0;
  let leaving: string | null = null;
  let unsureOf: Id | null = null;

  /** Both clocks: the one stands still while the machine sleeps, the other can be put back. */
  const idleMs = (): number => Math.max(ports.wallNow() - touchedAt.wall, ports.monotonicNow() - touchedAt.monotonic);

  function note(): void {
    touchedAt = { wall: ports.wallNow(), monotonic: ports.monotonicNow() };
  }

  function live(): Current | null {
    if (current !== null && idleMs() >= mayStandMs()) void end('idle');
    // Without a line the desk may have been told, a moment before the line went, that this person or their password is out.
    if (current?.mode === 'offline' && denial.isDenied(current)) void end('over');
    // Without fresh word of the clinic nobody has a senior's rights here, whoever they were yesterday.
    return current?.mode === 'offline' && denial.isOld() ? { ...current, role: 'registrar', limited: true } : current;
  }

  function watch(): void {
    callOff();
    const warnIn = mayStandMs() - deskWarnMs - idleMs();
    callOff = ports.after(Math.max(1_000, warnIn > 0 ? warnIn : mayStandMs() - idleMs()), () => {
      if (live() === null) return;
      if (closesIn() !== null) publish(['staff']);
      watch();
    });
  }

  function closesIn(): number | null {
    const left = mayStandMs() - idleMs();
    return current === null || left > deskWarnMs ? null : Math.max(0, Math.ceil(left / 1_000));
  }

  function begin(member: Current): void {
    db.write((tx) => recordEvent(tx, { actor: actorOf(member), action: member.mode === 'online' ? 'staff.signIn' : 'staff.signInOffline', subject: null, at: now() }));
    current = member;
    ended = null;
    note();
    aliveAt = ports.monotonicNow();
    watch();
    publish(['staff']);
  }

  async function end(why: DeskEnding | null): Promise<void> {
    if (current === null) return;
    const before = current;
    current = null;
    ended = why === null ? null : { why, login: before.login };
    callOff();
    publish(['staff', 'identity']);
    if (before.token !== null && (why === 'idle' || why === null)) await farewell(before.token);
  }

  /** Tells the server that the token is dead. Without a line it dies there by its own age. */
  async function farewell(token: string): Promise<void> {
    leaving = token;
    // The token is taken when the request is made, and must be nobody's a moment later.
    const told = clinic.send({ method: 'POST', path: '/identity/staff/sign-out', as: 'staff', body: {}, timeoutMs: 700 });
    leaving = null;
    try {
      await told;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  async function ask(request: Omit<ClinicRequest, 'as'>): Promise<ClinicAnswer> {
    const asker = live();
    if (asker === null || asker.token === null) throw new Unreachable('nobody is signed in with the server');
    const answer = await clinic.send({ ...request, as: 'staff' });
    // What one asked for is not shown to the next.
    if (current?.signInId !== asker.signInId) throw new Unreachable('signed out meanwhile');
    if (answer.status === 401 && answer.refusal === 'no_token') {
      // Signed out elsewhere, switched off, or twelve hours old. Which one nobody is told, so nothing is left to sign in with.
      db.write((tx) => dropVerifier(tx, asker.login));
      await end(unsureOf === asker.signInId ? 'unsure' : 'over');
    }
    return answer;
  }

  /** Null: the server has not said anything about this password. */
  async function online(login: string, password: string): Promise<DeskAnswer | null> {
    let answer: ClinicAnswer;
    try {
      answer = await clinic.send({ method: 'POST', path: '/identity/staff/sign-in', as: 'device', body: { login, password }, timeoutMs: 6_000 });
    } catch (error) {
      if (error instanceof Unreachable) return null;
      throw error;
    }
    if (answer.status >= 500) return null;
    if (answer.refusal === 'wrong_login') {
      // The password may have been changed, or the account switched off: what was right yesterday must not open this desk without a line.
      db.write((tx) => dropVerifier(tx, login));
      return { state: 'refused', code: 'wrong_login' };
    }
    if (answer.status === 429) return { state: 'wait', waitSeconds: Math.max(1, Math.ceil((answer.retryAfterMs ?? 1_000) / 1_000)) };
    if (answer.status === 401) {
      // This device is not the clinic's any more.
      db.write(dropEveryVerifier);
      return { state: 'refused', code: 'device_refused' };
    }
    if (answer.status !== 200) return { state: 'refused', code: answer.refusal === 'forbidden' ? 'not_here' : 'try_later' };
    const { signInId, token, staff, passwordSetAt, mustChange } = SignedIn.parse(answer.body);
    const known: KnownStaff = { staffId: staff.id, login, name: staff.name, role: staff.role, passwordSetAt };
    // A password that two people know is no proof without the centre; what this desk knew before it is over.
    if (mustChange) db.write((tx) => dropVerifier(tx, login));
    else await keepVerifier(db, known, password, now());
    begin({ ...known, signInId, token, mode: 'online', ...(mustChange ? { mustChange } : {}) });
    return { state: 'in', mode: 'online' };
  }

  async function offline(login: string, password: string): Promise<DeskAnswer> {
    const answer = await checkOffline(db, { login, password }, { at: now(), days: offlineDays() });
    if (answer.state === 'wait') return answer;
    if (answer.state !== 'right') return { state: 'refused', code: `offline_${answer.state}` };
    if (denial.isDenied(answer.staff)) {
      db.write((tx) => dropVerifier(tx, login));
      return { state: 'refused', code: 'offline_refused' };
    }
    begin({ ...answer.staff, signInId: ports.newId(), token: null, mode: 'offline' });
    return { state: 'in', mode: 'offline' };
  }

  async function stayKnown(): Promise<void> {
    try {
      const { status, body } = await ask({ method: 'GET', path: '/identity/staff/me' });
      const me = Me.safeParse(status === 200 ? body : null);
      if (!me.success || current === null || current.staffId !== me.data.id || (current.role === me.data.role && current.name === me.data.name)) return;
      current = { ...current, name: me.data.name, role: me.data.role };
      publish(['staff']);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }

  return {
    actor: () => {
      const member = live();
      return member && actorOf(member);
    },
    member: live,
    token: () => leaving ?? current?.token ?? null,
    ended: () => ended,
    closesIn,
    async signIn({ login: typed, password }) {
      if (profile === 'kiosk') return { state: 'refused', code: 'not_here' };
      // One at a time, and never over a patient: two answers would decide who is signed in by which came last.
      if (signingIn || live() !== null || session.actor().role === 'patient') return { state: 'refused', code: 'try_later' };
      signingIn = true;
      try {
        const login = typed.normalize('NFC').trim().toLowerCase();
        return (await online(login, password)) ?? (await offline(login, password));
      } finally {
        signingIn = false;
      }
    },
    signOut: () => end(null),
    touched() {
      const member = live();
      if (member === null) return;
      const wasWarned = closesIn() !== null;
      note();
      watch();
      if (wasWarned) publish(['staff']);
      if (member.mode === 'offline' || ports.monotonicNow() - aliveAt < aliveEveryMs) return;
      aliveAt = ports.monotonicNow();
      void stayKnown();
    },
    async passwordChanged() {
      const before = current;
      if (before === null) return;
      // The desk would go on taking the old one whenever the line is down.
      db.write((tx) => dropVerifier(tx, before.login));
      await end('password');
    },
    passwordUnsure: () => {
      unsureOf = current?.signInId ?? null;
    },
    ask,
  };
}

function actorOf({ role, signInId, staffId }: DeskMember): Actor {
  return { role, signInId, staffId, patientId: null };
}
