import { useEffect, useRef, type RefObject } from 'react';

/** The first field that is wrong takes the focus: its sentence is read out, and its keyboard opens. */
export function useFirstFault(faults: object): RefObject<HTMLDivElement | null> {
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"]')?.focus();
  }, [faults]);
  return fields;
}
