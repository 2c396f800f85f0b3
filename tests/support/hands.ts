import type { CDPSession, Locator, Page } from '@playwright/test';

/** Two ways a person works a kiosk. Both end in the events Chromium makes of a real finger or a real keyboard. */
export interface Hand {
  readonly name: string;
  press(target: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
}

async function finger(page: Page): Promise<CDPSession> {
  return page.context().newCDPSession(page);
}

/**
 * Where the target stands once it has stopped moving. Playwright's own wait counts drawn frames, and a loaded machine may draw none for
 * seconds.
 */
async function restingPlace(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await target.evaluate((element) => element.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  let before = await target.boundingBox();
  for (let look = 0; look < 200; look++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const box = await target.boundingBox();
    if (box && before && box.x === before.x && box.y === before.y) return box;
    before = box;
  }
  throw new Error(`it never stands still: ${String(target)}`);
}

async function placeNow(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  return (await target.boundingBox()) ?? restingPlace(target);
}

/** Fingers only: even letters come from the keyboard on the screen. */
export function touch(page: Page): Hand {
  async function press(target: Locator, place = restingPlace): Promise<void> {
    await target.waitFor({ state: 'visible' });
    const box = await place(target);
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await finger(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    // The touch may end the patient's window, and the session with it, before either has answered.
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }).catch((error: unknown) => {
      if (!page.isClosed()) throw error;
    });
    await session.detach().catch(() => undefined);
  }
  return {
    name: 'touch',
    press: (target) => press(target),
    async type(field, text) {
      await press(field);
      // Below the line of the accessible view the keyboard is part of the page's actions.
      const name = /Экранная клавиатура|On-screen keyboard/;
      const keys = page.getByRole('region', { name }).or(page.getByRole('navigation', { name }));
      // The keys come with the field and then stand still: only the first is waited for.
      for (const [index, letter] of [...text].entries()) await press(keys.getByRole('button', { name: letter, exact: true }), index === 0 ? restingPlace : placeNow);
    },
  };
}

/** How far Tab may have to travel before a screen counts as unreachable by keyboard. */
const tabLimit = 80;

async function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement || element.contains(document.activeElement));
}

/** Whether focus stands in the same composite (radio group, listbox, tabs) as the target: arrows then lead on, as WAI-ARIA asks. */
async function isNeighbour(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const focused = document.activeElement;
    if (element instanceof HTMLInputElement && element.type === 'radio') return focused instanceof HTMLInputElement && focused.type === 'radio' && focused.name === element.name;
    const group = element.closest('[role=radiogroup],[role=listbox],[role=tablist],[role=grid]');
    return group !== null && group.contains(focused);
  });
}

/** A keyboard only: Tab, arrows, Enter, letters. */
export function keyboard(page: Page): Hand {
  async function reach(target: Locator): Promise<void> {
    await target.waitFor({ state: 'visible' });
    for (let step = 0; step < tabLimit; step++) {
      if (await hasFocus(target)) return;
      await page.keyboard.press((await isNeighbour(target)) ? 'ArrowDown' : 'Tab');
    }
    throw new Error(`not reachable in ${tabLimit} steps by keyboard: ${String(target)}`);
  }
  return {
    name: 'keyboard',
    async press(target) {
      await reach(target);
      const role = await target.evaluate((element) => (element instanceof HTMLInputElement ? element.type : (element.getAttribute('role') ?? 'button')));
      await page.keyboard.press(role === 'radio' || role === 'option' ? 'Space' : 'Enter').catch((error: unknown) => {
        // As with a touch: the key that ends the patient's window need not come up in it.
        if (!page.isClosed()) throw error;
      });
    },
    async type(field, text) {
      await reach(field);
      await page.keyboard.type(text);
    },
  };
}
