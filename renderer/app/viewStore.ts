import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Language } from '../words/day.ts';

export type View = 'normal' | 'accessible';

/** How this patient wants to see the kiosk. Not a setting of the device: the next person starts in Russian and in the normal size. */
export interface ViewStore {
  readonly view: View;
  readonly language: Language;
  readonly toggleView: () => void;
  readonly setLanguage: (language: Language) => void;
}

export function createView(): StoreApi<ViewStore> {
  return createStore<ViewStore>((set) => ({
    view: 'normal',
    language: 'ru',
    toggleView: () => set(({ view }) => ({ view: view === 'normal' ? 'accessible' : 'normal' })),
    setLanguage: (language) => set({ language }),
  }));
}
