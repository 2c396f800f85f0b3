import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Output } from '../../shared/contract.ts';
import type { CancelReason, Hold } from '../../shared/features/appointments.ts';
import type { Instant, MoscowDay } from '../../shared/lib/moscow.ts';
import { cartForAnother, changeCart, emptyCart, type Cart, type CartChange } from './cart.ts';

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
  /** What a person who registers, or sets a new password, has typed so far. A password is never part of it. */
  readonly registering: Registering;
  /** What the owner of the account is changing. A password is never part of it. */
  readonly account: AccountDraft;
  /** Row P2: filled before anybody has signed in, and kept while visits are booked beside it. */
  readonly cart: Cart;
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

/** Texts as typed: a field is checked when the person goes on, and what is wrong with it is not lost. */
export interface Registering {
  readonly email: string;
  readonly family: string;
  readonly given: string;
  readonly patronymic: string;
  readonly birthDate: string;
  readonly phone: string;
  readonly snils: string;
  /** The field the form stands at. */
  readonly at: RegistrationField;
  readonly code: string;
  /** A letter is on its way. */
  readonly sent: { readonly purpose: 'register' | 'recover'; readonly registrationId: string; readonly at: number; readonly codeSeconds: number } | null;
  /** The page on the patient's own telephone. */
  readonly phonePage: { readonly step: 'form' | 'password'; readonly handoffId: string; readonly url: string; readonly matchCode: string; readonly until: number } | null;
}

/** R11: as typed, and what the centre has said about this account last. */
export interface AccountDraft {
  readonly overview: Output<'account.overview'> | null;
  readonly email: string;
  readonly phone: string;
  readonly oldCode: string;
  readonly newCode: string;
  /** The letters with the codes are on their way. */
  readonly sent: { readonly email: string; readonly at: number; readonly codeSeconds: number } | null;
}

export type RegistrationField = 'family' | 'given' | 'patronymic' | 'birthDate' | 'snils' | 'email' | 'phone';

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
  readonly setRegistering: (part: Partial<Registering>) => void;
  /** The account is there, or nobody wants it any more. */
  readonly endRegistering: () => void;
  readonly setAccount: (part: Partial<AccountDraft>) => void;
  readonly setCart: (change: CartChange) => void;
  /** False, and everything forgotten, when what is here was chosen by somebody else. */
  readonly claim: (patientId: string) => boolean;
  /** R10: the same hand goes on for another person. Doctor and time stay; the command is a new one, so that nobody's visit is sent twice. */
  readonly handOver: (patientId: string) => void;
  /** The choice has become a visit, or has been given up. */
  readonly clear: () => void;
  /** Nobody is here any more. */
  readonly forget: () => void;
}

const notRegistering: Registering = { email: '', family: '', given: '', patronymic: '', birthDate: '', phone: '', snils: '', at: 'family', code: '', sent: null, phonePage: null };

const noAccount: AccountDraft = { overview: null, email: '', phone: '', oldCode: '', newCode: '', sent: null };

const nothing: Draft = { search: everybody, roleId: null, slot: null, hold: null, commandId: null, appointmentId: null, sent: false, moving: null, cancelling: null, acceptances: [], registering: notRegistering, account: noAccount, cart: emptyCart, ownerId: null };

export function createDraft(newId: () => string): StoreApi<DraftStore> {
  return createStore<DraftStore>((set, get) => ({
    ...nothing,
    setSearch: (search) => set({ search }),
    chooseDoctor: (roleId) => set({ roleId }),
    chooseTime: (slot, hold) => set({ roleId: slot.roleId, slot, hold, commandId: newId(), appointmentId: newId(), sent: false }),
    setHold: (hold) => set({ hold }),
    markSent: () => set({ sent: true }),
    move: (moving) => set(({ ownerId, cart }) => ({ ...nothing, ownerId, cart, moving })),
    beginCancel: (appointmentId) =>
      set(({ cancelling }) => (cancelling?.appointmentId === appointmentId ? {} : { cancelling: { appointmentId, commandId: newId(), reason: null, comment: '', sent: false } })),
    setCancelling: (part) => set(({ cancelling }) => (cancelling === null ? {} : { cancelling: { ...cancelling, ...part } })),
    setAcceptances: (acceptances) => set({ acceptances }),
    setRegistering: (part) => set(({ registering }) => ({ registering: { ...registering, ...part } })),
    endRegistering: () => set({ registering: notRegistering, acceptances: [] }),
    setAccount: (part) => set(({ account }) => ({ account: { ...account, ...part } })),
    setCart: (change) => set(({ cart }) => ({ cart: changeCart(cart, change, newId) })),
    claim: (patientId) => {
      const { ownerId } = get();
      const isTheirs = ownerId === null || ownerId === patientId;
      set(isTheirs ? { ownerId: patientId } : { ...nothing, ownerId: patientId });
      return isTheirs;
    },
    handOver: (ownerId) => set(({ search, roleId, slot, hold, cart }) => ({ ...nothing, search, roleId, slot, hold, commandId: newId(), appointmentId: newId(), cart: cartForAnother(cart, newId), ownerId })),
    clear: () => set(({ ownerId, cart }) => ({ ...nothing, ownerId, cart })),
    forget: () => set(nothing),
  }));
}
