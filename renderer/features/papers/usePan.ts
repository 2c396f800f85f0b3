import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { ShownPage } from './usePage.ts';

/** How much of the last screenful is still seen after a move. */
const kept = 120;

/** Moves the page under the glass by buttons. Another page begins at its top, or at its end for who reads backwards. */
export function usePan({ number, zoom }: ShownPage) {
  const glass = useRef<HTMLDivElement>(null);
  const [ends, setEnds] = useState({ atTop: true, atEnd: true, atLeft: true, atRight: true });
  const before = useRef({ number, zoom, height: 1 });
  const update = useCallback(() => {
    const element = glass.current;
    if (element === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth, scrollHeight, scrollWidth } = element;
    const next = { atTop: scrollTop <= 1, atEnd: scrollTop + clientHeight >= scrollHeight - 1, atLeft: scrollLeft <= 1, atRight: scrollLeft + clientWidth >= scrollWidth - 1 };
    setEnds((now) => (now.atTop === next.atTop && now.atEnd === next.atEnd && now.atLeft === next.atLeft && now.atRight === next.atRight ? now : next));
  }, []);
  useLayoutEffect(() => {
    const element = glass.current;
    if (element === null) return;
    const { scrollTop, scrollHeight, scrollWidth, clientWidth, clientHeight } = element;
    // A page that has grown or shrunk keeps what was in the middle of the glass, and stands in the middle across.
    const middle = ((scrollTop + clientHeight / 2) / before.current.height) * scrollHeight - clientHeight / 2;
    const top = before.current.number === number ? middle : number < before.current.number ? scrollHeight : 0;
    if (before.current.number !== number || before.current.zoom !== zoom) element.scrollTo({ top, left: (scrollWidth - clientWidth) / 2 });
    before.current = { number, zoom, height: scrollHeight };
    update();
  }, [number, zoom, update]);
  const by = (across: -1 | 0 | 1, down: -1 | 0 | 1) =>
    glass.current?.scrollBy({ left: across * Math.max(kept, glass.current.clientWidth - kept), top: down * Math.max(kept, glass.current.clientHeight - kept) });
  return { ...ends, glass, update, by };
}
