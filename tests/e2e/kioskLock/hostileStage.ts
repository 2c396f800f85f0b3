import type { Page } from '@playwright/test';

/** Where the parts of the stage lie; the page is covered by it, so a hand finds nothing else. */
export const stage = {
  field: { x: 400, y: 140 },
  word: { x: 80, y: 140 },
  text: { x: 150, y: 345 },
  textEnd: { x: 500, y: 345 },
  link: { x: 100, y: 525 },
  button: { x: 90, y: 740 },
  nothing: { x: 300, y: 850 },
} as const;

const watched = ['keydown', 'mousedown', 'mouseup', 'click', 'auxclick', 'contextmenu', 'copy', 'cut', 'paste', 'dragstart', 'dragover', 'drop', 'selectstart', 'popstate'];

/** What a hostile page would put in front of a person: a field, text, a link and a button, and a note of every event that reaches it. */
export async function buildStage(page: Page): Promise<void> {
  await page.evaluate((names) => {
    document.getElementById('stage')?.remove();
    // On a lying screen the page is drawn smaller as a whole; here a place on the screen is a place on the page.
    document.documentElement.style.zoom = '';
    const events: string[] = [];
    Reflect.set(window, 'events', events);
    for (const name of names) addEventListener(name, (event) => void events.push(event instanceof MouseEvent ? `${event.type} ${event.button}` : event.type), true);
    const at = <T extends HTMLElement>(element: T, top: number, more: Partial<T>): T => {
      Object.assign(element.style, { position: 'absolute', left: '50px', top: `${top}px`, fontSize: '40px' });
      return Object.assign(element, more);
    };
    const cover = Object.assign(document.createElement('div'), { id: 'stage' });
    Object.assign(cover.style, { position: 'fixed', inset: '0', zIndex: '99999', background: '#fff', userSelect: 'text' });
    const field = at(document.createElement('input'), 100, { id: 'stage-field', value: 'private words' });
    Object.assign(field.style, { inlineSize: '600px', blockSize: '80px', border: '2px solid red' });
    const act = at(document.createElement('button'), 700, { id: 'stage-button', textContent: 'act' });
    Object.assign(act.style, { inlineSize: '300px', blockSize: '80px', border: '2px solid' });
    act.addEventListener('click', () => {
      const run: unknown = Reflect.get(window, 'act');
      if (typeof run === 'function') Reflect.apply(run, window, []);
    });
    cover.append(
      field,
      at(document.createElement('p'), 300, { id: 'stage-text', textContent: 'Plain words to select and to drag away' }),
      at(document.createElement('a'), 500, { id: 'stage-link', textContent: 'A link to drag', href: 'kabinet://app/index.html' }),
      act,
    );
    document.body.append(cover);
  }, watched);
}

/** Events since the last question. */
export function eventsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (Reflect.get(window, 'events') as string[]).splice(0));
}

export function fieldText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const field = document.getElementById('stage-field');
    return field instanceof HTMLInputElement ? field.value : 'no field';
  });
}
