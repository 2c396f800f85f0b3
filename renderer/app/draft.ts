import { useStore } from 'zustand';
import { useApp } from './appContext.ts';
import type { DraftStore } from './draftStore.ts';

export function useDraft(): DraftStore;
export function useDraft<T>(select: (draft: DraftStore) => T): T;
export function useDraft<T>(select?: (draft: DraftStore) => T): T | DraftStore {
  const { draft } = useApp();
  return useStore(draft, select ?? ((whole): T | DraftStore => whole));
}
