import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CancelReason, Hold } from '../../shared/features/appointments.ts';
import type { Instant, MoscowDay } from '../../shared/lib/moscow.ts';

/**
 * What the patient has chosen so far. It lives in the page, so it survives a restarted backend; leaving clears it with the window.
 * `commandId` and `appointmentId` are made together with the choice: however often the command is sent, it is one visit.
 */
/** What the list of doctors was narrowed to; null means «any». */
export interface DoctorSearch {
  readonly text: string;
  readonly speciality: string | null;
  readonly officeId: string | null;
  readonly day: MoscowDay | null;
}

export const everybody: DoctorSearch = { text: '', speciality: null, officeId: null, day: null };

export interface Draft {
  readonly search: DoctorSearch;
  readonly roleId: string | null;
  readonly slot: { readonly roleId: string; readonly slotId: string; readonly startsAt: Instant; readonly durationMinutes: number } | null;
  readonly hold: Hold | null;
  readonly commandId: string | null;
  readonly appointmentId: string | null;
  /** The command has gone out at least once. */
  readonly sent: boolean;
  /** The visit whose new time is being chosen. */
  readonly moving: { readonly appointmentId: string; readonly startsAt: Instant } | null;
  /** The visit that is being cancelled, and what has been said about it so far. */
  readonly cancelling: Cancelling | null;
  /** Ids of the documents signed before registration, as the server gave them; nothing of the person is in them. */
  readonly acceptances: readonly string[];
  /** Whose choice this is, once somebody has signed in. A restart signs out, and another person may sign in next. */
  readonly ownerId: string | null;
}

export interface Cancelling {
  readonly appointmentId: string;
  readonly commandId: string;
  readonly reason: CancelReason | null;
  readonly comment: string;
  readonly sent: boolean;
}

export interface DraftStore extends Draft {
  readonly setSearch: (search: DoctorSearch) => void;
  readonly chooseDoctor: (roleId: string) => void;
  readonly chooseTime: (slot: NonNullable<Draft['slot']>, hold: Hold | null) => void;
  readonly setHold: (hold: Hold | null) => void;
  readonly markSent: () => void;
  readonly move: (moving: NonNullable<Draft['moving']>) => void;
  /** Goes on with a cancellation of this visit that was begun before a restart, or begins one. */
  readonly beginCancel: (appointmentId: string) => void;
  readonly setCancelling: (part: Partial<Pick<Cancelling, 'reason' | 'comment' | 'sent'>>) => void;
  readonly setAcceptances: (acceptances: readonly string[]) => void;
  /** False, and everything forgotten, when what is here was chosen by somebody else. */
  readonly claim: (patientId: string) => boolean;
  /** The choice has become a visit, or has been given up. */
  readonly clear: () => void;
  /** Nobody is here any more. */
  readonly forget: () => void;
}

const nothing: Draft = { search: everybody, roleId: null, slot: null, hold: null, commandId: null, appointmentId: null, sent: false, moving: null, cancelling: null, acceptances: [], ownerId: null };

export function createDraft(newId: () => string): StoreApi<DraftStore> {
  return createStore<DraftStore>((set, get) => ({
    ...nothing,
    setSearch: (search) => set({ search }),
    chooseDoctor: (roleId) => set({ roleId }),
    chooseTime: (slot, hold) => set({ roleId: slot.roleId, slot, hold, commandId: newId(), appointmentId: newId(), sent: false }),
    setHold: (hold) => set({ hold }),
    markSent: () => set({ sent: true }),
    move: (moving) => set(({ ownerId }) => ({ ...nothing, ownerId, moving })),
    beginCancel: (appointmentId) =>
      set(({ cancelling }) => (cancelling?.appointmentId === appointmentId ? {} : { cancelling: { appointmentId, commandId: newId(), reason: null, comment: '', sent: false } })),
    setCancelling: (part) => set(({ cancelling }) => (cancelling === null ? {} : { cancelling: { ...cancelling, ...part } })),
    setAcceptances: (acceptances) => set({ acceptances }),
    claim: (patientId) => {
      const { ownerId } = get();
      const isTheirs = ownerId === null || ownerId === patientId;
      set(isTheirs ? { ownerId: patientId } : { ...nothing, ownerId: patientId });
      return isTheirs;
    },
    clear: () => set(({ ownerId }) => ({ ...nothing, ownerId })),
    forget: () => set(nothing),
  }));
}
