import { expect, test } from '@playwright/test';
import { addressTricks, schemes } from '../../support/addressTricks.ts';
import { launchKabinet, type Kabinet } from '../../support/electronApp.ts';
import { startStrangers, type Strangers } from './strangers.ts';

// Addresses, schemes and permissions by the hundred, asked of Chromium itself.

let kabinet: Kabinet;
let strangers: Strangers;

test.beforeAll(async () => {
  strangers = await startStrangers();
  kabinet = await launchKabinet({ server: 'http://127.0.0.1:9', enrol: 'NONE-0000', env: strangers.env, strangers: true });
  await kabinet.page.waitForLoadState('load');
});

test.afterAll(async () => {
  await kabinet.close();
  await strangers.stop();
});

test('H3 ten thousand mutated paths reach nothing but the files of the pages', async () => {
  const { asked, found } = await kabinet.app.evaluate(async ({ webContents }) => {
    const contents = webContents.getAllWebContents().find((one) => one.getURL() === 'kabinet://app/index.html');
    if (!contents) return { asked: 0, found: ['no page'] };
    const own = await (await contents.session.fetch('kabinet://app/index.html')).text();
    const signs = [
      '..', '.', '%2e%2e', '%2e', '..%2f', '..%5c', '%5c', '\\', '%00', '//', '/', '/', 'etc/passwd', 'package.json', 'main/index.mjs', 'renderer-manifest.json', 'C:', 'CON', '%252e%252e', '..;', '~root',
      '%c0%ae%c0%ae', '::$DATA', 'index.html', 'index', '.html', 'assets', '?', '%3f', '%23', ' ', '%0d%0a', 'é', '\u202e', '__proto__', 'backend/index.mjs', 'preload/index.cjs', '\\\\server\\share', 'file:', 'renderer',
    ];
    // The same paths on every run.
    let seed = 20_261_122;
    const next = (below: number) => {
      seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      return ((seed ^ (seed >>> 13)) >>> 0) % below;
    };
    const paths = new Set<string>();
    for (let round = 0; round < 40_000 && paths.size < 10_000; round += 1) paths.add(Array.from({ length: 2 + next(6) }, () => signs[next(signs.length)]).join(next(2) === 0 ? '/' : ''));
    const found: string[] = [];
    const look = async (path: string) => {
      const response = await contents.session.fetch(`kabinet://app/${path}`).catch(() => null);
      if (response === null || response.status === 404) return;
      // Chromium itself shortens `./index.html`; that is our page and nothing else.
      if (response.status !== 200 || (await response.text()) !== own) found.push(`${path} ${response.status}`);
    };
    const all = [...paths];
    for (let at = 0; at < all.length; at += 100) await Promise.all(all.slice(at, at + 100).map(look));
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) {
      const { status } = await contents.session.fetch('kabinet://app/index.html', { method });
      if (status !== 405) found.push(`${method} ${status}`);
    }
    return { asked: all.length, found };
  });
  expect(asked).toBe(10_000);
  expect(found).toEqual([]);
});

test('H7 tricks with addresses, tried by a page in Chromium, lead nowhere', async () => {
  // Chromium stops a page that asks to go somewhere more than two hundred times in ten seconds; the whole table is a unit test.
  const absolute = addressTricks.filter((address) => address.length < 2_000 && URL.canParse(address) && !/^(about|javascript):/i.test(address));
  // Chromium folds case and alphabets of a host before it asks anybody: those are the page itself, and it may load itself again.
  const every = await kabinet.page.evaluate((list) => list.filter((address) => URL.canParse(address) && new URL(address).href.replace(/[?#].*$/, '') !== location.href), absolute);
  const chosen = Array.from({ length: 180 }, (_, index) => every[Math.floor((index * every.length) / 180)] ?? '');
  expect(new Set(chosen).size).toBe(180);
  const before = strangers.visits.length;
  // Through main and not through Playwright, whose own protocol loses sight of a page that is stopped so often.
  const seen = await kabinet.app.evaluate(async ({ BrowserWindow }, addresses) => {
    const own = 'kabinet://app/index.html';
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const watched = new Set<number>();
    const [asked, arrived, strayed]: [string[], string[], string[]] = [[], [], []];
    const front = async () => {
      for (let look = 0; look < 400; look += 1, await pause(25)) {
        const contents = BrowserWindow.getAllWindows().find((window) => window.isVisible())?.webContents;
        if (!contents || contents.isLoading() || contents.getURL() !== own) continue;
        if (!watched.has(contents.id)) {
          contents.on('will-frame-navigate', ({ url }) => void asked.push(url));
          contents.on('did-navigate', (_event, url) => void arrived.push(url));
        }
        watched.add(contents.id);
        return contents;
      }
      throw new Error('no page came to the front');
    };
    for (const address of addresses) {
      const contents = await front();
      const gone = new Promise((resolve) => contents.once('destroyed', () => resolve(true)));
      const there = contents.executeJavaScript(`(async () => { try { location.href = ${JSON.stringify(address)}; } catch {} await new Promise((r) => setTimeout(r, 12)); return location.href; })()`).catch(() => null);
      const href: unknown = await Promise.race([there, gone, pause(5_000)]);
      if (typeof href === 'string' && href !== own) strayed.push(address);
    }
    const length: unknown = await (await front()).executeJavaScript('history.length');
    return { strayed, length, arrived: [...new Set(arrived)], asked: asked.length };
  }, chosen);
  // Some of them Chromium answers with an empty page of its own before it asks anybody; that page is taken away like one that crashed.
  expect(seen).toMatchObject({ strayed: [], length: 1 });
  expect(seen?.arrived.filter((address) => address !== 'about:blank#blocked')).toEqual([]);
  expect(seen?.asked).toBeGreaterThan(100);
  expect(strangers.visits.slice(before)).toEqual([]);
  expect(await strangers.opened()).toBe('');
});

/** Loads each address in a window of its own whose lock on requests is off, so that only the permission handler stands before the system. */
async function loadFromMain(addresses: readonly string[], withHandler: boolean): Promise<void> {
  await kabinet.app.evaluate(
    async ({ BrowserWindow, session }, { list, isLocked }) => {
      const partition = `schemes-${String(Math.random())}`;
      const own = session.fromPartition(partition);
      own.webRequest.onBeforeRequest(null);
      if (!isLocked) own.setPermissionRequestHandler(null);
      const window = new BrowserWindow({ show: false, webPreferences: { partition, sandbox: true } });
      for (const address of list) await Promise.race([window.webContents.loadURL(address).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 300))]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      window.destroy();
    },
    { list: addresses, isLocked: withHandler },
  );
}

test('H9 three hundred schemes start nothing of the system, even without the lock on requests', async () => {
  test.setTimeout(180_000);
  const known = new Set(['http', 'https', 'file', 'data', 'blob', 'javascript', 'about', 'chrome', 'devtools', 'view-source', 'filesystem', 'ws', 'wss', 'chrome-extension', 'chrome-untrusted', 'chrome-search', 'kabinet.']);
  const external = schemes.filter((scheme) => !known.has(scheme));
  const invented = Array.from({ length: 300 - external.length }, (_, index) => `${['x', 'web+', 'ms-', 'com.app.', 'net-', 'z9'][index % 6]}${index}q`);
  const all = [...external, ...invented];
  expect(all.length).toBe(300);
  await loadFromMain(all.map((scheme) => `${scheme}:canary@example.invalid`), true);
  expect(await strangers.opened()).toBe('');
});

test('H9 the same without the permission handler starts a program: the watch sees it', async () => {
  await loadFromMain(['mailto:control@example.invalid'], false);
  await expect.poll(strangers.opened).toContain('control@example.invalid');
  await strangers.forget();
});

test('H10 every permission Chromium knows is denied, on the sessions of our windows and on any other', async () => {
  const asked = await (await kabinet.currentPage()).evaluate(async () => {
    const names = [
      'geolocation', 'notifications', 'push', 'midi', 'camera', 'microphone', 'speaker-selection', 'background-fetch', 'background-sync', 'persistent-storage', 'ambient-light-sensor', 'accelerometer', 'gyroscope', 'magnetometer',
      'screen-wake-lock', 'system-wake-lock', 'nfc', 'display-capture', 'clipboard-read', 'clipboard-write', 'payment-handler', 'idle-detection', 'periodic-background-sync', 'storage-access', 'top-level-storage-access', 'window-management',
      'window-placement', 'local-fonts', 'captured-surface-control', 'keyboard-lock', 'pointer-lock', 'fullscreen', 'web-app-installation', 'smart-card', 'web-printing', 'hand-tracking', 'local-network-access', 'accessibility-events', 'bluetooth', 'usb', 'serial', 'hid',
    ];
    const granted: string[] = [];
    let known = 0;
    for (const name of names) {
      const more = name === 'push' ? { userVisibleOnly: true } : name === 'midi' ? { sysex: true } : name === 'fullscreen' ? { allowWithoutGesture: true } : name === 'top-level-storage-access' ? { requestedOrigin: location.origin } : {};
      try {
        const { state } = await navigator.permissions.query({ name: name as PermissionName, ...more });
        known += 1;
        if (state === 'granted') granted.push(name);
      } catch {
        // This Chromium does not know the name.
      }
    }
    const outcome = async (run: () => Promise<unknown> | undefined) => {
      try {
        const value = await Promise.race([run(), new Promise<null>((resolve) => setTimeout(resolve, 1_500, null))]);
        return value === undefined || value === null ? 'absent' : 'given';
      } catch {
        return 'denied';
      }
    };
    const member = (of: object, name: string): object | undefined => Reflect.get(of, name) as object | undefined;
    const call = (name: string, method: string, input: unknown) =>
      outcome(() => {
        const owner = member(navigator, name);
        const ask: unknown = owner && Reflect.get(owner, method);
        return typeof ask === 'function' ? (Reflect.apply(ask, owner, [input]) as Promise<unknown>) : undefined;
      });
    return {
      granted,
      known,
      outcomes: [
        await outcome(() => navigator.mediaDevices?.getUserMedia({ audio: true, video: true })),
        await outcome(() => navigator.mediaDevices?.getDisplayMedia({ video: true })),
        await outcome(() => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 3000 }))),
        await outcome(() => navigator.clipboard?.readText()),
        await outcome(() => document.documentElement.requestFullscreen()),
        await call('usb', 'requestDevice', { filters: [] }),
        await call('serial', 'requestPort', {}),
        await call('hid', 'requestDevice', { filters: [] }),
        await call('bluetooth', 'requestDevice', { acceptAllDevices: true }),
        await call('wakeLock', 'request', 'screen'),
        await call('keyboard', 'lock', []),
        await outcome(() => (typeof Reflect.get(window, 'queryLocalFonts') === 'function' ? (Reflect.apply(Reflect.get(window, 'queryLocalFonts') as () => Promise<object[]>, window, [])).then((fonts) => fonts[0]) : undefined)),
      ],
      persisted: (await outcome(() => navigator.storage.persist().then((isKept) => (isKept ? [] : null)))) === 'given',
      notification: Notification.permission,
    };
  });
  // These need no permission in Chromium's eyes and reach nothing outside the page.
  expect(asked.granted.filter((name) => !['background-sync', 'accelerometer', 'gyroscope', 'magnetometer'].includes(name))).toEqual([]);
  expect(asked.known).toBeGreaterThanOrEqual(25);
  expect(asked.outcomes).not.toContain('given');
  expect(asked.persisted).toBe(false);
  expect(asked.notification).toBe('denied');

  const elsewhere = await kabinet.app.evaluate(async ({ session }) => {
    const other = session.fromPartition('not-one-of-ours');
    return other.fetch('kabinet://app/index.html').then(
      (response) => response.status,
      () => 'no such scheme',
    );
  });
  expect(elsewhere).toBe('no such scheme');
});
