import { createContext, useContext } from 'react';
import type { StoreApi } from 'zustand';
import type { DraftStore } from './draftStore.ts';
import type { ReadCache } from './readCache.ts';
import type { RouterStore } from './routerStore.ts';
import type { ViewStore } from './viewStore.ts';

/** Everything one window has: made once in main.tsx, handed down, gone with the window. */
export interface App {
  readonly reads: ReadCache;
  readonly router: StoreApi<RouterStore>;
  readonly draft: StoreApi<DraftStore>;
  readonly view: StoreApi<ViewStore>;
  /** This machine's clock; the clinic's time is this plus the measured offset. */
  readonly now: () => number;
  readonly newId: () => string;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('The screen stands outside the app');
  return app;
}
