import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Door } from './debugPage.ts';

const assets = fileURLToPath(new URL('../../out/release/renderer/assets', import.meta.url));
const Taken = z.object({ root: z.string(), body: z.string(), css: z.string() });
const Parts = z.array(z.string());

/** What stands in these places now, to be shown by a page that has no program behind it. */
export async function partsOf(door: Door, places: readonly string[]): Promise<readonly string[]> {
  return Parts.parse(await door.ask(`${JSON.stringify(places)}.map((place) => document.querySelector(place)?.innerHTML ?? '')`));
}

/** A copy of what is drawn, with the same styles and letters, written into an empty page. */
export async function copyPage(from: Door, into: Door): Promise<void> {
  const { root, body, css } = Taken.parse(
    await from.ask(`(() => {
      const open = (element) => element.cloneNode(false).outerHTML.replace(/<\\/[a-z]+>$/, '');
      return { root: open(document.documentElement), body: open(document.body) + document.body.innerHTML, css: [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join('\\n') };
    })()`),
  );
  const fonts = css.replaceAll(/url\("?([^")]+\.woff2)"?\)/g, (_, file: string) => `url(data:font/woff2;base64,${readFileSync(join(assets, basename(file))).toString('base64')})`);
  const page = `<!doctype html>${root}<head><meta charset="utf-8"><style>${fonts}</style></head>${body.replaceAll(/<script[\s\S]*?<\/script>/g, '')}</body></html>`;
  await into.ask(`document.open(), document.write(${JSON.stringify(page)}), document.close()`);
  await into.ask('document.fonts.ready.then(() => true)');
}

/** Each press on the copy shows the next of these states: nothing is asked, computed or made but what is drawn. */
export async function playStates(page: Door, places: readonly string[], states: readonly (readonly string[])[]): Promise<void> {
  await page.ask(`(() => {
    const places = ${JSON.stringify(places)};
    const states = ${JSON.stringify(states)};
    let at = 0;
    document.addEventListener('click', (event) => {
      if (!event.target.closest('button')) return;
      const state = states[at % states.length];
      at += 1;
      places.forEach((place, index) => { const element = document.querySelector(place); if (element) element.innerHTML = state[index]; });
    });
  })()`);
}
