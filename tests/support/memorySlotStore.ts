import { FhirRefusal } from '../../clinic-server/fhir/refusal.ts';
import { queueNumberText } from '../../clinic-server/scheduling/checkIn.ts';
import { refuse } from '../../clinic-server/scheduling/refuse.ts';
import type { Hold, Instead, Occupant, SlotFacts, SlotStatus, SlotStore, Visit } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { memoryLeases, noLeases, type KeptLeases } from './memoryLeases.ts';
import { copyWaiting, describeStep, memoryWaiting, noWaiting, type KeptWaiting, type MemoryWish } from './memoryWaiting.ts';

/** All there is to know of the clinic's times. */
export interface Kept {
  readonly slots: Map<Id, SlotFacts>;
  readonly occupants: Map<Id, Occupant>;
  readonly visits: Map<Id, Visit>;
  /** `visit office day` and `office day`: who has which number, and the last one given. */
  readonly numbers: Map<string, number>;
  readonly waiting: KeptWaiting;
  readonly leases: KeptLeases;
}

/** What both stores can be asked after a step, for comparing them. */
export interface Picture {
  readonly slots: Readonly<Record<Id, SlotStatus>>;
  readonly occupants: Readonly<Record<Id, string>>;
  readonly visits: Readonly<Record<Id, string>>;
  /** Numbers of the queue by visit. */
  readonly queue: Readonly<Record<Id, string>>;
  readonly offers: Readonly<Record<string, string>>;
  readonly trace: readonly string[];
}

export interface SlotClinic {
  /** All of `work` or nothing of it; refusals are thrown. */
  transaction<T>(work: (store: SlotStore) => Promise<T>): Promise<T>;
  picture(): Promise<Picture>;
}

export function describeOccupant(occupant: Occupant): string {
  if (occupant.kind === 'hold')
    return `hold ${occupant.holdId} of ${occupant.device} until ${occupant.expiresAt}${occupant.extended ? ', extended' : ''}`;
  if (occupant.kind === 'offer') return 'offer';
  return occupant.kind === 'lease' ? `lease of ${occupant.device}` : `visit ${occupant.appointment}`;
}

function isThisOne(now: Occupant, instead: Instead): boolean {
  if (now.kind === 'hold') return 'holdId' in instead && now.holdId === instead.holdId;
  if (now.kind === 'lease') return 'leaseId' in instead && now.leaseId === instead.leaseId;
  return now.kind === 'appointment' && 'appointment' in instead && now.appointment === instead.appointment;
}

const stands = (visit: Visit) => visit.status !== 'cancelled';

/** The store over such maps; whose transaction it is, and what becomes of it, is the caller's. Every doctor receives in `office`. */
export function memorySlotStores(office: Id, doctorOf: (slot: Id) => number = () => 0): (kept: Kept) => SlotStore {
  const storeOn = ({ slots: slotsNow, occupants, visits, numbers, waiting, leases }: Kept): SlotStore => {
    const show = (id: Id, status: SlotStatus) => {
      const slot = slotsNow.get(id);
      if (slot && slot.status !== 'busy-unavailable') slotsNow.set(id, { ...slot, status });
    };
    const findHold = (matches: (hold: Hold) => boolean): Hold | null => {
      for (const occupant of occupants.values()) {
        if (occupant.kind !== 'hold' || !matches(occupant)) continue;
        const { kind: _kind, ...hold } = occupant;
        return hold;
      }
      return null;
    };
    const occupy = (slot: Id, occupant: Occupant, instead: Instead | null) => {
      const now = occupants.get(slot);
      const mayStepOver = instead !== null && now !== undefined && isThisOne(now, instead);
      if (now && !mayStepOver) refuse('slot_taken');
      occupants.set(slot, occupant);
    };
    const assertFree = (visit: Visit) => {
      for (const other of visits.values()) {
        if (
          other.id !== visit.id &&
          other.patient === visit.patient &&
          stands(other) &&
          other.startsAt < visit.endsAt &&
          visit.startsAt < other.endsAt
        )
          refuse('patient_busy');
      }
    };
    const vacate = (visit: Visit) => {
      const occupant = occupants.get(visit.slot);
      if (occupant?.kind !== 'appointment' || occupant.appointment !== visit.id) return;
      occupants.delete(visit.slot);
      show(visit.slot, 'free');
    };
    return {
      ...memoryWaiting({ waiting, occupants, visits, doctorOf, show, assertFree }),
      lockDevice: async () => undefined,
      lockPatient: async () => undefined,
      lockSlots: async () => undefined,
      slot: async (id) => slotsNow.get(id) ?? null,
      occupant: async (slot) => occupants.get(slot) ?? null,
      holdOf: async (device) => findHold((hold) => hold.device === device),
      hold: async (holdId) => findHold((hold) => hold.holdId === holdId),
      expiredHolds: async (now, limit) =>
        [...occupants.values()]
          .flatMap((occupant) => (occupant.kind === 'hold' && occupant.expiresAt <= now ? [occupant] : []))
          .toSorted((a, b) => a.expiresAt - b.expiresAt)
          .slice(0, limit),
      visit: async (id) => visits.get(id) ?? null,
      activeVisits: async (patient, now) =>
        [...visits.values()].filter((visit) => visit.patient === patient && stands(visit) && visit.startsAt > now).length,
      addHold: async (hold) => {
        occupy(hold.slot, { kind: 'hold', ...hold }, null);
        show(hold.slot, 'busy-tentative');
      },
      changeHold: async (hold) => {
        if (occupants.get(hold.slot)?.kind === 'hold') occupants.set(hold.slot, { kind: 'hold', ...hold });
      },
      dropHold: async (hold) => {
        const found = occupants.get(hold.slot);
        if (found?.kind !== 'hold' || found.holdId !== hold.holdId) return;
        occupants.delete(hold.slot);
        show(hold.slot, 'free');
      },
      ...memoryLeases({ leases, slots: slotsNow, occupants, office, show }),
      addVisit: async (visit, instead, _paper, { word, overlapAccepted }) => {
        occupy(visit.slot, { kind: 'appointment', appointment: visit.id, word }, instead);
        if (!overlapAccepted) assertFree(visit);
        visits.set(visit.id, visit);
        show(visit.slot, 'busy');
      },
      cancelVisit: async (visit) => {
        vacate(visit);
        visits.set(visit.id, { ...visit, status: 'cancelled' });
      },
      moveVisit: async (visit, to, instead, { word, overlapAccepted }) => {
        const moved: Visit = { ...visit, slot: to.id, startsAt: to.startsAt, endsAt: to.endsAt };
        vacate(visit);
        occupy(to.id, { kind: 'appointment', appointment: visit.id, word }, instead);
        if (!overlapAccepted) assertFree(moved);
        visits.set(visit.id, moved);
        show(to.id, 'busy');
      },
      officeOf: async () => office,
      queueNumber: async (visit, where, day) => {
        const number = numbers.get(`${visit.id} ${where} ${day}`);
        return number === undefined ? null : queueNumberText(number);
      },
      arrive: async (visit, { office: where, day }) => {
        const number = numbers.get(`${visit.id} ${where} ${day}`) ?? (numbers.get(`${where} ${day}`) ?? 0) + 1;
        numbers.set(`${visit.id} ${where} ${day}`, number);
        numbers.set(`${where} ${day}`, Math.max(number, numbers.get(`${where} ${day}`) ?? 0));
        visits.set(visit.id, { ...visit, status: 'arrived' });
        return queueNumberText(number);
      },
    };
  };
  return storeOn;
}

/** The server's times in a few maps: same decisions, same refusals, no clock and no threads of its own. */
export function createMemorySlotClinic(slots: readonly SlotFacts[], office: Id = '', wishes: readonly MemoryWish[] = [], doctorOf: (slot: Id) => number = () => 0): SlotClinic {
  let kept: Kept = { slots: new Map(slots.map((slot) => [slot.id, slot])), occupants: new Map(), visits: new Map(), numbers: new Map(), waiting: noWaiting(wishes), leases: noLeases() };
  let turn: Promise<unknown> = Promise.resolve();
  const storeOn = memorySlotStores(office, doctorOf);

  return {
    transaction(work) {
      const mine = turn.then(async () => {
        const copy: Kept = { slots: new Map(kept.slots), occupants: new Map(kept.occupants), visits: new Map(kept.visits), numbers: new Map(kept.numbers), waiting: copyWaiting(kept.waiting), leases: { ...kept.leases } };
        const result = await work(storeOn(copy));
        kept = copy;
        return result;
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
    async picture() {
      return {
        slots: Object.fromEntries([...kept.slots].map(([id, { status }]) => [id, status])),
        occupants: Object.fromEntries([...kept.occupants].map(([id, occupant]) => [id, describeOccupant(occupant)])),
        offers: Object.fromEntries([...kept.waiting.offers.values()].map(({ slot, entry, state, until }) => [`${slot} ${entry}`, `${state} until ${until}`])),
        trace: kept.waiting.trace.map(describeStep),
        visits: Object.fromEntries([...kept.visits].map(([id, visit]) => [id, `${visit.status} ${visit.slot} ${visit.startsAt}`])),
        queue: Object.fromEntries([...kept.visits.keys()].flatMap((id) => [...kept.numbers].filter(([key]) => key.startsWith(`${id} `)).map(([, number]) => [id, queueNumberText(number)]))),
      };
    },
  };
}

/** The code of a refusal, or null when the work went through. Any other failure is the test's. */
export async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof FhirRefusal) return error.code;
    throw error;
  }
}
