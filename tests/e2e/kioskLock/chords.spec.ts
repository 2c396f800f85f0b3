import { expect, test, type Page } from '@playwright/test';
import { isKioskKey } from '../../../main/shell/keys.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startXServer, type XServer } from '../../support/xServer.ts';
import { buildStage, stage } from './hostileStage.ts';

// Every key of a keyboard with every set of modifiers, in two layouts, pressed on a real X server. No window manager runs there, so
// what a manager does itself (Alt+Tab, Alt+F4) is the business of the locked session of the device and not proved here.

const subsets = (names: readonly string[]): readonly (readonly string[])[] => names.reduce<string[][]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
const modifierSets = subsets(['shift', 'ctrl', 'alt', 'super']);
const codes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
// Numbers of the physical keys, so that the layout decides what they mean; one-digit numbers would be read as characters.
// The two locks (66, 77) are pressed once more at the end, so that every set of modifiers begins with both of them off.
const keyboard = ['Escape', ...codes(10, 135), '66', '77'];
/** Keys of keyboards with more on them: mail, search, back, forward, reload, close, calculator, F13 to F24. */
const extra = [...codes(144, 182), ...codes(191, 202), '225'];

interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly control: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** Presses everything and answers what reached the page and how many chords there were. */
async function pressEverything(screen: XServer, page: Page): Promise<{ count: number; pressed: readonly Pressed[] }> {
  await buildStage(page);
  await page.evaluate(() => {
    const pressed = new Map<string, unknown>();
    Reflect.set(window, 'pressed', pressed);
    Reflect.set(window, 'marker', true);
    addEventListener(
      'keydown',
      ({ key, code, ctrlKey: control, altKey: alt, metaKey: meta }) => void pressed.set(`${key} ${code} ${control} ${alt} ${meta}`, { key, code, control, alt, meta }),
      true,
    );
    // The stage has a link and a button; pressing them is allowed and not what is asked here.
    addEventListener('click', (event) => event.preventDefault(), true);
  });
  await screen.click(stage.field);
  await screen.xdotool('mousemove', 900, 1_000);
  let count = 0;
  for (const layout of ['us', 'ru'] as const) {
    await screen.layout(layout);
    for (const modifiers of modifierSets) {
      const chords = [...keyboard, ...(modifiers.length < 2 ? extra : [])].map((key) => [...modifiers, key].join('+'));
      await screen.xdotool('key', '--delay', 0, ...chords);
      count += chords.length;
    }
  }
  await screen.layout('us');
  // What was pressed last has arrived when this has.
  await screen.xdotool('key', '--delay', 0, 'Escape', 'sleep', '0.3', 'key', 'q');
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  return { count, pressed: await page.evaluate(() => [...(Reflect.get(window, 'pressed') as Map<string, Pressed>).values()]) };
}

const stateOf = (kabinet: Kabinet) =>
  kabinet.app.evaluate(({ BrowserWindow, webContents }) => ({
    windows: BrowserWindow.getAllWindows().length,
    shown: BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length,
    addresses: [...new Set(webContents.getAllWebContents().map((contents) => contents.getURL()))],
    zoom: [...new Set(webContents.getAllWebContents().map((contents) => contents.getZoomFactor()))],
    tools: webContents.getAllWebContents().filter((contents) => contents.isDevToolsOpened()).length,
  }));

const untouched = { windows: 2, shown: 1, addresses: ['kabinet://app/index.html'], zoom: [1], tools: 0 };

async function withKabinet(profile: 'kiosk' | 'reception', run: (screen: XServer, kabinet: Kabinet) => Promise<void>): Promise<void> {
  const screen = await startXServer(profile === 'kiosk' ? 'standing' : 'lying');
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', profile, env: screen.env });
  try {
    await kabinet.page.waitForLoadState('load');
    await expect.poll(async () => (await stateOf(kabinet)).windows).toBe(2);
    await run(screen, kabinet);
  } finally {
    await kabinet.close();
    await screen.stop();
  }
}

/** The very document that was there before: not loaded again, not gone anywhere, and it still answers. */
async function isTheSame(page: Page): Promise<void> {
  const seen = await page.evaluate(() => ({ marker: Reflect.get(window, 'marker'), steps: history.length, zoom: devicePixelRatio, scale: visualViewport?.scale }));
  expect(seen).toEqual({ marker: true, steps: 1, zoom: 1, scale: 1 });
}

test('H15 K1 four thousand chords at a kiosk: the page sees typing and moving, and nothing else happens', async () => {
  await withKabinet('kiosk', async (screen, kabinet) => {
    const { count, pressed } = await pressEverything(screen, kabinet.page);
    expect(count).toBeGreaterThan(4_000);
    expect(pressed.filter((press) => !isKioskKey(press))).toEqual([]);
    expect(pressed.filter(({ control, alt, meta, key }) => control || alt || meta || /^(F\d|XF86|Browser|Launch|Media|Audio|Context|Print|Insert)/.test(key))).toEqual([]);
    // Both layouts were really pressed.
    const keys = new Set(pressed.map(({ key }) => key));
    expect(['q', 'Q', 'й', 'Й', '1', 'Tab', 'Enter', 'Escape', 'ArrowLeft', 'Backspace'].filter((key) => !keys.has(key))).toEqual([]);
    await isTheSame(kabinet.page);
    expect(await kabinet.currentPage()).toBe(kabinet.page);
    expect(await stateOf(kabinet)).toEqual(untouched);
    expect(await screen.visibleWindows()).toHaveLength(1);
  });
});

test('H15 the same chords at a desk: F-keys and Ctrl with letters reach the page, yet nothing reloads, zooms, prints, closes or opens', async () => {
  await withKabinet('reception', async (screen, kabinet) => {
    const { count, pressed } = await pressEverything(screen, kabinet.page);
    expect(count).toBeGreaterThan(4_000);
    const names = new Set(pressed.map(({ key, control, code }) => (control ? `ctrl ${code}` : key)));
    const needed = [...Array.from({ length: 12 }, (_, index) => `F${index + 1}`), ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((key) => (key.length > 1 ? key : `ctrl Key${key}`));
    expect(needed.filter((key) => !names.has(key))).toEqual([]);
    expect(names.has('?')).toBe(true);
    await isTheSame(kabinet.page);
    expect(await kabinet.currentPage()).toBe(kabinet.page);
    expect(await stateOf(kabinet)).toEqual(untouched);
    expect(await screen.visibleWindows()).toHaveLength(1);
  });
});
