import { useLayoutEffect, type RefObject } from 'react';

/** What gives way at which, says `room.css`. */
const steps = ['roomy', 'tight', 'narrow'] as const;

function fit(main: HTMLElement, within: string | undefined): void {
  const holder = within === undefined ? main : main.querySelector(within);
  if (holder === null) return;
  // A paged list reaches over its edge by the width of a focus ring (fit.css); that is no want of room.
  const slack = holder.querySelector(':scope > .fit') === null ? 1 : 13;
  for (const step of steps) {
    if (main.dataset['room'] !== step) main.dataset['room'] = step;
    if (holder.scrollHeight <= holder.clientHeight + slack) return;
  }
}

/**
 * A page of the kiosk does not scroll and nothing may lie under its keys, however long an address is and however much went wrong at once.
 * What does not fit draws together step by step. `within`: the part that has to hold it all, when it is not the page itself.
 */
export function useRoom(page: RefObject<HTMLElement | null>, within?: string): void {
  useLayoutEffect(() => {
    const main = page.current;
    if (main === null) return undefined;
    fit(main, within);
    // A sentence that comes later, a line that is read only now: without this it would push the last button under the keys.
    const observer = new MutationObserver(() => fit(main, within));
    observer.observe(main, { childList: true, subtree: true, characterData: true });
    // The page may be drawn a moment before the letters take the size of its view: measured too early, it would stay drawn together.
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-view'] });
    return () => observer.disconnect();
  });
}
