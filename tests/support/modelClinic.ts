import { Unreachable, type ClinicAnswer, type ClinicLine, type ClinicRequest } from '../../backend/sync/clinicApi.ts';
import { systems, extensions } from '../../shared/fhir/names.ts';
import type { Id } from '../../shared/lib/ids.ts';
import type { Chance } from '../lanes/chance.ts';
import { allRules } from '../model/lease/rules.ts';
import { handle, type Handled, type Reply } from '../model/lease/server.ts';
import { askable, sendable } from '../model/lease/steps.ts';
import { beginning, replaced, type Device, type Request, type World } from '../model/lease/world.ts';
import { leaseAnswer, signedLease } from './leases.ts';
import { clinicKey } from './leasingDevice.ts';

/** Lease 7 of the model, as a device knows it. */
export const leaseIdOf = (number: number): Id => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const leaseNumberOf = (leaseId: Id): number => Number(leaseId.slice(-12));

interface Needs {
  readonly chance: Chance;
  readonly deviceId: Id;
  /** The times of the model, by index. */
  readonly slots: readonly { readonly id: Id; readonly startsAt: number }[];
  /** What the real device has on disk, as the model's device would have it. */
  readonly device: () => Device;
  readonly slotOfVisit: (appointmentId: Id) => number;
}

type Parts = readonly { readonly name: string; readonly part?: Parts; readonly valueString?: string; readonly valueUuid?: string; readonly valueReference?: { readonly reference: string }; readonly resource?: { readonly slot: readonly { readonly reference: string }[] } }[];

const answer = (status: number, body: unknown = null, refusal: string | null = null): ClinicAnswer => ({ status, body, refusal, retryAfterMs: null });
const refused = (status: number, code: string) => answer(status, { resourceType: 'OperationOutcome', issue: [{ details: { coding: [{ system: systems.refusal, code }] } }] }, code);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a, Object.keys(Object(a) as object).toSorted()) === JSON.stringify(b, Object.keys(Object(b) as object).toSorted()) && JSON.stringify(a).length === JSON.stringify(b).length;

/**
 * The server of the lease model behind the line of a real device. Every request has to be one that the model's own device would send in
 * that state; answers are lost, requests are late, as the seed says.
 */
export function modelClinic({ chance, deviceId, slots, device, slotOfVisit }: Needs) {
  let world: World = beginning(slots.length, true);
  let late: readonly Request[] = [];
  let calm = false;
  let useEpoch = '0';
  const during: (() => Promise<void>)[] = [];

  const indexOf = (reference = ''): number => slots.findIndex(({ id }) => reference === `Slot/${id}`);
  const statementIn = (parts: Parts = []): number => {
    const text = parts.find(({ name }) => name === 'lease')?.valueString ?? '';
    return leaseNumberOf((JSON.parse(Buffer.from(text, 'base64url').toString()) as { leaseId: Id }).leaseId);
  };

  /** One request of the wire as requests of the model; null: nothing about times. */
  function read({ path, body }: ClinicRequest): readonly Request[] | null {
    const parts = (body as { parameter?: Parts } | undefined)?.parameter ?? [];
    const named = (name: string) => parts.find((part) => part.name === name);
    const head = { from: 0, epoch: Number(useEpoch) } as const;
    if (path.endsWith('/$lease')) {
      const except = new Set(parts.map(({ valueReference }) => indexOf(valueReference?.reference)));
      return slots.flatMap((_, slot): Request[] => (except.has(slot) ? [] : [{ kind: 'ask', ...head, slot }]));
    }
    if (path.endsWith('/$return-lease')) return [{ kind: 'return', ...head, slot: indexOf(named('slot')?.valueReference?.reference), id: leaseNumberOf(named('leaseId')?.valueUuid ?? '') }];
    if (path.endsWith('/$book')) {
      const lease = named('lease') ? statementIn(named('lease')?.part) : 0;
      const word = lease > 0 ? lease : Number(named('word')?.valueString ?? 0);
      return [{ kind: 'book', ...head, slot: indexOf(named('appointment')?.resource?.slot[0]?.reference), by: 0, lease, word }];
    }
    const cancelled = /^\/fhir\/Appointment\/([0-9a-f-]{36})\/\$cancel$/.exec(path)?.[1];
    if (cancelled) return [{ kind: 'cancel', ...head, slot: slotOfVisit(cancelled), by: 0 }];
    if (!path.endsWith('/$report')) return null;
    const leases = slots.map(() => 0);
    const claims = slots.map((): { by: 0; word: number } | null => null);
    for (const { name, part = [] } of parts) {
      const of = (wanted: string) => part.find((one) => one.name === wanted);
      const text = of('lease')?.valueString;
      if (name === 'lease' && text !== undefined) leases[indexOf(`Slot/${(JSON.parse(Buffer.from(text, 'base64url').toString()) as { slot: Id }).slot}`)] = statementIn(part);
      else claims[indexOf(of('slot')?.valueReference?.reference)] = { by: 0, word: Number(of('word')?.valueString) };
    }
    return [{ kind: 'report', ...head, leases, claims }];
  }

  /** What the model's device would send now. */
  function assertAllowed(requests: readonly Request[]): void {
    const now: World = { ...world, devices: replaced(world.devices, 0, device()) };
    const allowed = [...sendable(now, 0, allRules), ...askable(now, 0, allRules)];
    for (const request of requests) {
      // A device asks for all it has at once: for a time it has a lease of already, that is the same answer again.
      const hasIt = request.kind === 'ask' && now.devices[0]?.reportDue === false && (now.devices[0].sides[request.slot]?.lease ?? 0) > 0;
      if (!hasIt && !allowed.some((one) => same(one, request))) throw new Error(`not allowed by the model: ${JSON.stringify(request)} in ${JSON.stringify(now.devices[0])}`);
    }
  }

  function take(request: Request): Reply {
    const told = device().sides['slot' in request ? request.slot : 0]?.booking;
    const handled: Handled = handle(world, request, allRules);
    if (handled.broke === 0 && request.kind === 'book' && told?.told && told.cancel === null) throw new Error(`a confirmed booking was refused: ${JSON.stringify(request)}`);
    world = handled.world;
    return handled.reply;
  }

  function leaseReply(requests: readonly Request[]): ClinicAnswer {
    const before = held();
    for (const request of requests) if (request.kind !== 'ask' || before.includes(request.slot) || chance.is(calm ? 0 : 0.5)) if (take(request).kind === 'newEpoch') return refused(409, 'epoch_changed');
    const leases = held().map((slot) => {
      const id = leaseAt(slot);
      const { id: slotId, startsAt } = slots[slot] ?? { id: '', startsAt: 0 };
      return signedLease(clinicKey.privateKey, { slot: slotId, device: deviceId, startsAt, leaseId: leaseIdOf(id), word: id });
    });
    const wanted = before.filter(() => chance.is(calm ? 0 : 0.2)).map((slot) => ({ slot: slots[slot]?.id ?? '', leaseId: leaseIdOf(leaseAt(slot)) }));
    return answer(200, leaseAnswer(leases, wanted));
  }

  const leaseAt = (slot: number): number => {
    const occupant = world.server.database.places[slot]?.occupant;
    return occupant?.kind === 'lease' && occupant.identity === 0 ? occupant.id : 0;
  };
  const held = (): number[] => slots.flatMap((_, slot) => (leaseAt(slot) > 0 ? [slot] : []));

  function worded(reply: Reply): ClinicAnswer {
    if (reply.kind === 'newEpoch') return refused(409, 'epoch_changed');
    if (reply.kind === 'later') return refused(503, 'restoring');
    if (reply.kind === 'done') return answer(204);
    if (reply.kind !== 'outcome') throw new Error(`no answer for ${reply.kind}`);
    if (reply.outcome === 'refused') return refused(409, 'slot_taken');
    return answer(200, { resourceType: 'Appointment', extension: [{ url: extensions.word, valueString: String(reply.word) }] });
  }

  async function send(request: ClinicRequest): Promise<ClinicAnswer> {
    const epoch = String(world.server.epoch);
    if (request.path.startsWith('/fhir/_history')) {
      const cursor = /_cursor=(\d+)/.exec(request.path)?.[1] ?? epoch;
      return cursor === epoch ? answer(200, { resourceType: 'Bundle', total: 0, link: [{ relation: 'next', url: `/fhir/_history?_cursor=${epoch}` }] }) : refused(410, 'epoch_changed');
    }
    const requests = read(request);
    if (requests === null) return answer(404);
    assertAllowed(requests);
    const fate = calm ? 1 : chance.next();
    if (fate < 0.08) throw new Unreachable('cut');
    if (fate < 0.14) {
      late = [...late, ...requests];
      throw new Unreachable('late');
    }
    const said = requests[0]?.kind === 'ask' || requests.length === 0 ? leaseReply(requests) : worded(take(requests[0] as Request));
    // Somebody at the screen goes on while the answer is on its way.
    await during.pop()?.();
    if (fate < 0.25) throw new Unreachable('lost');
    return said;
  }

  const line: ClinicLine = {
    send,
    sendOpen: () => Promise.resolve(answer(404)),
    clockOffsetMs: () => 0,
    serverEpoch: () => String(world.server.epoch),
    useEpoch: (epoch) => {
      useEpoch = epoch;
    },
    openEvents: () => () => {},
    fitsPins: () => true,
    close: () => {},
  };

  return {
    line,
    world: () => world,
    change: (how: (before: World) => World) => {
      world = how(world);
    },
    take,
    /** Done by hand at the device while the next answer is on its way. */
    whileAsked: (action: () => Promise<void>) => void during.push(action),
    /** What nobody waits for any more arrives. */
    lateArrives(): void {
      const [first, ...rest] = late;
      if (!first) return;
      late = rest;
      take(first);
    },
    /** Nothing is lost any more, and nothing new is given out. */
    calmDown(): void {
      calm = true;
      while (late.length > 0) this.lateArrives();
    },
  };
}
