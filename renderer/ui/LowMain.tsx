import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { LowList } from './layout.ts';
import { useFitting } from './useFitting.ts';

const oneLine = 146;
const twoLines = 232;
const gap = 6;

/** As many choices as fit, always with the chosen one in view. */
export function LowChoices({ label, list }: { label: string; list: LowList }): ReactNode {
  const { items, selectedId, onSelect } = list;
  const tall = items.some((item) => item.label.length + (item.detail?.length ?? 0) * 0.7 > 21);
  const { ref, count } = useFitting(tall ? twoLines : oneLine, gap, 3);
  const index = Math.max(0, items.findIndex(({ id }) => id === selectedId));
  const from = Math.max(0, Math.min(index - Math.floor((count - 1) / 2), items.length - count));
  return (
    <div ref={ref} className="low__fit">
      <ul className={tall ? 'low__list low__list--tall' : 'low__list'} role="listbox" aria-label={label} tabIndex={0} aria-activedescendant={selectedId === null ? undefined : `low-${selectedId}`}>
        {items.slice(from, from + count).map((item, place) => (
          <li
            key={item.id}
            id={`low-${item.id}`}
            role="option"
            aria-selected={item.id === selectedId}
            aria-setsize={items.length}
            aria-posinset={from + place + 1}
            className={item.id === selectedId ? 'on' : ''}
            onClick={() => onSelect(item.id)}
          >
            <b lang={item.lang}>{item.label}</b>
            {item.detail !== undefined && <span>{item.detail}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

export interface Scroll {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly atTop: boolean;
  readonly atEnd: boolean;
  readonly by: (step: -1 | 1) => void;
  readonly update: () => void;
}

/** A long page is moved by the two buttons below the line, a screenful less a line at a time. */
export function useScroll(): Scroll {
  const ref = useRef<HTMLDivElement>(null);
  const [ends, setEnds] = useState({ atTop: true, atEnd: true });
  const update = useCallback(() => {
    const element = ref.current;
    if (element === null) return;
    const atTop = element.scrollTop <= 1;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
    setEnds((now) => (now.atTop === atTop && now.atEnd === atEnd ? now : { atTop, atEnd }));
  }, []);
  return { ref, ...ends, update, by: (step) => ref.current?.scrollBy({ top: step * (ref.current.clientHeight - 120) }) };
}

export function LowScroll({ scroll, children }: { scroll: Scroll; children: ReactNode }): ReactNode {
  const { ref, update } = scroll;
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(update);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [ref, update, children]);
  return (
    <div ref={ref} className="low__scroll" tabIndex={0} onScroll={update}>
      {children}
    </div>
  );
}
