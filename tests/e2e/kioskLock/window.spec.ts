import { expect, test } from '@playwright/test';
import { launchKabinet } from '../../support/electronApp.ts';
import { startXServer } from '../../support/xServer.ts';

test('K1 K2 a kiosk fills the screen alone: no frame, no way to shrink it, and the window of the next patient is not on the screen', async () => {
  const screen = await startXServer('standing');
  const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: screen.env });
  try {
    const windows = () =>
      kabinet.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .map((window) => ({
            isShown: window.isVisible(),
            isKiosk: window.isKiosk(),
            isFrameless: window.getContentSize().join() === window.getSize().join(),
            // What else may be done to a window, Electron cannot say on Linux.
            isFixed: !window.isResizable(),
          }))
          .sort((a, b) => Number(b.isShown) - Number(a.isShown)),
      );
    await expect.poll(async () => (await windows()).length).toBe(2);
    // A window that comes late would come within this time.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await windows()).toEqual([
      { isShown: true, isKiosk: true, isFrameless: true, isFixed: true },
      { isShown: false, isKiosk: false, isFrameless: true, isFixed: true },
    ]);
    const shown = await screen.visibleWindows();
    expect(shown).toHaveLength(1);
    // Without a window manager Chromium keeps one pixel free, so that no manager takes it for something else.
    expect(shown[0]?.place).toMatch(/^10(79|80)x19(19|20)\+0\+0$/);
  } finally {
    await kabinet.close();
    await screen.stop();
  }
});
