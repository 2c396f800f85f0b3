import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Hold } from '../../shared/features/appointments.ts';
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
}

export interface DraftStore extends Draft {
  readonly setSearch: (search: DoctorSearch) => void;
  readonly chooseDoctor: (roleId: string) => void;
  readonly chooseTime: (slot: NonNullable<Draft['slot']>, hold: Hold | null) => void;
  readonly setHold: (hold: Hold | null) => void;
  readonly markSent: () => void;
  readonly move: (moving: NonNullable<Draft['moving']>) => void;
  readonly clear: () => void;
}

const nothing: Draft = { search: everybody, roleId: null, slot: null, hold: null, commandId: null, appointmentId: null, sent: false, moving: null };

export function createDraft(newId: () => string): StoreApi<DraftStore> {
  return createStore<DraftStore>((set) => ({
    ...nothing,
    setSearch: (search) => set({ search }),
    chooseDoctor: (roleId) => set({ roleId }),
    chooseTime: (slot, hold) => set({ roleId: slot.roleId, slot, hold, commandId: newId(), appointmentId: newId(), sent: false }),
    setHold: (hold) => set({ hold }),
    markSent: () => set({ sent: true }),
    move: (moving) => set({ ...nothing, moving }),
    clear: () => set(nothing),
  }));
}
