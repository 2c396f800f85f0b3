import { useStore } from 'zustand';
import { useApp } from './appContext.ts';
import type { View, ViewStore } from './viewStore.ts';

export function useView(): View {
  return useStore(useApp().view, ({ view }) => view);
}

export function useViewStore(): ViewStore {
  return useStore(useApp().view);
}
