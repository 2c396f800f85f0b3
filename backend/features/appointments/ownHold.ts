import type { Hold } from '../../../shared/features/appointments.ts';
import type { Id } from '../../../shared/lib/ids.ts';
import { instant, type Instant } from '../../../shared/lib/moscow.ts';
import type { ReadDb } from '../../db/types.ts';
import type { BackendParts } from '../../server/parts.ts';
import { findLease } from '../../sync/leaseStore.ts';
import { findSlot } from './store.ts';

export interface OwnHoldNeeds {
  readonly read: ReadDb;
  readonly now: () => Instant;
  readonly policy: () => { readonly holdSeconds: number; readonly holdSecondsLonger: number };
  readonly noteTimeInUse: BackendParts['noteTimeInUse'];
}

/** The patient's hold on a time that is this device's alone to give out: nobody has to be asked for it, with a line or without. */
export function createOwnHold({ read, now, policy, noteTimeInUse }: OwnHoldNeeds) {
  let held: Hold | null = null;

  function set(next: Hold | null): void {
    held = next;
    noteTimeInUse(next?.slotId ?? null);
  }

  return {
    /** Null when the time is not ours: the server decides. */
    begin(slotId: Id, holdId: Id, longer: boolean): Hold | null {
      const slot = findSlot(read, { slotId, now: now() });
      if (slot === undefined || slot.startsAt <= now() || slot.askedFor === 1 || slot.status === 'busy-unavailable' || slot.scheduleActive === 0) return null;
      if (findLease(read, slot) === undefined) return null;
      const { holdSeconds, holdSecondsLonger } = policy();
      const totalSeconds = longer ? holdSecondsLonger : holdSeconds;
      const hold: Hold = { slotId, holdId, totalSeconds, expiresAt: instant(now() + totalSeconds * 1_000), extensionLeft: true };
      set(hold);
      return hold;
    },
    /** Null when it is not this hold. */
    extend(holdId: Id): Hold | 'already_extended' | null {
      if (held?.holdId !== holdId) return null;
      if (!held.extensionLeft) return 'already_extended';
      const hold: Hold = { ...held, totalSeconds: held.totalSeconds * 2, expiresAt: instant(held.expiresAt + held.totalSeconds * 1_000), extensionLeft: false };
      set(hold);
      return hold;
    },
    current: (): Hold | null => held,
    end: (): void => set(null),
  };
}
