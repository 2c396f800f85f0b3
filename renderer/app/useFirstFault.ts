import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * When a person wants to go on and cannot, the first field that is wrong takes the focus: its sentence is read out, and its keyboard
 * opens. Only then: while one field is being mended the focus does not run away to the next.
 */
export function useFirstFault(): { readonly fields: RefObject<HTMLDivElement | null>; readonly stopped: () => void } {
  const fields = useRef<HTMLDivElement>(null);
  const [stops, setStops] = useState(0);
  useEffect(() => {
    if (stops > 0) fields.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')?.focus();
  }, [stops]);
  return { fields, stopped: () => setStops((count) => count + 1) };
}
