import type { CDPSession, Page } from '@playwright/test';
import type { Chance } from '../../lanes/chance.ts';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

interface Act {
  /** Nothing else may touch the glass meanwhile. */
  readonly isSlow: boolean;
  readonly events: (hand: CDPSession) => Promise<unknown>[];
}

const quick = (events: Act['events']): Act => ({ isSlow: false, events });

/** What one careless, curious or angry hand does next, as events of a touch screen or a mouse. */
function nextAct(chance: Chance, width: number, height: number): Act {
  const edge = () => (chance.is(0.15) ? chance.below(2) : chance.next());
  const point = (id: number): Point => ({ x: Math.min(width - 1, Math.floor(edge() * width)), y: Math.min(height - 1, Math.floor(edge() * height)), id });
  const touch = (hand: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', touchPoints: readonly Point[]) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });
  const roll = chance.next();
  if (roll < 0.45) {
    const place = point(0);
    return quick((hand) => [touch(hand, 'touchStart', [place]), touch(hand, 'touchEnd', [])]);
  }
  if (roll < 0.6) {
    const path = [point(0), point(0), point(0), point(0)];
    return quick((hand) => [touch(hand, 'touchStart', path.slice(0, 1)), ...path.slice(1).map((place) => touch(hand, 'touchMove', [place])), touch(hand, 'touchEnd', [])]);
  }
  if (roll < 0.75) {
    const fingers = Array.from({ length: 2 + chance.below(4) }, (_, id) => point(id));
    const moved = fingers.map(({ id }) => point(id));
    const end = chance.is(0.2) ? 'touchCancel' : 'touchEnd';
    return quick((hand) => [touch(hand, 'touchStart', fingers), touch(hand, 'touchMove', moved), touch(hand, end, [])]);
  }
  if (roll < 0.76) {
    const place = point(0);
    return { isSlow: true, events: (hand) => [touch(hand, 'touchStart', [place]), new Promise((resolve) => setTimeout(resolve, 600)).then(() => touch(hand, 'touchEnd', []))] };
  }
  const { x, y } = point(0);
  const button = chance.one(['left', 'left', 'left', 'right', 'middle', 'back', 'forward'] as const);
  const clickCount = 1 + chance.below(3);
  return quick((hand) => [
    hand.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y }),
    hand.send('Input.dispatchMouseEvent', { type: 'mousePressed', x, y, button, clickCount }),
    hand.send('Input.dispatchMouseEvent', { type: 'mouseReleased', x, y, button, clickCount }),
  ]);
}

/**
 * Lets a hand loose on the page in front until `count` events or `untilMs`; `pageInFront` is asked again when a touch has ended
 * the session and its window with it.
 */
export async function letLoose(options: { chance: Chance; count: number; untilMs: number; pageInFront: () => Promise<Page> }): Promise<{ events: number; windows: number }> {
  const { chance, count, untilMs, pageInFront } = options;
  let events = 0;
  let windows = 0;
  while (events < count && performance.now() < untilMs) {
    const page = await pageInFront();
    windows += 1;
    const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight })).catch(() => null);
    if (size === null) continue;
    const hand = await page.context().newCDPSession(page).catch(() => null);
    if (hand === null) continue;
    const closed = new Promise<void>((resolve) => page.once('close', () => resolve()));
    while (!page.isClosed() && events < count && performance.now() < untilMs) {
      // Several at once, in order: a hand does not wait for the page.
      const acts = Array.from({ length: 10 }, () => nextAct(chance, size.width, size.height));
      const together = acts.filter(({ isSlow }) => !isSlow).flatMap((act) => act.events(hand));
      events += together.length;
      // The window may end in the middle of it, by a press on «Завершить»; then nobody answers.
      await Promise.race([Promise.allSettled(together), closed]);
      for (const act of acts.filter(({ isSlow }) => isSlow)) {
        const alone = act.events(hand);
        events += alone.length;
        await Promise.race([Promise.allSettled(alone), closed]);
      }
    }
    await hand.detach().catch(() => undefined);
  }
  return { events, windows };
}
