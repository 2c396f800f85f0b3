import { chown, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { contentPolicy } from '../../../main/shell/answer.ts';
import { webPreferences } from '../../../main/shell/webPreferences.ts';
import { machineFolder } from '../../../scripts/electron.mjs';
import { packedApp } from '../../../scripts/package.mjs';
import { bridgeCall, bridgeReply, whenReady } from '../../support/bridge.ts';
import { startDemo, type DemoClinic } from '../../support/demoClinic.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { touch } from '../../support/hands.ts';
import { arrive, confirm, leave, walkToConfirm } from '../../support/kioskWay.ts';
import { processesOf } from '../../support/packed.ts';

// The packed code itself, minified, from its archive, locked as a clinic gets it: the twin lets a test look inside.

let program = '';

test.beforeAll(async () => {
  test.setTimeout(180_000);
  program = (await packedApp()).twinProgram;
});

test.describe('the packed kiosk', () => {
  let clinic: DemoClinic;
  let kabinet: Kabinet;

  test.beforeAll(async () => {
    test.setTimeout(150_000);
    clinic = await startDemo({ idle: 600 });
    kabinet = await launchKabinet({ server: clinic.server, enrol: clinic.enrol.kiosk, program });
    await whenReady(kabinet.page);
  });
  test.afterAll(async () => {
    await kabinet.close();
    await clinic.stop();
  });

  test('K1 H1 the packed kiosk is locked: full screen, no frame, no menu, frozen preferences, no developer tools', async () => {
    await expect.poll(() => kabinet.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
    const seen = await kabinet.app.evaluate(({ app, BrowserWindow, Menu, screen }) => ({
      isPackaged: app.isPackaged,
      menu: Menu.getApplicationMenu() === null,
      screen: screen.getPrimaryDisplay().bounds,
      windows: BrowserWindow.getAllWindows().map((window) => {
        window.webContents.openDevTools();
        const ask: unknown = Reflect.get(window.webContents, 'getLastWebPreferences');
        const used = typeof ask === 'function' ? (Reflect.apply(ask, window.webContents, []) as Record<string, unknown>) : {};
        return { isInFront: window.isVisible(), isKiosk: window.isKiosk(), bounds: window.getBounds(), tools: window.webContents.isDevToolsOpened(), used };
      }),
    }));
    expect(seen).toMatchObject({ isPackaged: true, menu: true });
    // The warmed window takes the whole screen when it comes to the front.
    const front = seen.windows.filter(({ isInFront }) => isInFront);
    expect(front).toMatchObject([{ isKiosk: true, bounds: { x: 0, y: 0 } }]);
    // On a screen without a window manager a full-screen window may lack its last row.
    for (const { bounds } of front) expect([seen.screen.width - bounds.width, seen.screen.height - bounds.height].every((missing) => missing === 0 || missing === 1)).toBe(true);
    for (const { tools, used } of seen.windows) {
      expect(tools).toBe(false);
      const shared = Object.fromEntries(Object.entries(webPreferences).filter(([name]) => name in used));
      expect(Object.keys(shared).length).toBeGreaterThanOrEqual(8);
      expect(used).toMatchObject(shared);
    }
  });

  test('H2 every page of the packed kiosk lives in the sandbox', async () => {
    const pages = (await processesOf(program)).filter(({ type }) => type === 'renderer');
    expect(pages.length).toBeGreaterThanOrEqual(1);
    expect(new Set(pages.map(({ seccomp }) => seccomp))).toEqual(new Set(['2']));
  });

  test('H3 H4 H5 pages of the package carry the content policy, and nothing but the manifest’s names is served', async () => {
    const page = await kabinet.currentPage();
    expect(page.url()).toBe('kabinet://app/index.html');
    const served = await kabinet.app.evaluate(async ({ webContents }) => {
      const [contents] = webContents.getAllWebContents();
      const ask = async (name: string) => {
        // Ends in the scheme's handler alone; the session's own lock lets nothing else through.
        const reply = await contents?.session.fetch(`kabinet://app/${name}`);
        return [reply?.status, reply?.headers.get('content-security-policy')];
      };
      return { index: await ask('index.html'), gallery: await ask('gallery/index.html'), manifest: await ask('renderer-manifest.json'), main: await ask('../main/index.mjs') };
    });
    expect(served.index).toEqual([200, contentPolicy]);
    for (const other of [served.gallery, served.manifest, served.main]) expect(other[0]).toBe(404);
    const tries = await page.evaluate(async () => {
      // What a debugger evaluates may evaluate in turn; a timer of the page may not.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const attempt = (run: () => unknown) => {
        try {
          run();
          return 'ran';
        } catch {
          return 'blocked';
        }
      };
      return [attempt(() => Reflect.construct(Function, ['return 1'])), attempt(() => void (document.body.innerHTML += '<b>x</b>')), window.open('kabinet://app/index.html') === null];
    });
    expect(tries).toEqual(['blocked', 'blocked', true]);
  });

  test('S1 S3 R4 K2 a patient books on the packed kiosk and leaves nothing behind', async () => {
    test.setTimeout(180_000);
    const page = await kabinet.currentPage();
    const [account] = clinic.accounts;
    if (!account) throw new Error('the demo has no accounts');
    const hand = touch(page);
    await walkToConfirm(page, hand, account);
    expect(await bridgeCall(page, 'identity.me', {})).toMatchObject({ role: 'patient' });
    await confirm(page, hand);
    await arrive(page, 'Вы записаны');
    await leave(page, hand);
    const fresh = await kabinet.nextPage(page);
    await whenReady(fresh);
    expect(await bridgeCall(fresh, 'identity.me', {})).toMatchObject({ role: 'visitor' });
    await arrive(fresh, 'Что вы хотите сделать?');
  });
});

const markers: readonly (readonly [string, string])[] = [
  ['is not JSON', '{"installationId": '],
  ['is empty', ''],
  ['leads out of its folder', JSON.stringify({ version: 1, installationId: '../../../../etc/passwd', deviceCode: null, initialised: true, keyCheck: '0'.repeat(32), server: 'https://clinic.example', profile: 'kiosk' })],
  ['has unknown keys', JSON.stringify({ version: 1, __proto__: { initialised: true }, constructor: 1, initialised: false, server: 'file:///etc/passwd', profile: 'root' })],
  ['is ten megabytes long', `"${'A'.repeat(10_000_000)}"`],
];

for (const [what, text] of markers) {
  test(`X13 the packed kiosk with a device.json that ${what} says that it needs a person, and touches nothing`, async () => {
    const machine = machineFolder();
    const file = join(machine.userData, 'device.json');
    await writeFile(file, text, { mode: 0o600 });
    const { uid, gid } = await stat(machine.userData);
    await chown(file, uid, gid);
    const kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'ABCD-1234', userDataDir: machine.userData, program });
    try {
      await expect
        .poll(async () => {
          const reply = await bridgeReply(await kabinet.currentPage(), 'device.state', {});
          return reply.ok ? (reply.value as { state: string }).state : reply.error.code;
        }, { timeout: 20_000 })
        .toBe('problem');
      expect((await stat(file)).size).toBe(Buffer.byteLength(text));
      expect(kabinet.output()).not.toMatch(/passwd|AAAA/);
    } finally {
      await kabinet.close({ keep: true });
      await rm(machine.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
}
