import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/**
 * How many items of one height fit the element now. Kiosk lists are paged, never swiped, so a page must be exactly what can be seen,
 * with and without the keyboard, in both views.
 */
export function useFitting(itemHeight: number, gap: number, before: number): { readonly ref: RefObject<HTMLDivElement | null>; readonly count: number } {
  const ref = useRef<HTMLDivElement | null>(null);
  const [count, setCount] = useState(before);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const measure = () => {
      const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(element);
      const height = element.clientHeight - Number.parseFloat(paddingBlockStart) - Number.parseFloat(paddingBlockEnd);
      if (height > 0) setCount(Math.max(1, Math.floor((height + gap) / (itemHeight + gap))));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [itemHeight, gap]);
  return { ref, count };
}
