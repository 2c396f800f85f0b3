import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { ShownPage } from './usePage.ts';

/** How much of the last screenful is still seen after a move. */
const kept = 120;

/** Moves the page under the glass by buttons. Another page begins at its top, or at its end for who reads backwards. */
export function usePan(glass: RefObject<HTMLDivElement | null>, { number, zoom }: ShownPage) {
  const [ends, setEnds] = useState({ atTop: true, atEnd: true, atLeft: true, atRight: true });
  const before = useRef(number);
  const update = useCallback(() => {
    const element = glass.current;
    if (element === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth, scrollHeight, scrollWidth } = element;
    const next = { atTop: scrollTop <= 1, atEnd: scrollTop + clientHeight >= scrollHeight - 1, atLeft: scrollLeft <= 1, atRight: scrollLeft + clientWidth >= scrollWidth - 1 };
    setEnds((now) => (now.atTop === next.atTop && now.atEnd === next.atEnd && now.atLeft === next.atLeft && now.atRight === next.atRight ? now : next));
  }, [glass]);
  useLayoutEffect(() => {
    const element = glass.current;
    if (element !== null && before.current !== number) element.scrollTo({ top: number < before.current ? element.scrollHeight : 0, left: 0 });
    before.current = number;
    update();
  }, [glass, number, zoom, update]);
  const by = (across: -1 | 0 | 1, down: -1 | 0 | 1) =>
    glass.current?.scrollBy({ left: across * Math.max(kept, glass.current.clientWidth - kept), top: down * Math.max(kept, glass.current.clientHeight - kept) });
  return { ...ends, update, by };
}
