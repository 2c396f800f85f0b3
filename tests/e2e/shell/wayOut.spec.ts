import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startStrangers, type Strangers } from './strangers.ts';

// Ways out of a kiosk's page: links, windows, downloads, dialogs, keys. All are tried in the real app.

let kabinet: Kabinet;
let strangers: Strangers;

test.beforeAll(async () => {
  strangers = await startStrangers();
  kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: strangers.env });
  await kabinet.page.waitForLoadState('load');
});

test.afterAll(async () => {
  await kabinet.close();
  await strangers.stop();
});

const windowCount = () => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** The warmed window comes a little later; from then on no window may appear. */
const allWindows = async () => {
  await expect.poll(windowCount).toBe(2);
  return 2;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const destinations = ['http', 'https', 'ftp', 'file', 'mailto', 'tel', 'sms', 'data', 'blob', 'javascript', 'chrome', 'devtools', 'view-source', 'ms-settings', 'vscode', 'xdg-open', 'kabinets'];

test('H7 H8 no link, script, form or key combination leads anywhere, opens anything or starts a program', async () => {
  const windows = await allWindows();
  const before = strangers.visits.length;
  for (const scheme of destinations) {
    const address = scheme === 'http' ? `${strangers.url}/away` : `${scheme}:${scheme === 'file' ? '///etc/passwd' : 'text@example.invalid'}`;
    const results = await kabinet.page.evaluate(async (target) => {
      const link = document.createElement('a');
      link.setAttribute('href', target);
      document.body.append(link);
      const opening = window.open(target) === null && window.open(target, 'other', 'width=100') === null;
      window.open(target, '_self');
      for (const name of ['', '_blank', '_top', '_parent', 'other']) {
        link.setAttribute('target', name);
        link.click();
        for (const modifier of [{ ctrlKey: true }, { shiftKey: true }, { metaKey: true }, { button: 1 }]) link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...modifier }));
      }
      try {
        location.href = target;
        location.replace(target);
        location.assign(target);
      } catch {
        // Chromium refuses some schemes by itself.
      }
      link.remove();
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { opening, length: history.length };
    }, address);
    expect([scheme, results.opening]).toEqual([scheme, true]);
    expect([scheme, kabinet.page.url()]).toEqual([scheme, 'kabinet://app/index.html']);
  }
  await pause(500);
  expect(await windowCount()).toBe(windows);
  expect(strangers.visits.slice(before)).toEqual([]);
  expect(await strangers.opened()).toBe('');
});

test('H8 the watch on the system works: an opener that is really started leaves its line', async () => {
  await kabinet.app.evaluate(({ shell }) => shell.openExternal('mailto:control@example.invalid'));
  await expect.poll(strangers.opened).toContain('control@example.invalid');
  await strangers.forget();
});

test('H14 nothing can be downloaded', async () => {
  const list = async () => (await readdir(join(kabinet.userDataDir, '..'), { recursive: true })).filter((name) => /canary|download/i.test(name));
  await kabinet.page.evaluate(async () => {
    const targets = [URL.createObjectURL(new Blob(['canary'])), 'data:application/octet-stream,canary', 'kabinet://app/index.html', 'kabinet://app/assets/none.bin'];
    for (const href of targets) {
      const link = Object.assign(document.createElement('a'), { href, download: 'canary.bin' });
      document.body.append(link);
      link.click();
      link.remove();
    }
    await new Promise((resolve) => setTimeout(resolve, 800));
  });
  expect(await list()).toEqual([]);
  expect(await windowCount()).toBe(2);
});

test('H13 print, alert, prompt and leaving questions show no dialog', async () => {
  const took = await kabinet.page.evaluate(() => {
    const from = performance.now();
    window.print();
    alert('x');
    const isConfirmed = confirm('x');
    try {
      prompt('x');
    } catch {
      // Electron has none.
    }
    addEventListener('beforeunload', (event) => event.preventDefault(), { once: true });
    return { ms: performance.now() - from, isConfirmed };
  });
  expect(took.isConfirmed).toBe(false);
  expect(took.ms).toBeLessThan(2_000);
  expect(await windowCount()).toBe(2);
});

test('H15 there is no menu, and keys that a patient does not need never reach the page', async () => {
  const page = kabinet.page;
  await page.evaluate(() => {
    const pressed: string[] = [];
    Reflect.set(window, 'pressed', pressed);
    addEventListener('keydown', (event) => pressed.push(event.key), true);
  });
  const menu = await kabinet.app.evaluate(async ({ BrowserWindow, Menu }) => {
    const window = BrowserWindow.getAllWindows().find((one) => one.isVisible());
    const press = (keyCode: string, modifiers: ('control' | 'alt' | 'shift' | 'meta')[] = []) => {
      window?.webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
      window?.webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
    };
    for (let number = 1; number <= 24; number += 1) press(`F${number}`);
    for (const key of ['a', 'c', 'd', 'f', 'i', 'j', 'l', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'z', '0', '+', '-', 'Tab', 'Left', 'Right', 'Home', 'Escape', 'Delete']) {
      for (const modifiers of [['control'], ['control', 'shift'], ['alt'], ['meta'], ['control', 'alt']] as ('control' | 'alt' | 'shift' | 'meta')[][]) press(key, modifiers);
    }
    for (const key of ['PrintScreen', 'Insert', 'VolumeUp', 'MediaPlayPause']) press(key);
    press('a');
    press('Tab');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return Menu.getApplicationMenu();
  });
  expect(menu).toBeNull();
  expect(await page.evaluate(() => Reflect.get(window, 'pressed'))).toEqual(['a', 'Tab']);
  expect(page.url()).toBe('kabinet://app/index.html');
  expect(await windowCount()).toBe(2);
  expect(await kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.getZoomFactor()))).toEqual([1, 1]);
});

test('H7 a page that strays to about:, which Chromium never asks about, is taken away and a fresh one is in front', async () => {
  const strayed = kabinet.page;
  await strayed.evaluate(() => void (location.href = 'about:blank')).catch(() => undefined);
  const fresh = await kabinet.nextPage(strayed);
  expect(fresh.url()).toBe('kabinet://app/index.html');
  await expect.poll(() => strayed.isClosed()).toBe(true);
});
