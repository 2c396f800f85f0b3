import type { Page } from '@playwright/test';

/** Words that run out of their button or the window, and controls that lie on each other. Empty when the page is whole. */
export async function cutOrOverlapping(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const slack = 2;
    const found: string[] = [];
    const nameOf = (element: Element) => (element.textContent ?? '').trim().slice(0, 40);
    const isShown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    /** Part of the element that its scrolling or cutting ancestors let through. */
    const visibleBox = (element: Element) => {
      const own = element.getBoundingClientRect();
      const box = { left: own.left, right: own.right, top: own.top, bottom: own.bottom };
      for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowY === 'visible') continue;
        const edge = parent.getBoundingClientRect();
        box.top = Math.max(box.top, edge.top);
        box.bottom = Math.min(box.bottom, edge.bottom);
      }
      return box;
    };
    const dialogs = [...document.querySelectorAll('[role=dialog]')];
    const root = dialogs.at(-1) ?? document.body;
    const controls = [...root.querySelectorAll('button, input, [role=option]')].filter(isShown);
    const scrolled = (element: Element) => element.closest('.low__scroll, .pages__text') !== null;
    for (const control of [...controls, ...root.querySelectorAll('h1, h2, .slot, .day')]) {
      const box = control.getBoundingClientRect();
      const shown = visibleBox(control);
      if (!scrolled(control) && (shown.bottom - shown.top < box.height - slack || box.left < -slack || box.right > innerWidth + slack || box.bottom > innerHeight + slack)) found.push(`cut: ${nameOf(control)}`);
      const walker = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (node.parentElement?.closest('.unseen') || (node.textContent ?? '').trim() === '') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const words = range.getBoundingClientRect();
        if (words.width === 0) continue;
        // The box of a font is taller than its letters: with tight lines it sticks out where no letter does.
        const air = Math.max(slack, Number.parseFloat(getComputedStyle(control).fontSize) * 0.25);
        if (words.left < box.left - slack || words.right > box.right + slack || words.top < box.top - air || words.bottom > box.bottom + air) found.push(`runs out: ${nameOf(control)}`);
      }
    }
    for (const holder of root.querySelectorAll('.pages__text, .low__field, .low__scroll:has(.doc)')) {
      if (holder.scrollWidth > holder.clientWidth + slack) found.push(`wider than its place: ${nameOf(holder)}`);
    }
    for (const [index, one] of controls.entries()) {
      const a = visibleBox(one);
      for (const other of controls.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const b = visibleBox(other);
        if (a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack) found.push(`overlap: ${nameOf(one)} / ${nameOf(other)}`);
      }
    }
    return [...new Set(found)];
  });
}

/** Russian letters that an English page would read out with English sounds: everything Russian must say that it is. */
export async function unmarkedRussian(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    // The three letters on the key are what the layout is called in every language.
    const isRussian = (text: string) => /[а-яё]/i.test(text.replace('АБВ', ''));
    const found: string[] = [];
    const isMarked = (element: Element | null) => element === null || element.closest('[lang=ru], [aria-hidden=true], script, style, title') !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (isRussian(node.textContent ?? '') && !isMarked(node.parentElement)) found.push((node.textContent ?? '').trim().slice(0, 80));
    }
    for (const element of document.body.querySelectorAll('[aria-label], [alt], [title], [placeholder]')) {
      for (const name of ['aria-label', 'alt', 'title', 'placeholder']) {
        const text = element.getAttribute(name);
        if (text !== null && isRussian(text) && !isMarked(element)) found.push(`${name}: ${text.slice(0, 80)}`);
      }
    }
    return found;
  });
}
