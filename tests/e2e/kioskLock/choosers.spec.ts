import { expect, test, type Page } from '@playwright/test';
import { kioskOnScreen } from '../../support/kioskOnScreen.ts';

// File choosers on a kiosk, opened as a hostile page would and with real clicks: no permission handler of Chromium is asked for them.

const kiosk = kioskOnScreen();

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const ways = ['field itself', 'label', 'click from a script', 'showPicker', 'folder', 'many files', 'showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'] as const;

/** Covers the page with something that asks for a file when a finger comes, and presses it. Answers whether the page had a real activation. */
async function tryChooser(page: Page, way: (typeof ways)[number]): Promise<boolean> {
  await page.evaluate((wanted) => {
    document.getElementById('trap')?.remove();
    const trap = Object.assign(document.createElement('div'), { id: 'trap' });
    Object.assign(trap.style, { position: 'fixed', inset: '0', zIndex: '99999' });
    const field = Object.assign(document.createElement('input'), { type: 'file', id: 'trap-field', multiple: wanted === 'many files', webkitdirectory: wanted === 'folder' });
    const cover = (element: HTMLElement) => Object.assign(element.style, { position: 'absolute', inset: '0', inlineSize: '100%', blockSize: '100%' });
    cover(field);
    trap.append(field);
    if (wanted === 'label') {
      const label = Object.assign(document.createElement('label'), { htmlFor: 'trap-field' });
      cover(label);
      trap.append(label);
    }
    trap.addEventListener('click', (event) => {
      Reflect.set(window, 'wasActive', navigator.userActivation.isActive);
      if (['field itself', 'label', 'folder', 'many files'].includes(wanted) || event.target instanceof HTMLLabelElement) return;
      if (!event.isTrusted) return;
      event.preventDefault();
      if (wanted === 'click from a script') field.click();
      else if (wanted === 'showPicker') field.showPicker();
      else {
        const pick: unknown = Reflect.get(window, wanted);
        if (typeof pick === 'function') void Reflect.apply(pick, window, []);
      }
    });
    document.body.append(trap);
    Reflect.set(window, 'wasActive', false);
  }, way);
  await kiosk.screen.click({ x: 400, y: 900 });
  await pause(250);
  return page.evaluate(() => Reflect.get(window, 'wasActive') === true);
}

async function tryAll(page: Page): Promise<void> {
  for (const way of ways) {
    expect([way, await tryChooser(page, way)]).toEqual([way, true]);
    expect([way, await kiosk.screen.visibleWindows()]).toEqual([way, [expect.objectContaining({ name: 'Kabinet' })]]);
  }
  // A dialog of the system takes a second to come, and stays.
  await pause(1_500);
  expect(await kiosk.screen.visibleWindows()).toHaveLength(1);
}

test('H12 K1 no file chooser of any kind opens a window on a kiosk', async () => {
  await tryAll(kiosk.kabinet.page);
});

test('H12 the lock on file choosers survives a page that loads again and a debugger that lets go', async () => {
  const page = kiosk.kabinet.page;
  await page.reload();
  await tryAll(page);
  const attached = () => kiosk.kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().map((contents) => contents.debugger.isAttached()));
  expect(await attached()).toEqual([true, true]);
  await kiosk.kabinet.app.evaluate(({ webContents }) => webContents.getAllWebContents().forEach((contents) => contents.debugger.detach()));
  await expect.poll(attached).toEqual([true, true]);
  await tryAll(page);
});

test('H12 the window after a crash has the lock too', async () => {
  const crashed = kiosk.kabinet.page;
  await kiosk.kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.isVisible())?.webContents.forcefullyCrashRenderer());
  const fresh = await kiosk.kabinet.nextPage(crashed);
  await tryAll(fresh);
});

test('H12 the watch on the screen works: a dialog that main itself opens is seen', async () => {
  await kiosk.kabinet.app.evaluate(({ dialog }) => void dialog.showOpenDialog({ title: 'control' }));
  await expect.poll(async () => (await kiosk.screen.visibleWindows()).length).toBe(2);
});
