import * as z from 'zod';
import { FhirRefusal } from '../../clinic-server/fhir/refusal.ts';
import { withoutWord } from '../../clinic-server/leases/reliedIn.ts';
import { sweepHolds } from '../../clinic-server/scheduling/hold.ts';
import type { Chance } from '../lanes/chance.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { createDatabase, type Backup, type Work } from './clinicDatabase.ts';
import { createClinicLeases } from './clinicLeases.ts';
import { olderOf, resourceOf, withWord, type Setting } from './clinicPapers.ts';
import { operationOf, type Done, type Policy } from './clinicOperations.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';

/** A request as it arrives at the clinic. */
export interface Message {
  readonly device: Id;
  readonly who: string;
  readonly epoch: string | null;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly as: 'device' | 'patient' | 'staff';
  readonly key: Id | null;
  readonly signInId: Id | null;
  readonly token: string | null;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly refusal: string | null;
  readonly retryAfterMs: number | null;
}

export interface Arrived {
  readonly reply: Reply;
  readonly epoch: string;
  readonly serverTime: number;
}

export interface ClinicWatch {
  /** The server has decided on a key, or said again what it had decided. */
  decided(message: Message, verdict: { readonly status: number; readonly refusal: string | null; readonly again: boolean }): void;
  /** `by`: the device whose request it was; null: the clinic itself. */
  committed(changed: { readonly slots: readonly Id[]; readonly visits: readonly Id[]; readonly by: Id | null }): void;
  restored(): void;
}

interface SignIn {
  readonly id: Id;
  readonly device: Id;
  readonly patient: Id;
  open: boolean;
}

export interface ClinicNeeds {
  readonly kernel: Kernel;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly newId: () => Id;
  readonly setting: Setting;
  readonly policy: Policy;
  readonly devices: () => readonly Id[];
  readonly deviceRecord: (device: Id) => object;
  readonly tell: (what: string) => void;
  /** Somebody who listens should look again. */
  readonly nudge: () => void;
}

const ok = (body: unknown, status = 200): Reply => ({ status, body, refusal: null, retryAfterMs: null });
const no = (status: number, refusal: string | null, retryAfterMs: number | null = null): Reply => ({ status, body: null, refusal, retryAfterMs });
const Login = z.object({ login: z.string() });

/** The clinic server: its decisions are the production ones, its database and its doors are the simulator's (docs/wire.md). */
export function createClinic({ kernel, chance, faults, newId, setting, policy, devices, deviceRecord, tell, nudge }: ClinicNeeds, watch: ClinicWatch) {
  const database = createDatabase(setting.office, setting.doctorOf);
  const now = (): Instant => kernel.now() as Instant;
  const leases = createClinicLeases({ office: setting.office, devices, newId, now, epoch: () => epoch });
  const operations = operationOf({ setting, policy, newId, now, leases });
  // Kept outside of what a restore takes back, as the registry of devices is: see docs/simulation.md.
  const signIns = new Map<Id, SignIn>();
  let epoch = newId();
  /** Kept outside of what a restore takes back, as the production server keeps it. */
  let ordinal = 1;
  let up = true;
  let sweepAt = Number.POSITIVE_INFINITY;

  function signedIn({ token, device }: Message): SignIn | null {
    const found = token === null ? undefined : signIns.get(token);
    return found?.open && found.device === device ? found : null;
  }

  function named({ signInId, device }: Message): SignIn | null {
    const found = signInId === null ? undefined : signIns.get(signInId);
    return found?.device === device ? found : null;
  }

  /** Holds are freed a moment after they ran out, as by the production sweeper. */
  function sweepWhenDue(): void {
    const ends = [...database.tables().occupants.values()].flatMap((occupant) => (occupant.kind === 'hold' ? [occupant.expiresAt] : []));
    const next = ends.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...ends);
    if (next >= sweepAt || next === Number.POSITIVE_INFINITY) return;
    sweepAt = next;
    kernel.after(next - kernel.now() + 1_000, () => {
      sweepAt = Number.POSITIVE_INFINITY;
      void commit(({ store }) => sweepHolds(store, now())).then(sweepWhenDue);
    });
  }

  async function commit<T>(work: (inside: Work) => Promise<T>, by: Id | null = null): Promise<T> {
    const { value, slots, visits } = await database.transaction(work);
    if (slots.length + visits.length > 0) {
      watch.committed({ slots, visits, by });
      nudge();
    }
    return value;
  }

  function page(message: Message, search: URLSearchParams): Reply {
    const patient = message.as === 'patient' ? signedIn(message) : null;
    if (message.as === 'patient' && patient === null) return no(401, 'no_token');
    const [history, , place] = (search.get('_cursor') ?? `${epoch}.0.0`).split('.');
    if (history !== epoch) return no(410, 'epoch_changed');
    const { rows, next, left } = database.feed(Number(place), Number(search.get('_count') ?? 100), patient?.patient ?? null);
    const entry = rows.flatMap(({ name, version, deleted }): object[] => {
      if (deleted) return [{ request: { method: 'DELETE', url: name }, response: { status: '204', etag: `W/"${version}"` } }];
      const resource = resourceOf(name, database, setting);
      if (!resource) return [];
      const now = { resource, request: { method: 'PUT', url: name } };
      const older = olderOf(resource);
      return older && faults.strikes('oldVersion') ? [now, { resource: older, request: { method: 'PUT', url: name } }] : [now];
    });
    return ok({ resourceType: 'Bundle', type: 'history', total: left, link: [{ relation: 'next', url: `/fhir/_history?_cursor=${epoch}.0.${next}` }], entry });
  }

  function identity(message: Message, path: string): Reply {
    if (path === '/identity/sign-in') {
      const person = setting.people.find(({ login }) => login === Login.safeParse(message.body).data?.login);
      if (!person) return no(401, 'wrong_login');
      const id = newId();
      signIns.set(id, { id, device: message.device, patient: person.id, open: true });
      return ok({ signInId: id, token: id, expiresInSeconds: 3_600, patientId: person.id });
    }
    if (path === '/identity/sign-out') {
      const found = signedIn(message);
      if (found) found.open = false;
      return ok(null, 204);
    }
    const found = named(message);
    return found ? ok({ state: found.open ? 'open' : 'ended', why: null }) : no(404, 'not_found');
  }

  async function effect(work: () => Promise<Done>): Promise<Reply> {
    try {
      const { status, body, shows, word } = await work();
      // The version in the answer is the one the commit gave it.
      return ok(body ?? (shows === undefined ? null : withWord(resourceOf(shows, database, setting), word)), status);
    } catch (error) {
      if (!(error instanceof FhirRefusal)) throw error;
      return no(error.status, error.code, error.status >= 500 ? 60_000 : null);
    }
  }

  /** Nothing can come between the effect and its answer's being kept: no event begins before both are done. */
  async function once(message: Message, path: string): Promise<Reply> {
    const work = operations(path);
    if (!work) return no(404, 'not_found');
    const { key, device } = message;
    if (key === null) return no(400, 'no_idempotency_key');
    const asked = JSON.stringify([path, message.signInId ?? message.token, withoutWord(message.body)]);
    const before = database.tables().answered.get(key);
    if (before) {
      if (before.caller !== device || before.asked !== asked) return no(409, 'id_reused');
      watch.decided(message, { ...before, again: true });
      return { status: before.status, body: before.body, refusal: before.refusal, retryAfterMs: null };
    }
    const actor = message.as === 'patient' ? signedIn(message) : named(message);
    const about = { device, patient: actor?.patient ?? null, signIn: actor?.id ?? null, body: message.body, ordinal };
    const reply = await effect(() => commit(async ({ store, tables }) => {
      tables.effects.set(key, (tables.effects.get(key) ?? 0) + 1);
      return work(store, about);
    }, device));
    // «Later» is no answer to remember: the same request is decided when it comes again.
    if (reply.status >= 500) return reply;
    await database.transaction(async ({ tables }) => void tables.answered.set(key, { caller: device, asked, status: reply.status, body: reply.body, refusal: reply.refusal }));
    watch.decided(message, { status: reply.status, refusal: reply.refusal, again: false });
    sweepWhenDue();
    return reply;
  }

  async function answer(message: Message): Promise<Reply> {
    const { pathname, searchParams } = new URL(message.path, 'http://clinic.invalid');
    if (message.method !== 'GET' && message.epoch !== null && message.epoch !== epoch) return no(409, 'epoch_changed');
    if (pathname === '/device/me') return ok(deviceRecord(message.device));
    if (faults.strikes('serverError')) return chance.is(0.5) ? no(503, null) : no(429, 'slow_down', 1_000 + chance.below(20_000));
    if (pathname === '/fhir/_history') return page(message, searchParams);
    if (pathname.startsWith('/identity/')) return identity(message, pathname);
    const about = leases.operation(pathname);
    if (about) return effect(async () => ({ status: 200, body: (await commit((inside) => about(inside, message.device, message.body), message.device)) ?? {} }));
    return once(message, pathname);
  }

  return {
    isUp: () => up,
    isClosed: () => database.tables().leases.closed,
    wasLeased: leases.wasLeased,
    denyKey: leases.denyKey.publicKey,
    epoch: () => epoch,
    database,
    async arrives(message: Message): Promise<Arrived> {
      const reply = await answer(message);
      return { reply, epoch, serverTime: kernel.now() };
    },
    /** What the clinic itself does with its times: closes, opens, takes out of the schedule, gives out by telephone. */
    change: (work: (inside: Work) => Promise<void>) => commit(work),
    stop(): void {
      up = false;
      tell('is switched off');
    },
    start(): void {
      up = true;
      tell('is up again');
    },
    backup: (): Backup => database.backup(kernel.now()),
    restore(backup: Backup): void {
      database.restore(backup);
      epoch = newId();
      ordinal += 1;
      Object.assign(database.tables().leases, { ordinal, closed: true });
      leases.restored();
      up = true;
      sweepAt = Number.POSITIVE_INFINITY;
      sweepWhenDue();
      watch.restored();
    },
  };
}

export type Clinic = ReturnType<typeof createClinic>;
