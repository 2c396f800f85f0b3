import { createContext, useCallback, useContext, useMemo, useRef, useState, type RefObject } from 'react';
import type { Layout } from './keyLayouts.ts';

/** Which field the on-screen keyboard writes to, and how it looks now. */
export interface KeyboardState {
  readonly layout: Layout | null;
  readonly shifted: boolean;
  readonly target: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  readonly show: (layout: Layout, field: HTMLInputElement | HTMLTextAreaElement) => void;
  readonly switchTo: (layout: Layout) => void;
  readonly setShifted: (shifted: boolean) => void;
  readonly hide: () => void;
  /** Where keys go when they belong to no field of this page; null erases. */
  readonly elsewhere?: (text: string | null) => void;
}

export const KeyboardContext = createContext<KeyboardState | null>(null);

export function useKeyboardState(): KeyboardState {
  const target = useRef<HTMLInputElement | HTMLTextAreaElement | null>(null);
  const [layout, setLayout] = useState<Layout | null>(null);
  const [shifted, setShifted] = useState(false);
  // Stable: a screen hides the keyboard when its question changes, not whenever a person switches the layout.
  const hide = useCallback(() => setLayout(null), []);
  return useMemo(
    () => ({
      layout,
      shifted,
      target,
      show: (wanted, field) => {
        // The same field touched again keeps the layout a person has switched to.
        setLayout((now) => (target.current === field && now !== null ? now : wanted));
        target.current = field;
      },
      switchTo: setLayout,
      setShifted,
      hide,
    }),
    [layout, shifted, hide],
  );
}

export function useKeyboard(): KeyboardState | null {
  return useContext(KeyboardContext);
}
