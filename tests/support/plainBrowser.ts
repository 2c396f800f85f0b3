import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { electronLaunch, machineFolder, playwrightLoader } from '../../scripts/electron.mjs';

export interface PlainBrowser {
  readonly page: Page;
  close(): Promise<void>;
}

// A bare window: no preload, nothing of ours, an in-memory session that no other window shares.
const program = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const webPreferences = { sandbox: true, contextIsolation: true, nodeIntegration: false, partition: 'plain' };
  void new BrowserWindow({ width: 1024, height: 900, useContentSize: true, webPreferences }).loadURL('about:blank');
});
`;

/** Somebody's browser, as of a patient at home: the same Chromium the app has, without the app. Needs the run's global set-up. */
export async function openPlainBrowser(): Promise<PlainBrowser> {
  const staged = process.env['KABINET_STAGED_APP'];
  if (staged === undefined) throw new Error('KABINET_STAGED_APP is missing: run through `npx playwright test`');
  const machine = machineFolder();
  const folder = join(machine.folder, 'browser');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'plain-browser', version: '1.0.0', main: 'main.cjs' }));
  writeFileSync(join(folder, 'main.cjs'), program);
  const launch = electronLaunch({ home: machine.home, loader: playwrightLoader(staged), env: { KABINET_KEYRING: 'none' } });
  const app = await _electron.launch({
    executablePath: launch.command,
    args: [...launch.args, folder],
    env: launch.env,
    chromiumSandbox: true,
    timeout: 30_000,
  });
  return {
    page: await app.firstWindow(),
    async close() {
      await app.close();
      rmSync(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
