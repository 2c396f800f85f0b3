import type { Id } from '../../shared/lib/ids.ts';
import type { Instant } from '../../shared/lib/moscow.ts';
import { refuse, type SchedulingRefusal } from '../scheduling/refuse.ts';
import type { Ground, Instead, Lease, Occupant, SlotFacts, SlotStore } from '../scheduling/slotStore.ts';

/**
 * What a command stands on when somebody was told already that it is done: a lease this device was given, or the word by which the server
 * had settled it before a restore.
 */
export interface Relied {
  readonly lease: Lease | null;
  readonly word: number;
}

/** What a person has to look at, though it was applied. */
export type Concern = 'slot_closed' | 'schedule_changed' | 'patient_busy' | 'consent_withdrawn' | 'visit_changed';

export interface Asked {
  readonly slot: Id;
  readonly appointment: Id;
  readonly patient: Id;
  readonly device: Id;
  /** The start that was told to the patient; null: not said. */
  readonly startsAt: Instant | null;
}

/** Whose place a relied-upon visit takes; null: the time is nobody's; undefined: it is somebody else's. */
function placeOf(slot: SlotFacts, occupant: Occupant | null, asked: Asked, { lease }: Relied): Instead | null | undefined {
  // Marked busy without an occupant: given out by the clinic's own system.
  if (occupant === null) return slot.status === 'busy' ? undefined : null;
  // A time somebody is only looking at gives way to one somebody was promised.
  if (occupant.kind === 'hold') return occupant;
  if (occupant.kind === 'lease') return occupant.device === asked.device && occupant.leaseId === lease?.leaseId ? occupant : undefined;
  return occupant.kind === 'appointment' && occupant.appointment === asked.appointment ? occupant : undefined;
}

export interface Place {
  readonly slot: SlotFacts;
  readonly instead: Instead | null;
  readonly ground: Ground;
  readonly concerns: readonly Concern[];
}

/**
 * O2. A promise is kept unless the time is another's or is no more; what else is wrong with it becomes a concern. A server that has been
 * restored does not know enough to say no: it says later.
 */
export async function reliedPlace(store: SlotStore, asked: Asked, relied: Relied): Promise<Place> {
  const slot = await store.slot(asked.slot);
  const no = async (code: SchedulingRefusal) => refuse((await store.isClosed()) ? 'restoring' : code);
  if (slot === null) return no('not_found');
  if (slot === 'removed') return no('slot_closed');
  const occupant = await store.occupant(slot.id);
  const instead = placeOf(slot, occupant, asked, relied);
  if (instead === undefined) return no('slot_taken');
  const overlapAccepted = await store.isBusy(asked.patient, slot.startsAt, slot.endsAt, asked.appointment);
  const concerns: readonly (Concern | false)[] = [
    slot.status === 'busy-unavailable' && 'slot_closed',
    asked.startsAt !== null && asked.startsAt !== slot.startsAt && 'schedule_changed',
    overlapAccepted && 'patient_busy',
    !(await store.mayBook(asked.patient)) && 'consent_withdrawn',
  ];
  return { slot, instead, ground: { word: Math.max(relied.word, occupant?.kind === 'appointment' ? (occupant.word ?? 0) : 0), overlapAccepted }, concerns: concerns.filter((concern) => concern !== false) };
}
