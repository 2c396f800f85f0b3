import { useStore } from 'zustand';
import type { Language } from '../words/day.ts';
import { useApp } from './appContext.ts';

export function useLanguage(): Language {
  return useStore(useApp().view, ({ language }) => language);
}
