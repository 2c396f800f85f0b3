import { useLayoutEffect, useState, type RefCallback } from 'react';

/** The room inside the padding. */
function roomIn(element: HTMLElement): number {
  const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(element);
  return element.clientHeight - (Number.parseFloat(paddingBlockStart) || 0) - (Number.parseFloat(paddingBlockEnd) || 0);
}

/**
 * How many items of one height fit the element now. Kiosk lists are paged, never swiped, so a page must be exactly what can be seen,
 * with and without the keyboard, in both views. The element may come later than the screen, when its data have come.
 */
export function useFitting(itemHeight: number, gap: number, before: number): { readonly ref: RefCallback<HTMLDivElement>; readonly count: number } {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [count, setCount] = useState(before);
  useLayoutEffect(() => {
    if (element === null) return undefined;
    const measure = () => {
      const height = roomIn(element);
      if (height > 0) setCount(Math.max(1, Math.floor((height + gap) / (itemHeight + gap))));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, itemHeight, gap]);
  return { ref: setElement, count };
}
