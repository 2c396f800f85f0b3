import { memorySlotStores, type Kept } from '../support/memorySlotStore.ts';
import { noLeases } from '../support/memoryLeases.ts';
import { noWaiting } from '../support/memoryWaiting.ts';
import type { CancelPaper, Occupant, SlotFacts, SlotStore, Visit, VisitPaper } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';
import { JournaledMap } from './journaledMap.ts';

/** An answer as it is kept for whoever asks again under the same key. */
export interface Answered {
  readonly caller: Id;
  readonly asked: string;
  readonly status: number;
  readonly body: unknown;
  readonly refusal: string | null;
}

/** Where a resource stands in the feed. */
interface Row {
  readonly version: number;
  readonly place: number;
  readonly deleted: boolean;
  readonly patient: Id | null;
}

interface Tables extends Kept {
  readonly slots: JournaledMap<Id, SlotFacts>;
  readonly occupants: JournaledMap<Id, Occupant>;
  readonly visits: JournaledMap<Id, Visit>;
  readonly numbers: JournaledMap<string, number>;
  readonly removed: JournaledMap<Id, true>;
  readonly papers: JournaledMap<Id, VisitPaper>;
  readonly cancelled: JournaledMap<Id, CancelPaper>;
  readonly queue: JournaledMap<Id, string>;
  /** Visits in which the patient may be in two places: a promise is kept, and a person looks at it. */
  readonly doubled: JournaledMap<Id, true>;
  readonly answered: JournaledMap<Id, Answered>;
  /** How often a key has had an effect in this history: the database itself has to know, for a restore takes effects back too. */
  readonly effects: JournaledMap<Id, number>;
  readonly rows: Map<string, Row>;
  /** `Type/id` by place; only the newest place of a row counts. */
  readonly log: string[];
  readonly logOf: Map<Id, number[]>;
}

const journaled = ['slots', 'occupants', 'visits', 'numbers', 'removed', 'papers', 'cancelled', 'queue', 'doubled', 'answered', 'effects'] as const;

export interface Backup {
  readonly tables: Tables;
  readonly at: number;
}

function copyOf(tables: Tables): Tables {
  return {
    slots: new JournaledMap(tables.slots),
    occupants: new JournaledMap(tables.occupants),
    visits: new JournaledMap(tables.visits),
    numbers: new JournaledMap(tables.numbers),
    removed: new JournaledMap(tables.removed),
    papers: new JournaledMap(tables.papers),
    cancelled: new JournaledMap(tables.cancelled),
    queue: new JournaledMap(tables.queue),
    doubled: new JournaledMap(tables.doubled),
    answered: new JournaledMap(tables.answered),
    effects: new JournaledMap(tables.effects),
    waiting: noWaiting([]),
    leases: { ...tables.leases },
    rows: new Map(tables.rows),
    log: [...tables.log],
    logOf: new Map([...tables.logOf].map(([patient, places]) => [patient, [...places]])),
  };
}

const empty = (): Tables => ({
  slots: new JournaledMap(), occupants: new JournaledMap(), visits: new JournaledMap(), numbers: new JournaledMap(), removed: new JournaledMap(),
  papers: new JournaledMap(), cancelled: new JournaledMap(), queue: new JournaledMap(), doubled: new JournaledMap(), answered: new JournaledMap(), effects: new JournaledMap(),
  waiting: noWaiting([]), leases: noLeases(), rows: new Map(), log: [], logOf: new Map(),
});

export interface Work {
  readonly store: SlotStore;
  readonly tables: Tables;
}

/** The clinic server's database: transactions that happen whole or not at all, and a feed of what they changed. */
export function createDatabase(office: Id, doctorOf: (slot: Id) => number) {
  const storeOn = memorySlotStores(office, doctorOf);
  let tables = empty();
  let store = storeFor(tables);

  /** The same store, with the papers of a visit kept beside it. */
  function storeFor(now: Tables): SlotStore {
    const plain = storeOn(now);
    return {
      ...plain,
      slot: async (id) => (now.removed.has(id) ? 'removed' : plain.slot(id)),
      async addVisit(visit, instead, paper, ground) {
        await plain.addVisit(visit, instead, paper, ground);
        now.papers.set(visit.id, paper);
        if (ground.overlapAccepted) now.doubled.set(visit.id, true);
      },
      async moveVisit(visit, to, instead, ground) {
        await plain.moveVisit(visit, to, instead, ground);
        if (ground.overlapAccepted) now.doubled.set(visit.id, true);
      },
      async cancelVisit(visit, paper) {
        await plain.cancelVisit(visit, paper);
        now.cancelled.set(visit.id, paper);
      },
      async arrive(visit, arrival) {
        const number = await plain.arrive(visit, arrival);
        now.queue.set(visit.id, number);
        return number;
      },
    };
  }

  function publish(name: string, patient: Id | null, deleted = false): void {
    const place = tables.log.push(name) - 1;
    tables.rows.set(name, { version: (tables.rows.get(name)?.version ?? 0) + 1, place, deleted, patient });
    if (patient === null) return;
    const places = tables.logOf.get(patient) ?? [];
    places.push(place);
    tables.logOf.set(patient, places);
  }

  return {
    tables: (): Omit<Tables, 'rows' | 'log' | 'logOf'> => tables,
    /** A resource that no transaction over times brings: doctors, places, people. */
    publish,
    /** Rolled back when `work` throws. What it changed comes back: ids of times and of visits. */
    async transaction<T>(work: (inside: Work) => Promise<T>): Promise<{ readonly value: T; readonly slots: readonly Id[]; readonly visits: readonly Id[] }> {
      journaled.forEach((name) => tables[name].begin());
      try {
        const value = await work({ store, tables });
        const changed = Object.fromEntries(journaled.map((name) => [name, tables[name].commit()])) as Record<(typeof journaled)[number], readonly string[]>;
        const slots = [...new Set([...changed.slots, ...changed.removed])];
        const visits = [...new Set([...changed.visits, ...changed.queue])];
        for (const slot of slots) publish(`Slot/${slot}`, null, tables.removed.has(slot));
        for (const id of visits) {
          const visit = tables.visits.get(id);
          if (visit) publish(`Appointment/${id}`, visit.patient);
        }
        return { value, slots: [...new Set([...slots, ...changed.occupants])], visits };
      } catch (error) {
        journaled.forEach((name) => tables[name].rollback());
        throw error;
      }
    },
    version: (name: string): number => tables.rows.get(name)?.version ?? 0,
    /** Rows from that place on, each once and at its newest; `patient`: that person's only, otherwise what belongs to nobody. */
    feed(from: number, count: number, patient: Id | null): { readonly rows: readonly { name: string; version: number; deleted: boolean }[]; readonly next: number; readonly left: number } {
      const { log, rows } = tables;
      const places = patient === null ? null : (tables.logOf.get(patient) ?? []);
      const found: { name: string; version: number; deleted: boolean; place: number }[] = [];
      const look = (place: number): void => {
        const name = log[place] ?? '';
        const row = rows.get(name);
        if (row && row.place === place && row.patient === patient) found.push({ name, ...row });
      };
      if (places) places.filter((place) => place >= from).forEach(look);
      else for (let place = from; place < log.length; place += 1) look(place);
      const page = found.slice(0, count);
      const last = page.at(-1);
      return { rows: page, next: found.length > page.length && last ? last.place + 1 : log.length, left: found.length };
    },
    backup: (at: number): Backup => ({ tables: copyOf(tables), at }),
    restore(backup: Backup): void {
      tables = copyOf(backup.tables);
      store = storeFor(tables);
    },
  };
}

export type Database = ReturnType<typeof createDatabase>;
