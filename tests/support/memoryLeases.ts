import { refuse } from '../../clinic-server/scheduling/refuse.ts';
import type { LeasedTime, Occupant, SlotFacts, SlotStatus, SlotStore } from '../../clinic-server/scheduling/slotStore.ts';
import type { Id } from '../../shared/lib/ids.ts';

export interface KeptLeases {
  /** How many histories this server has had, and the last word of this one. */
  ordinal: number;
  words: number;
  closed: boolean;
}

export const noLeases = (): KeptLeases => ({ ordinal: 1, words: 0, closed: false });

interface Around {
  readonly leases: KeptLeases;
  readonly slots: ReadonlyMap<Id, SlotFacts>;
  readonly occupants: Map<Id, Occupant>;
  readonly office: Id;
  readonly show: (slot: Id, status: SlotStatus) => void;
}

/** The part of the simulator's slot store that leases need. */
export function memoryLeases({ leases, slots, occupants, office, show }: Around): Pick<SlotStore, 'isClosed' | 'leasesOf' | 'leasable' | 'addLease' | 'dropLease' | 'nextWord' | 'placeOf' | 'assign'> {
  const byStart = (a: SlotFacts, b: SlotFacts) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1);
  return {
    isClosed: async () => leases.closed,
    leasesOf: async (device) =>
      [...slots.values()].toSorted(byStart).flatMap(({ id, startsAt, endsAt, status, openTo = null }): LeasedTime[] => {
        const occupant = occupants.get(id);
        return occupant?.kind === 'lease' && occupant.device === device ? [{ slot: id, device, leaseId: occupant.leaseId, word: occupant.word, startsAt, endsAt, status, openTo }] : [];
      }),
    leasable: async (where, now, until) =>
      where === office ? [...slots.values()].filter(({ id, startsAt, status }) => status === 'free' && !occupants.has(id) && startsAt > now && startsAt <= until).toSorted(byStart) : [],
    addLease: async (lease) => {
      if (occupants.has(lease.slot)) refuse('slot_taken');
      occupants.set(lease.slot, { kind: 'lease', ...lease });
      show(lease.slot, 'busy-tentative');
    },
    dropLease: async ({ slot, device, leaseId }) => {
      const found = occupants.get(slot);
      if (found?.kind !== 'lease' || found.device !== device || found.leaseId !== leaseId) return false;
      occupants.delete(slot);
      show(slot, 'free');
      return true;
    },
    nextWord: async () => leases.ordinal * 2 ** 40 + ++leases.words,
    placeOf: async (appointment) => {
      for (const [slot, occupant] of occupants) if (occupant.kind === 'appointment' && occupant.appointment === appointment) return { slot, word: occupant.word };
      return null;
    },
    assign: async (slot, to) => {
      if (to.kind === 'appointment')
        for (const [other, occupant] of occupants) {
          if (other === slot || occupant.kind !== 'appointment' || occupant.appointment !== to.appointment) continue;
          occupants.delete(other);
          show(other, 'free');
        }
      occupants.set(slot, to);
      show(slot, to.kind === 'lease' ? 'busy-tentative' : 'busy');
    },
  };
}
