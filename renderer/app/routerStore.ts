import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Deletable } from '../../shared/features/deletion.ts';
import type { LocalText } from '../../shared/lib/localText.ts';

export type TimePurpose = 'book' | 'browse' | 'move';

export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'doctors'; readonly purpose: 'book' | 'browse' }
  | { readonly name: 'time'; readonly roleId: string; readonly purpose: TimePurpose; readonly appointmentId?: string }
  | { readonly name: 'signIn'; readonly then: Route; readonly reason?: 'restarted' | 'phoneDone' }
  | { readonly name: 'register' }
  | { readonly name: 'recover' }
  | { readonly name: 'mailCode' }
  | { readonly name: 'newPassword' }
  | { readonly name: 'onPhone'; readonly step: 'form' | 'password' }
  | { readonly name: 'visitCode' }
  /** R5. Always on top of `signIn`, which sends on whoever has signed in. */
  | { readonly name: 'esia' }
  /** R1, R2: read one text, or sign all that has to be signed and go on to `then`. */
  | { readonly name: 'documents'; readonly purpose: 'register' | 'renew' | 'read'; readonly kind?: 'terms' | 'consent'; readonly documentId?: string; readonly then: Route }
  | { readonly name: 'consents' }
  | { readonly name: 'withdraw' }
  /** R1, L3: a PDF of the patient's, inside the app. */
  | { readonly name: 'paper'; readonly binaryId: string; readonly title: LocalText }
  | { readonly name: 'confirm' }
  | { readonly name: 'slip'; readonly appointmentId: string; readonly commandId?: string }
  | { readonly name: 'cabinet' }
  /** R11: one's own account, and what can be changed of it. */
  | { readonly name: 'account' }
  | { readonly name: 'accountStep'; readonly step: 'sessions' | 'password' | 'email' | 'codes' | 'phone' | 'close' }
  | { readonly name: 'visits' }
  | { readonly name: 'visit'; readonly id: string }
  | { readonly name: 'cancelVisit'; readonly id: string }
  /** S8: the queue on the day of a visit, signed in or by the code of a slip. */
  | { readonly name: 'checkIn'; readonly id: string }
  | { readonly name: 'checkInBySlip' }
  | { readonly name: 'moveVisit'; readonly id: string }
  /** R10: oneself, or somebody one represents; takes the place of the screen it leads back to. */
  | { readonly name: 'actFor'; readonly then: Route }
  /** L1–L3: what the clinic has released, one report of it, one value over the years. */
  | { readonly name: 'results' }
  | { readonly name: 'result'; readonly reportId: string }
  | { readonly name: 'trend'; readonly code: string }
  /** D4: what is held, who has looked, everything in one file. */
  | { readonly name: 'ownData' }
  | { readonly name: 'whoLooked' }
  | { readonly name: 'everything' }
  /** D1: what to delete from the cabinet (or one thing of it), and the receipts of it. */
  | { readonly name: 'deletion'; readonly of?: Deletable }
  | { readonly name: 'receipts' }
  | { readonly name: 'prices' }
  /** P2: the pre-order in the making, and those already sent. */
  | { readonly name: 'cart'; readonly step?: 'prepare' | 'day' }
  | { readonly name: 'orders' }
  | { readonly name: 'order'; readonly orderId: string; readonly commandId?: string }
  /** S6: waiting for a time of this doctor, what is waited for, and a time that is kept for this patient. */
  | { readonly name: 'waitFor'; readonly roleId: string }
  | { readonly name: 'waitingList' }
  | { readonly name: 'offer'; readonly offerId: string }
  | { readonly name: 'help' }
  /** K5: whether a printed paper is genuine. */
  | { readonly name: 'checkPaper' }
  /** D6: what is counted, and what never is. */
  | { readonly name: 'counters' }
  | { readonly name: 'staffDoor' };

export interface RouterStore {
  readonly stack: readonly Route[];
  readonly go: (route: Route) => void;
  /** Takes the place of the present screen, so that «Назад» does not lead to it. */
  readonly replace: (route: Route) => void;
  readonly back: () => void;
  /** To the last screen of that name, or to the first screen when there is none on the way. */
  readonly backTo: (name: Route['name']) => void;
  readonly home: () => void;
}

export const homeRoute: Route = { name: 'home' };

/** A stack in memory: no address, no history, nothing left behind for the next person. */
export function createRouter(): StoreApi<RouterStore> {
  return createStore<RouterStore>((set) => ({
    stack: [homeRoute],
    go: (route) => set(({ stack }) => ({ stack: [...stack, route] })),
    replace: (route) => set(({ stack }) => ({ stack: stack.length === 1 ? [homeRoute, route] : [...stack.slice(0, -1), route] })),
    back: () => set(({ stack }) => ({ stack: stack.length > 1 ? stack.slice(0, -1) : stack })),
    backTo: (name) => set(({ stack }) => ({ stack: stack.slice(0, Math.max(1, stack.findLastIndex((route) => route.name === name) + 1)) })),
    home: () => set({ stack: [homeRoute] }),
  }));
}
