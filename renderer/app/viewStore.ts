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

/** `fetchLanguage`: null where the language's texts are there, else resolves when they are. */
export function createView(fetchLanguage: (language: Language) => Promise<void> | null = () => null): StoreApi<ViewStore> {
  let asked: Language = 'ru';
  return createStore<ViewStore>((set) => ({
    view: 'normal',
    language: 'ru',
    toggleView: () => set(({ view }) => ({ view: view === 'normal' ? 'accessible' : 'normal' })),
    setLanguage: (language) => {
      asked = language;
      const coming = fetchLanguage(language);
      if (coming === null) {
        set({ language });
        return;
      }
      // Days and names never turn before their sentences; whoever has turned back meanwhile keeps that; texts that cannot come leave all as it is.
      coming.then(
        () => {
          if (asked === language) set({ language });
        },
        () => undefined,
      );
    },
  }));
}
