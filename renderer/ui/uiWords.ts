import { createContext } from 'react';

/** The few words that components say by themselves. The page gives them in its language. */
export interface UiWordsShape {
  readonly up: string;
  readonly down: string;
  readonly page: (from: number, to: number, total: number) => string;
  readonly pageSpoken: (from: number, to: number, total: number) => string;
  readonly show: string;
  readonly hide: string;
  readonly clear: string;
  readonly close: string;
  readonly back: string;
  readonly chosen: string;
  readonly loading: string;
  readonly actions: string;
  readonly step: (now: number, total: number) => string;
  readonly secondsLeft: (seconds: number) => string;
  readonly keyboard: { readonly label: string; readonly shift: string; readonly erase: string; readonly space: string; readonly hide: string; readonly letters: string; readonly latin: string; readonly digits: string };
}

const none = () => '';

export const UiWords = createContext<UiWordsShape>({
  up: '',
  down: '',
  page: none,
  pageSpoken: none,
  show: '',
  hide: '',
  clear: '',
  close: '',
  back: '',
  chosen: '',
  loading: '',
  actions: '',
  step: none,
  secondsLeft: none,
  keyboard: { label: '', shift: '', erase: '', space: '', hide: '', letters: '', latin: '', digits: '' },
});
