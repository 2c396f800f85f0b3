export interface KeyPress {
  /** As the DOM names it; a printable character stands for itself. */
  readonly key: string;
  /** The physical key; empty when no keyboard made the event. */
  readonly code: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

const named = new Set([
  'Tab', 'Shift', 'Enter', 'Escape', ' ',
  'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown',
  'Backspace', 'Delete',
]);

/**
 * What a person at a kiosk may press: typing, moving, choosing. Everything else (function, system, browser and menu keys, every
 * chord) is stopped before the page or Chromium sees it.
 */
export function isKioskKey({ key, code, control, alt, meta }: KeyPress): boolean {
  if (control || alt || meta) return false;
  // Characters that no key of the layout has come from our own program with an empty name; a real key always has a code.
  if (key === '') return code === '';
  return named.has(key) || (/^[^\p{C}]$/u.test(key) && key.length <= 2);
}
