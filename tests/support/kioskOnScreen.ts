import { test } from '@playwright/test';
import { launchKabinet, type Kabinet } from './electronApp.ts';
import { startXServer, type XServer } from './xServer.ts';

export interface KioskOnScreen {
  readonly screen: XServer;
  readonly kabinet: Kabinet;
}

/** One kiosk without a clinic, on a screen of its own with a real pointer and real keys, for all tests of a file. */
export function kioskOnScreen(): KioskOnScreen {
  let screen: XServer | null = null;
  let kabinet: Kabinet | null = null;
  test.beforeAll(async () => {
    screen = await startXServer('standing');
    kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: screen.env });
    await kabinet.page.waitForLoadState('load');
  });
  // The screen goes also when the kiosk never came up, or said at its end that somebody else was asked.
  test.afterAll(async () => {
    try {
      await kabinet?.close();
    } finally {
      await screen?.stop();
    }
  });
  const up = <T>(part: T | null): T => {
    if (part === null) throw new Error('the kiosk is not up');
    return part;
  };
  return {
    get screen() {
      return up(screen);
    },
    get kabinet() {
      return up(kabinet);
    },
  };
}
