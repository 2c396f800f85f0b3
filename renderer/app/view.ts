import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useApp } from './appContext.ts';

export type View = 'normal' | 'accessible';
export type Language = 'ru' | 'en';

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

export function useView(): View {
  return useStore(useApp().view, ({ view }) => view);
}

export function useViewStore(): ViewStore {
  return useStore(useApp().view);
}
